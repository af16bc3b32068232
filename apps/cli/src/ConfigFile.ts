/** A configuration file, YAML or JSON, with the place of every setting in it. */
import { createHash } from "node:crypto"
import { AuditConfig } from "@fairward/core"
import * as Presets from "@fairward/sources/Presets"
import { Effect, FileSystem, Path, Predicate, Result } from "effect"
import { type Document, stringify, visit } from "yaml"
import { readFault } from "./internal/diskFault.ts"
import { offsetOf } from "./internal/settingNodes.ts"
import { withWrittenCategories } from "./internal/writtenCategories.ts"
import * as Overrides from "./Overrides.ts"
import { failOnProblems, InputError, type Problem } from "./Problem.ts"
import * as Yaml from "./Yaml.ts"

/** The configuration that a command uses when none is named. */
export const defaultName = "fairward.yaml"

export interface ConfigFile {
  /** As it was named. */
  readonly name: string
  /** Absolute path of the folder that holds it, to which paths in it are relative. */
  readonly folder: string
  /** Of the file, without what the command line sets. */
  readonly sha256: string
  /** What the command line sets, as findings, log and report tell it. */
  readonly overrides: ReadonlyArray<string>
  /** Not yet decoded; a preset is written out. */
  readonly content: unknown
  /** What a preset lacks. */
  readonly presetProblems: ReadonlyArray<Presets.PresetIssue>
  /** The preset of a table that the file itself does not say how to read. */
  readonly presetOf: (table: string) => string | undefined
  /** The file with its preset written out, as YAML. */
  readonly writtenOut: () => string
  /** A problem of the setting at a path, with its line and column: `fairward.yaml:12:5`. */
  readonly problemAt: (path: ReadonlyArray<string>, message: string) => Problem
}

const whereOne = "Name the configuration as the first argument, or see one that works: fairward demo"

export interface ReadOptions {
  /** What to do where the file cannot be read. */
  readonly fix?: string
  /** Settings in place of those of the file, each as `key.of.setting=value`. */
  readonly set?: ReadonlyArray<string>
}

/** Reads a configuration file, or another of its kind. Fails with every syntax error at once. */
export const read = Effect.fn("ConfigFile.read")(function* (
  name: string,
  { fix = whereOne, set = [] }: ReadOptions = {}
) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const absolute = paths.resolve(name)
  const bytes = yield* files.readFile(absolute).pipe(
    Effect.mapError(
      (error) =>
        new InputError({
          subject: name,
          problems: [
            {
              where: absolute,
              message: readFault(error),
              fix
            }
          ]
        })
    )
  )
  const { at, content: inFile, document } = yield* Yaml.parse(name, bytes)
  const { overrides, problems } = Overrides.put(document, set)
  yield* failOnProblems(name, problems)
  const parsed: unknown = overrides.length === 0 ? inFile : document.toJS()
  const folder = paths.dirname(absolute)
  const written = withWrittenCategories(document, parsed)
  const { content, issues, preset } = yield* expanded(written, folder)
  const presetOf = (table: string) =>
    document.hasIn(["data", table]) || !document.hasIn(["data", "preset"]) ? undefined : preset
  const file: ConfigFile = {
    name,
    folder,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    overrides: overrides.map(({ said }) => said),
    content,
    presetProblems: issues,
    presetOf,
    writtenOut: () => (preset === undefined ? String(document) : withData(document, content)),
    problemAt: (path, message) => {
      const setting = path.join(".")
      const isPresets = path[0] === "data" && path[1] !== undefined && presetOf(path[1]) !== undefined
      const override = Overrides.overrideAt(overrides, isPresets ? ["data", "preset"] : path)
      return {
        where: override?.where ?? at(offsetOf(document, isPresets ? ["data", "preset"] : path)),
        message: setting === "" ? message : `${setting}: ${message}`
      }
    }
  }
  return file
})

/** The content with its preset written out, when it has one. */
const expanded = Effect.fnUntraced(function* (written: unknown, folder: string) {
  if (!Predicate.hasProperty(written, "data")) return { content: written, issues: [], preset: undefined }
  const { data, issues } = yield* Presets.expand(written.data, folder)
  const preset = Predicate.hasProperty(written.data, "preset") ? String(written.data.preset) : undefined
  return { content: { ...written, data }, issues, preset }
})

/** The document with other data and its own comments; without them where data hold an anchor that is used elsewhere. */
const withData = (document: Document, content: unknown): string => {
  let aliases = 0
  visit(document, { Alias: () => void aliases++ })
  if (aliases > 0 || !Predicate.hasProperty(content, "data")) return stringify(content, { lineWidth: 0 })
  const copy = document.clone()
  const data = copy.createNode(content.data)
  visit(data, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === "string" && scalar.value.includes("\n")) scalar.type = "BLOCK_LITERAL"
    }
  })
  copy.set("data", data)
  return copy.toString({ lineWidth: 0 })
}

/** Decodes the configuration. Fails with every issue at once, each with its line and column. */
export const decode = Effect.fn("ConfigFile.decode")(function* (file: ConfigFile) {
  const lacking = file.presetProblems.map(({ message, path }) => file.problemAt(path, message))
  const decoded = yield* Effect.result(AuditConfig.decode(file.content))
  const said = new Set(file.presetProblems.map(({ path }) => path.join(".")))
  const problems = [
    ...lacking,
    ...(Result.isFailure(decoded)
      ? decoded.failure.issues
          .filter(({ path }) => !said.has(path.join(".")) && (lacking.length === 0 || path[0] !== "data"))
          .map(({ message, path }) => file.problemAt(path, message))
      : [])
  ]
  return Result.isSuccess(decoded) && problems.length === 0 ? decoded.success : yield* Effect.fail(problems)
})
