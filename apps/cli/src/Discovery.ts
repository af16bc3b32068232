/**
 * Which stages are installed: those that the user's project lists, and those that come with the package `fairward` when
 * the project lists none or only others.
 *
 * @since 0.1.0
 */
import { existsSync } from "node:fs"
import { dirname, join, sep } from "node:path"
import { pathToFileURL } from "node:url"
import { Stage } from "@fairward/core"
import { Effect, Option, Result } from "effect"
import { resolve } from "import-meta-resolve"
import semver from "semver"
import { trialImport } from "./internal/trialImport.ts"
import * as Manifest from "./Manifest.ts"
import type { Problem } from "./Problem.ts"

/** A package marked as a stage, and the package.json from which it is seen. */
export interface Candidate extends Manifest.Manifest {
  readonly name: string
  readonly seenFrom: string
}

/** A stage and the package that it comes from. */
export interface InstalledStage {
  readonly stage: Stage.Any
  readonly manifest: Candidate
  /** URL of the module that the stage is the default export of. */
  readonly module: string
}

/** A stage whose import throws, ends the process or does not end: its section says so, and the others go on. */
export interface BrokenStage {
  readonly manifest: Candidate
  readonly problem: Problem
  /** Where in its code, for the log. */
  readonly at: ReadonlyArray<string>
}

export interface Discovery {
  /** Folder from which the project was looked for, upwards. */
  readonly from: string
  /** The project: the nearest package.json that depends on fairward or a stage. */
  readonly project: Manifest.Manifest | undefined
  /** The package `fairward`, where it is installed. */
  readonly bundle: Manifest.Manifest | undefined
  /** Whose dependencies the stages are: both, when the project depends on fairward and on stages that are not in it. */
  readonly source: "project" | "bundle" | "both" | "none"
  /** In the order in which package.json lists them. */
  readonly installed: ReadonlyArray<InstalledStage>
  /** What a user should know, though nothing is wrong. */
  readonly notes: ReadonlyArray<string>
  /** Stages that cannot be used. */
  readonly problems: ReadonlyArray<Problem>
  readonly broken: ReadonlyArray<BrokenStage>
}

/** A module may take so long to be imported, on the busiest machine. */
const mostImportSeconds = 120

/** How the user's package manager is told things. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun"
  readonly install: string
  readonly add: (name: string) => string
  readonly remove: (name: string) => string
  /** Installs the package in a folder as a copy rather than as a link. */
  readonly copy: (folder: string) => string
}

/** The package manager whose lockfile lies in a folder or nearest above; npm where there is none. */
export const packageManager = (folder: string): PackageManager => {
  for (const parent of upwards(folder)) {
    if (existsSync(join(parent, "pnpm-lock.yaml"))) return managerCalled("pnpm", "add", "remove")
    if (existsSync(join(parent, "yarn.lock"))) return managerCalled("yarn", "add", "remove")
    if (existsSync(join(parent, "bun.lock"))) return managerCalled("bun", "add", "remove")
    if (existsSync(join(parent, "package-lock.json"))) break
  }
  return managerCalled("npm", "install", "uninstall")
}

const managerCalled = (command: PackageManager["name"], add: string, remove: string): PackageManager => ({
  name: command,
  install: `${command} install`,
  add: (name) => `${command} ${add} ${name}`,
  remove: (name) => `${command} ${remove} ${name}`,
  copy: (folder) => (command === "npm" ? `npm install --install-links ${folder}` : `${command} ${add} file:${folder}`)
})

function* upwards(folder: string): Generator<string> {
  for (let current = folder; ; current = dirname(current)) {
    yield current
    if (dirname(current) === current) return
  }
}

const directDependencies = ({ dependencies, devDependencies }: Manifest.Manifest) => [
  ...new Set([...dependencies, ...devDependencies])
]

const isOurs = (name: string) => name === "fairward" || name === "@fairward/cli"

const projectAbove = (folder: string): Option.Option<Manifest.Manifest> => {
  for (const parent of upwards(folder)) {
    const manifest = Option.filter(Manifest.read(join(parent, "package.json")), (candidate) =>
      directDependencies(candidate).some(
        (name) => isOurs(name) || Option.exists(Manifest.find(name, candidate.url), ({ isStage }) => isStage)
      )
    )
    if (Option.isSome(manifest)) return manifest
  }
  return Option.none()
}

/**
 * The package `fairward`: the one that was started, else the one that the project sees, else the one beside this
 * command. npm links the `fairward` command of either package when both lie flat in node_modules.
 */
