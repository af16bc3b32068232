/** A new stage as a package of the user's project. */
import { existsSync, readdirSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"
import { Stage } from "@fairward/core"
import { Effect, FileSystem, Option, Path } from "effect"
import { isSeq, parseDocument, YAMLSeq } from "yaml"
import type { Discovery, PackageManager } from "./Discovery.ts"
import * as Manifest from "./Manifest.ts"
import { CommandError, InputError } from "./Problem.ts"

const template = fileURLToPath(new URL("../template", import.meta.url))

/** Of the template, by their names in the package. A package.json within our own would be taken for that of a package. */
const templateFiles: Readonly<Record<string, string>> = {
  "package.json": "manifest.json",
  "README.md": "README.md",
  "tsconfig.json": "tsconfig.json",
  "tsconfig.build.json": "tsconfig.build.json",
  "src/index.ts": "src/comparing.ts",
  "test/Stage.test.ts": "test/Stage.test.ts"
}

export interface NewStage {
  readonly id: string
  readonly packageName: string
  /** Absolute. */
  readonly folder: string
  /** What to type next, in order. */
  readonly commands: ReadonlyArray<string>
}

const idPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/u

const titleOf = (id: string) => id.replaceAll("-", " ").replace(/^./u, (first) => first.toUpperCase())

const refuse = (where: string, message: string, fix: string) =>
  new InputError({ subject: "new-stage", problems: [{ where, message, fix }] })

export interface Options extends Pick<Discovery, "installed" | "project"> {
  readonly manager: PackageManager
  /** Or describes cohorts without a comparison. */
  readonly compares: boolean
}

/** What the README says of the stage that it came with. */
const wordsOf = (compares: boolean) =>
  compares
    ? {
        "<!-- ABOUT -->": "compares the share of patients who stay long between each cohort and the rest",
        "<!-- MARGIN -->": "`margin`, by default 0.05: a difference of shares inside this is equivalent.",
        "<!-- COMPARISON -->":
          "A comparison is columns, one number a patient, and measures, which say how they follow from sums of these."
      }
    : {
        "<!-- ABOUT -->": "counts the patients of each cohort who stay long, without comparing cohorts",
        "<!-- MARGIN -->": "",
        "<!-- COMPARISON -->": "It describes cohorts; one that compares them is made by `fairward new-stage`."
      }

/** Without a comparison a stage depends on nothing but its peers. */
const withoutDependencies = (manifest: string): string => {
  const { dependencies: _, ...others } = JSON.parse(manifest)
  return `${JSON.stringify(others, null, 2)}\n`
}

/**
 * Makes the package `fairward-stage-ID` in a folder of the project. It resolves `effect` and `@fairward/core` upwards,
 * from the project, so that the command and the stage share one copy.
 */
export const make = Effect.fn("NewStage.make")(function* (
  id: string,
  name: string,
  { compares, installed, manager, project }: Options
) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const folder = paths.resolve(name)
  if (!idPattern.test(id)) {
    return yield* refuse(id, "This cannot be the id of a stage.", "Use small letters, digits and hyphens: score-drift")
  }
  const twin = installed.find(({ stage }) => stage.meta.id === id)
  if (twin !== undefined) {
    return yield* refuse(id, `The stage of ${twin.manifest.name} is already called so.`, "Choose another name.")
  }
  if (project === undefined) {
    return yield* refuse(
      paths.resolve("."),
      "There is no project here: no package.json from here upwards depends on fairward, @fairward/cli or a stage.",
      "Make one, and try again: npm init -y && npm install fairward"
    )
  }
  const place = relative(project.folder, folder)
  if (place === "" || place.startsWith("..") || paths.isAbsolute(place)) {
    return yield* refuse(folder, `The folder does not lie in the project ${project.folder}.`, "Name one inside it.")
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    return yield* refuse(folder, "There is something in this folder already.", "Choose another with --dir.")
  }
  const packageName = `fairward-stage-${id}`
  const texts: Readonly<Record<string, string>> = {
    ...wordsOf(compares),
    __ID__: id,
    __TITLE__: titleOf(id),
    __PACKAGE__: packageName,
    __FAIRWARD__: Manifest.own.version,
    __EFFECT__: Option.match(Manifest.find("effect", Manifest.own.url), {
      onNone: () => "4.1.0",
      onSome: ({ version }) => version
    }),
    __CONTRACT__: Stage.contractVersion,
    __RUN__: `${manager.name} run`
  }
  const filled = (text: string) => text.replaceAll(/__[A-Z]+__|<!-- [A-Z]+ -->/gu, (key) => texts[key] ?? key)
  const write = Effect.gen(function* () {
    for (const [file, source] of Object.entries(templateFiles)) {
      const target = join(folder, file)
      yield* files.makeDirectory(paths.dirname(target), { recursive: true })
      const read = files.readFileString(join(template, compares ? source : source.replace("comparing", "describing")))
      const text = filled(yield* read)
      yield* files.writeFileString(target, compares || file !== "package.json" ? text : withoutDependencies(text))
    }
    yield* files.writeFileString(join(folder, ".gitignore"), "dist/\nnode_modules/\n")
    if (manager.name === "pnpm") yield* listInWorkspace(project.folder, place.split(sep).join("/"))
  })
  yield* Effect.mapError(write, (error) => new CommandError({ message: `The stage could not be written: ${error}` }))
  const made: NewStage = { id, packageName, folder, commands: commandsOf(manager, packageName, place) }
  return made
})

/** pnpm builds, and shares copies with, only those folders that it knows as parts of one workspace. */
const listInWorkspace = Effect.fnUntraced(function* (project: string, place: string) {
  const files = yield* FileSystem.FileSystem
  const path = join(project, "pnpm-workspace.yaml")
  const present = yield* files.exists(path)
  const document = parseDocument(present ? yield* files.readFileString(path) : "")
  const packages = document.get("packages")
  const list = isSeq(packages) ? packages : new YAMLSeq()
  if (!list.items.some((item) => String(item) === place)) list.add(place)
  document.set("packages", list)
  yield* files.writeFileString(path, String(document))
})

const commandsOf = (manager: PackageManager, packageName: string, place: string): ReadonlyArray<string> => {
  const folder = `./${place.split(sep).join("/")}`
  switch (manager.name) {
    case "pnpm":
      return [`pnpm add --workspace ${packageName}`, `pnpm --dir ${folder} test`]
    case "npm":
      return [`npm install ${folder}`, `npm --prefix ${folder} test`]
    default:
      return [manager.add(`${packageName}@file:${folder}`), `cd ${folder} && ${manager.name} run test`]
  }
}
