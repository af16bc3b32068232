/** One package marked as a stage: what could keep it from running with this command, and its import. */
import { join, sep } from "node:path"
import { Stage } from "@fairward/core"
import { Effect, Option } from "effect"
import { resolve } from "import-meta-resolve"
import semver from "semver"
import * as Manifest from "../Manifest.ts"
import type { Problem } from "../Problem.ts"
import type { PackageManager } from "./packageManager.ts"
import type { ImportFault } from "./trialImport.ts"

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

export const directDependencies = ({ dependencies, devDependencies }: Manifest.Manifest) => [
  ...new Set([...dependencies, ...devDependencies])
]

export const isOurs = (name: string) => name === "fairward" || name === "@fairward/cli"

export const labelOf = ({ name, version }: Candidate) => `${name} ${version}`

export interface Context {
  readonly manager: PackageManager
  readonly project: Manifest.Manifest | undefined
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

export const coreNote = (manifest: Candidate): ReadonlyArray<string> => {
  const theirs = Option.getOrUndefined(Manifest.find("@fairward/core", manifest.url))
  const ours = Option.getOrUndefined(ownCore)
  return theirs === undefined || ours === undefined || theirs.folder === ours.folder
    ? []
    : [
        `${labelOf(manifest)} uses another copy of @fairward/core (${theirs.version} at ${theirs.folder}) than the command (${ours.version} at ${ours.folder}). That is harmless.`
      ]
}

/** What a stage of contract 1 lacks, and where it says how it is added. */
const moving =
  "It names what it compares (measures) and says contract ^2.0.0: https://github.com/fairward/fairward/blob/main/docs/moving-to-contract-2.md. Then test it"

const contractProblem = ({ meta }: Stage.Any, manifest: Candidate, { manager, project }: Context) => {
  if (semver.satisfies(Stage.contractVersion, meta.contract)) return undefined
  const isNewer = semver.validRange(meta.contract) !== null && semver.ltr(Stage.contractVersion, meta.contract)
  const isOfFirst = semver.validRange(meta.contract) !== null && semver.intersects(meta.contract, "^1.0.0")
  const listed = project === undefined ? [] : directDependencies(project)
  const command = listed.includes("@fairward/cli") && !listed.includes("fairward") ? "@fairward/cli" : "fairward"
  const problem: Problem = {
    where: labelOf(manifest),
    message: `Its stage "${meta.id}" was written for contract ${meta.contract}, but this fairward has contract ${Stage.contractVersion} (found in ${manifest.folder}).`,
    fix: isNewer
      ? `Update fairward: ${manager.add(`${command}@latest`)}`
      : isLinked(manifest)
        ? `${isOfFirst ? moving : "Test it with this contract, then widen its meta.contract"}: ${inFolder(manifest, `${manager.name} test`)}`
        : `Update the stage: ${manager.add(`${manifest.name}@latest`)}`
  }
  return problem
}

const inFolder = ({ folder }: Candidate, command: string) => `cd ${folder} && ${command}`

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))

/** Why a stage is not there: `at`, where in its code its import broke off, if it did. */
export interface NotLoaded {
  readonly problem: Problem
  readonly at?: ReadonlyArray<string>
}

/** Whether it comes from this workspace, where the import of each stage is tested. */
export const isOurStage = ({ name }: Candidate) => name.startsWith("@fairward/")

const refuse = (manifest: Candidate, { manager }: Context, message: string): NotLoaded => ({
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

const notImported = (manifest: Candidate, context: Context, cause: unknown) =>
  refuse(manifest, context, `It cannot be imported: ${reasonOf(cause)}`)

/** The URL of its module, after what would keep it from running with this command is ruled out. */
export const locate = (manifest: Candidate, context: Context): Effect.Effect<string, NotLoaded> => {
  const foreign = effectProblem(manifest, context)
  if (foreign !== undefined) return Effect.fail<NotLoaded>({ problem: foreign })
  return Effect.try({
    try: () => resolve(manifest.name, manifest.seenFrom),
    catch: (cause) => notImported(manifest, context, cause)
  })
}

/** Imports a stage, unless that was tried and is not possible. */
export const load = Effect.fn("Discovery.load")(function* (
  manifest: Candidate,
  module: string,
  fault: ImportFault | undefined,
  context: Context
): Effect.fn.Return<InstalledStage, NotLoaded> {
  if (fault !== undefined) {
    return yield* Effect.fail<NotLoaded>({ ...notImported(manifest, context, fault.message), at: fault.at })
  }
  const imported: { readonly default?: unknown } = yield* Effect.tryPromise({
    try: () => import(/* @vite-ignore */ module),
    catch: (cause): NotLoaded => ({ ...notImported(manifest, context, cause), at: [module] })
  })
  const stage = imported.default
  if (!Stage.isStage(stage)) {
    return yield* Effect.fail(
      refuse(
        manifest,
        context,
        "It is marked as a stage, but its default export is none; Stage.make of @fairward/core makes one"
      )
    )
  }
  const outside = contractProblem(stage, manifest, context)
  if (outside !== undefined) return yield* Effect.fail<NotLoaded>({ problem: outside })
  return { stage, manifest, module }
})