const bundleOf = (started: string | undefined, folder: string): Option.Option<Manifest.Manifest> =>
  Option.firstSomeOf([
    started === undefined ? Option.none() : Manifest.find("..", started),
    Manifest.find("fairward", pathToFileURL(join(folder, "package.json")).href),
    Manifest.find("fairward", Manifest.own.url)
  ])

interface Candidates {
  readonly stages: ReadonlyArray<Candidate>
  readonly missing: ReadonlyArray<string>
}

const candidatesOf = (names: ReadonlyArray<string>, owner: Manifest.Manifest): Candidates => {
  const stages: Array<Candidate> = []
  const missing: Array<string> = []
  for (const name of names) {
    const manifest = Manifest.find(name, owner.url)
    if (Option.isNone(manifest)) missing.push(name)
    else if (manifest.value.isStage) stages.push({ ...manifest.value, name, seenFrom: owner.url })
  }
  return { stages, missing }
}

const listOf = (candidates: ReadonlyArray<Candidate>) => candidates.map(({ name }) => name).join(", ")

const looksLikeStage = (name: string) => name.includes("fairward")

/**
 * Finds and imports the installed stages.
 *
 * @param from folder of the configuration
 * @param started URL of the program of the package `fairward`, when that is what was started
 * @param importSeconds a stage whose import takes longer is broken
 */
export const discover = Effect.fn("Discovery.discover")(function* (
  from: string,
  started: string | undefined,
  importSeconds = mostImportSeconds
) {
  const project = projectAbove(from)
  const bundle = bundleOf(started, from)
  const problems: Array<Problem> = []
  const notes: Array<string> = []
  const manager = packageManager(Option.match(project, { onNone: () => from, onSome: ({ folder }) => folder }))
  const context: Context = { manager, project: Option.getOrUndefined(project), importSeconds }

  const ofOwner = (owner: Manifest.Manifest, names: ReadonlyArray<string>) => {
    const candidates = candidatesOf(names, owner)
    for (const name of candidates.missing) {
      if (looksLikeStage(name)) {
        problems.push({
          where: name,
          message: `Listed in ${owner.path}, but not installed: it was looked for in node_modules from there upwards.`,
          fix: `Install it: ${manager.install}, or take it off the list: ${manager.remove(name)}`
        })
      } else notes.push(`${name}, which ${owner.path} lists, is not installed; whether it is a stage cannot be known.`)
    }
    return candidates.stages
  }

  const ofProject = Option.match(project, {
    onNone: () => [],
    onSome: (owner) => ofOwner(owner, directDependencies(owner))
  })
  const bundled = Option.match(bundle, {
    onNone: () => [],
    onSome: (owner) => candidatesOf(owner.dependencies, owner).stages
  })
  const listsBundle = Option.exists(project, (owner) => directDependencies(owner).includes("fairward"))
  const picked = ofProject.filter(({ name }) => bundled.some((other) => other.name === name))
  const useBundle =
    Option.isSome(bundle) &&
    (ofProject.length === 0 ? problems.length === 0 : listsBundle && bundled.length > 0 && picked.length === 0)
  const stages = useBundle ? [...ofOwner(bundle.value, bundle.value.dependencies), ...ofProject] : ofProject
  if (listsBundle && picked.length > 0) {
    const unused = bundled.flatMap(({ name }) => (picked.some((other) => other.name === name) ? [] : [name]))
    if (unused.length > 0) {
      notes.push(
        `The project itself lists ${listOf(picked)}, so the other stages of fairward are not used: ${unused.join(", ")}. To use them too: ${manager.add(unused.join(" "))}`
      )
    }
  }

  const installed: Array<InstalledStage> = []
  const broken: Array<BrokenStage> = []
  const loading = stages.map((manifest) =>
    Effect.map(Effect.result(load(manifest, context)), (loaded) => ({ loaded, manifest }))
  )
  for (const { loaded, manifest } of yield* Effect.all(loading, { concurrency: 2 })) {
    if (Result.isFailure(loaded)) {
      const { at, problem } = loaded.failure
      if (at === undefined) problems.push(problem)
      else broken.push({ manifest, problem, at })
      continue
    }
    const { id } = loaded.success.stage.meta
    const twin = installed.find(({ stage }) => stage.meta.id === id)
    if (twin === undefined) {
      installed.push(loaded.success)
      notes.push(...coreNote(manifest))
    } else {
      problems.push({
        where: labelOf(manifest),
        message: `Its stage is called "${id}", and so is that of ${labelOf(twin.manifest)} (${manifest.folder} and ${twin.manifest.folder}).`,
        fix: `Remove one of them: ${manager.remove(manifest.name)}, or ${manager.remove(twin.manifest.name)}`
      })
    }
  }
  const discovery: Discovery = {
    from,
    project: Option.getOrUndefined(project),
    bundle: Option.getOrUndefined(bundle),
    source: stages.length === 0 ? "none" : !useBundle ? "project" : ofProject.length === 0 ? "bundle" : "both",
    installed,
    notes,
    problems,
    broken
  }
  return discovery
})

