/**
 * Which stages are installed: those that the user's project lists, and those that come with the package `fairward` when
 * the project lists none or only others.
 */
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect, Option, Result } from "effect"
import {
  type Candidate,
  type Context,
  coreNote,
  directDependencies,
  type InstalledStage,
  isOurStage,
  isOurs,
  labelOf,
  load,
  locate,
  type NotLoaded
} from "./internal/loadStage.ts"
import { packageManager, upwards } from "./internal/packageManager.ts"
import { trialImports } from "./internal/trialImport.ts"
import * as Manifest from "./Manifest.ts"
import type { Problem } from "./Problem.ts"

export type { Candidate, InstalledStage } from "./internal/loadStage.ts"
export { type PackageManager, packageManager } from "./internal/packageManager.ts"

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
  const context: Context = { manager, project: Option.getOrUndefined(project) }

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
  for (const { loaded, manifest } of yield* loadAll(stages, context, importSeconds)) {
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
    } else problems.push(calledAlike(id, manifest, twin.manifest, context))
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

interface Attempt {
  readonly manifest: Candidate
  readonly loaded: Result.Result<InstalledStage, NotLoaded>
}

const loadAll = Effect.fnUntraced(function* (stages: ReadonlyArray<Candidate>, context: Context, seconds: number) {
  const located = yield* Effect.forEach(stages, (manifest) =>
    Effect.map(Effect.result(locate(manifest, context)), (module) => ({ manifest, module }))
  )
  const foreign = located.flatMap(({ manifest, module }) =>
    isOurStage(manifest) || Result.isFailure(module) ? [] : [module.success]
  )
  const faults = new Map((yield* trialImports(foreign, seconds)).map((fault, i) => [foreign[i]!, fault] as const))
  return yield* Effect.forEach(located, ({ manifest, module }) =>
    Effect.map(
      Effect.result(Effect.flatMap(Effect.fromResult(module), (url) => load(manifest, url, faults.get(url), context))),
      (loaded): Attempt => ({ manifest, loaded })
    )
  )
})

const calledAlike = (id: string, manifest: Candidate, twin: Candidate, { manager }: Context): Problem => ({
  where: labelOf(manifest),
  message: `Its stage is called "${id}", and so is that of ${labelOf(twin)} (${manifest.folder} and ${twin.folder}).`,
  fix: `Remove one of them: ${manager.remove(manifest.name)}, or ${manager.remove(twin.name)}`
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
  "recognition",
  "clinical-safety",
  "model-comparison",
  "case-mix",
  "subgroups",
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
