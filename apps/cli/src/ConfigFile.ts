/**
 * A configuration file, YAML or JSON, with the place of every setting in it.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { AuditConfig } from "@fairward/core"
import { Effect, FileSystem, Path } from "effect"
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml"
import { failOnProblems, InputError, type Problem } from "./Problem.ts"

/** The configuration that a command uses when none is named. */
export const defaultName = "fairward.yaml"

export interface ConfigFile {
  /** As it was named. */
  readonly name: string
  /** Absolute path of the folder that holds it, to which paths in it are relative. */
  readonly folder: string
  readonly sha256: string
  /** Not yet decoded. */
  readonly content: unknown
  /** A problem of the setting at a path, with its line and column: `fairward.yaml:12:5`. */
  readonly problemAt: (path: ReadonlyArray<string>, message: string) => Problem
}

/** Reads a configuration file. Fails with every syntax error at once. */
export const read = Effect.fn("ConfigFile.read")(function* (name: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const absolute = paths.resolve(name)
  const bytes = yield* files.readFile(absolute).pipe(
    Effect.mapError(
      ({ reason }) =>
        new InputError({
          subject: name,
          problems: [
            reason._tag === "NotFound"
              ? {
                  where: absolute,
                  message: "There is no such file.",
                  fix: "Name the configuration as the first argument, or see one that works: fairward demo"
                }
              : { where: absolute, message: `The file cannot be read: ${reason.message}` }
          ]
        })
    )
  )
  const lines = new LineCounter()
  const document = parseDocument(new TextDecoder().decode(bytes), { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => {
    const { col, line } = lines.linePos(offset)
    return `${name}:${line}:${col}`
  }
  yield* failOnProblems(
    name,
    [...document.errors, ...document.warnings].map(({ message, pos: [start] }) => ({ where: at(start), message }))
  )
  const file: ConfigFile = {
    name,
    folder: paths.dirname(absolute),
    sha256: createHash("sha256").update(bytes).digest("hex"),
    content: document.toJS(),
    problemAt: (path, message) => {
      const setting = path.join(".")
      return { where: at(offsetOf(document, path)), message: setting === "" ? message : `${setting}: ${message}` }
    }
  }
  return file
})

/** Decodes the configuration. Fails with every issue at once, each with its line and column. */
export const decode = Effect.fn("ConfigFile.decode")(function* (file: ConfigFile) {
  return yield* AuditConfig.decode(file.content).pipe(
    Effect.mapError(({ issues }) => issues.map(({ message, path }) => file.problemAt(path, message)))
  )
})

/** Where the deepest setting on the path begins, or the document when not even the first is there. */
const offsetOf = (document: Document, path: ReadonlyArray<string>): number => {
  let offset = document.contents?.range?.[0] ?? 0
  let node: unknown = document.contents
  for (const part of path) {
    const resolved: Node | undefined | null | unknown = isAlias(node) ? node.resolve(document) : node
    if (isMap(resolved)) {
      const pair = resolved.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === part)
      if (pair === undefined) return offset
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(resolved)) {
      node = resolved.items[Number(part)]
      if (node === undefined) return offset
      offset = (node as Node).range?.[0] ?? offset
    } else return offset
  }
  return offset
}