/** What to say when no stage is installed. */
export const noStage = ({ bundle, project }: Pick<Discovery, "bundle" | "project">): string => {
  const looked =
    project === undefined
      ? "There is no project above the configuration that depends on fairward or a stage"
      : "The project depends on no stage"
  return `No stage is installed, so nothing was analysed. ${looked}${
    bundle === undefined ? ", and the package fairward is not installed" : ", and neither does the package fairward"
  }.`
}

/** The command that installs a stage. */
export const installHint = ({ from, project }: Pick<Discovery, "from" | "project">): string =>
  packageManager(project?.folder ?? from).add("@fairward/performance")

/** Stages that are packages of their own in this scope. */
const published: ReadonlySet<string> = new Set([
  "performance",
  "time-gap",
  "clinical-safety",
  "medical-variables",
  "feature-importance",
  "missingness"
])

/** A stage that the configuration names and that is not installed: where it was looked for, and what installs it. */
export const absentStage = (problem: Problem, id: string, discovery: Discovery): Problem => {
  const { bundle, from, project, source } = discovery
  const message = problem.message.endsWith("?") ? problem.message : `${problem.message}.`
  const owners = [
    ...(project === undefined || source === "bundle" ? [] : [project.path]),
    ...(bundle === undefined || source === "project" ? [] : [bundle.path])
  ]
  const looked = owners.length === 0 ? `from ${from} upwards` : `among the dependencies of ${owners.join(" and ")}`
  const add = packageManager(project?.folder ?? from).add
  return {
    where: problem.where,
    message: `${message} It was looked for ${looked}.`,
    fix: published.has(id)
      ? `Install it: ${add(`@fairward/${id}`)}, or take it off the configuration.`
      : "Correct its name, install the package that it comes from, or take it off the configuration; `fairward stages` lists what is installed."
  }
}

const labelOf = ({ name, version }: Candidate) => `${name} ${version}`

interface Context {
  readonly manager: PackageManager
  readonly project: Manifest.Manifest | undefined
  readonly importSeconds: number
}

/** Whether it is linked from the folder where it is written, so that no registry has a later one. */
const isLinked = ({ folder }: Manifest.Manifest) => !folder.split(sep).includes("node_modules")

const ownEffect = Manifest.find("effect", Manifest.own.url)
const ownCore = Manifest.find("@fairward/core", Manifest.own.url)

/** Option defaults silently do not decode across two copies of effect, even of one version. */
const effectProblem = (manifest: Candidate, context: Context): Problem | undefined => {
  const theirs = Option.getOrUndefined(Manifest.find("effect", manifest.url))
  const ours = Option.getOrThrow(ownEffect)
  if (theirs === undefined || theirs.folder === ours.folder) return undefined
  return {
    where: labelOf(manifest),
    message: `It uses another copy of effect than the command:\n${theirs.folder} (${theirs.version}), seen from ${manifest.folder}\n${ours.folder} (${ours.version}), seen from ${Manifest.own.folder}`,
    fix: oneEffect(manifest, theirs, ours, context)
  }
}

/** Whether the project sees this command, itself or by way of fairward, rather than another one having been started. */
const isOfProject = (project: Manifest.Manifest) =>
  [Option.some(project), Manifest.find("fairward", project.url)].some((owner) =>
    Option.exists(
      Option.flatMap(owner, ({ url }) => Manifest.find("@fairward/cli", url)),
      ({ folder }) => folder === Manifest.own.folder
    )
  )

const oneEffect = (
  manifest: Candidate,
  theirs: Manifest.Manifest,
  ours: Manifest.Manifest,
  { manager, project }: Context
): string => {
  if (project !== undefined && !isOfProject(project)) {
    const add = directDependencies(project).some(isOurs) ? manager.install : manager.add("@fairward/cli")
    return `Start the command of the project, which shares effect with its stages: ${add} && npx fairward`
  }
  if (isLinked(manifest)) {
    return project !== undefined && manifest.folder.startsWith(`${project.folder}${sep}`)
      ? `Install what it needs together with the project: rm -r ${join(manifest.folder, "node_modules")} && ${manager.install}`
      : `Install it as a copy, which shares effect with the command: ${manager.copy(manifest.folder)}`
  }
  return theirs.version === ours.version && manager.name !== "bun"
    ? `Have both share one copy: ${manager.name} dedupe`
    : `Bring both to one version of effect: ${manager.add(`${manifest.name}@latest effect@${ours.version}`)}`
}

const coreNote = (manifest: Candidate): ReadonlyArray<string> => {
  const theirs = Option.getOrUndefined(Manifest.find("@fairward/core", manifest.url))
  const ours = Option.getOrUndefined(ownCore)
  return theirs === undefined || ours === undefined || theirs.folder === ours.folder
    ? []
    : [
        `${labelOf(manifest)} uses another copy of @fairward/core (${theirs.version} at ${theirs.folder}) than the command (${ours.version} at ${ours.folder}). That is harmless.`
      ]
}

const contractProblem = ({ meta }: Stage.Any, manifest: Candidate, { manager, project }: Context) => {
  if (semver.satisfies(Stage.contractVersion, meta.contract)) return undefined
  const isNewer = semver.validRange(meta.contract) !== null && semver.ltr(Stage.contractVersion, meta.contract)
  const listed = project === undefined ? [] : directDependencies(project)
  const command = listed.includes("@fairward/cli") && !listed.includes("fairward") ? "@fairward/cli" : "fairward"
  const problem: Problem = {
    where: labelOf(manifest),
    message: `Its stage "${meta.id}" was written for contract ${meta.contract}, but this fairward has contract ${Stage.contractVersion} (found in ${manifest.folder}).`,
    fix: isNewer
      ? `Update fairward: ${manager.add(`${command}@latest`)}`
      : isLinked(manifest)
        ? `Test it with this contract, then widen its meta.contract: ${inFolder(manifest, `${manager.name} test`)}`
        : `Update the stage: ${manager.add(`${manifest.name}@latest`)}`
  }
  return problem
}

const inFolder = ({ folder }: Candidate, command: string) => `cd ${folder} && ${command}`

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))

/** Why a stage is not there: `at`, where in its code its import broke off, if it did. */
interface NotLoaded {
  readonly problem: Problem
  readonly at?: ReadonlyArray<string>
}

/** Whether it comes from this workspace, where the import of each stage is tested. */
const isOurStage = ({ name }: Candidate) => name.startsWith("@fairward/")

const load = Effect.fn("Discovery.load")(function* (
  manifest: Candidate,
  context: Context
): Effect.fn.Return<InstalledStage, NotLoaded> {
  const { manager } = context
  const foreign = effectProblem(manifest, context)
  if (foreign !== undefined) return yield* Effect.fail<NotLoaded>({ problem: foreign })
  const refuse = (message: string): NotLoaded => ({
    problem: {
      where: labelOf(manifest),
      message: `${message} (found in ${manifest.folder})`,
      fix: `${
        isLinked(manifest)
          ? `Mend it and build it: ${inFolder(manifest, `${manager.name} run prepare`)}`
          : `Update it: ${manager.add(`${manifest.name}@latest`)}`
      }, or remove it: ${manager.remove(manifest.name)}`
    }
  })
  const notImported = (cause: unknown) => refuse(`It cannot be imported: ${reasonOf(cause)}`)
  const module = yield* Effect.try({ try: () => resolve(manifest.name, manifest.seenFrom), catch: notImported })
  if (!isOurStage(manifest)) {
    yield* trialImport(module, context.importSeconds).pipe(
      Effect.mapError(({ at, message }): NotLoaded => ({ ...notImported(message), at }))
    )
  }
  const imported: { readonly default?: unknown } = yield* Effect.tryPromise({
    try: () => import(/* @vite-ignore */ module),
    catch: (cause): NotLoaded => ({ ...notImported(cause), at: [module] })
  })
  const stage = imported.default
  if (!Stage.isStage(stage)) {
    return yield* Effect.fail(
      refuse("It is marked as a stage, but its default export is none; Stage.make of @fairward/core makes one")
    )
  }
  const outside = contractProblem(stage, manifest, context)
  if (outside !== undefined) return yield* Effect.fail<NotLoaded>({ problem: outside })
  return { stage, manifest, module }
})
