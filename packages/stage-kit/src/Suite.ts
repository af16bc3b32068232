/** The contract of stages as tests: what every stage, ours included, must pass. */
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { Names } from "@fairward/core"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type Check, type Settings as CheckSettings, subjectOf, type TestedStage } from "./Check.ts"
import { comparisonChecks } from "./checks/Comparisons.ts"
import { findingsChecks } from "./checks/Findings.ts"
import { glossaryChecks } from "./checks/Glossary.ts"
import { metaChecks } from "./checks/Meta.ts"
import { optionsChecks } from "./checks/Options.ts"
import { packageChecks } from "./checks/Package.ts"
import { personsChecks } from "./checks/Persons.ts"
import { reportChecks } from "./checks/Report.ts"
import { textChecks } from "./checks/Texts.ts"
import type { Fixture } from "./Fixture.ts"
import * as Fixtures from "./Fixtures.ts"

/** The nearest folder above a test with a package.json. */
const packageOf = (test: string | undefined): string | undefined => {
  for (let folder = dirname(test ?? "/"); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder
  }
  return undefined
}

/** How a stage is tested. */
export interface Settings extends CheckSettings {
  /**
   * Checks by name that the stage does not pass, each with the reason. Such a check must fail: once it passes, the test
   * fails until the deviation is taken off the list.
   */
  readonly deviations?: Readonly<Record<string, string>>
  /** Milliseconds for each check, which end one that hangs; half an hour when absent. */
  readonly timeout?: number
}

/** Every check of a suite over these fixtures, in their order. The first fixture is the base, the others are its variants. */
export const checks = (fixtures: ReadonlyArray<Fixture>): ReadonlyArray<Check> => [
  ...metaChecks,
  ...optionsChecks,
  ...findingsChecks(fixtures.slice(1)),
  ...textChecks,
  ...comparisonChecks,
  ...personsChecks,
  ...reportChecks,
  ...glossaryChecks,
  ...packageChecks
]

/** What is wrong with the list of deviations itself. */
export const deviationProblems = (
  deviations: Readonly<Record<string, string>>,
  names: ReadonlyArray<string>
): ReadonlyArray<string> =>
  Object.entries(deviations).flatMap(([name, reason]) => [
    ...(names.includes(name) ? [] : [`No check is called "${name}"${Names.suggestion(name, names)}`]),
    ...(reason.trim() === "" ? [`The deviation "${name}" has no reason`] : [])
  ])

/**
 * Why a check's test fails, if it does: what was found wrong, or, of a known deviation, that nothing is wrong any more.
 */
export const failureOf = (
  name: string,
  problems: ReadonlyArray<string>,
  deviation: string | undefined
): string | undefined => {
  if (deviation === undefined) return problems.length === 0 ? undefined : problems.join("\n")
  return problems.length === 0 ? `This deviation has gone: take "${name}" off \`deviations\`` : undefined
}

/**
 * Defines the tests of a stage, one for each check, in the file that calls it.
 *
 * @param fixtures what to run the stage on: first one in which it finds something, then others that it must cope with; when
 * absent, the simulated ward and its variants
 *
 * @example
 * ```ts
 * import { suite } from "@fairward/stage-kit"
 * import stage from "../src/index.ts"
 *
 * suite(stage)
 * ```
 */
export const suite = (
  stage: TestedStage,
  fixtures: ReadonlyArray<Fixture> = Fixtures.standard(),
  settings: Settings = {}
): void => {
  const { deviations = {}, timeout = 30 * 60_000 } = settings
  const all = checks(fixtures)
  const subject = Effect.runSync(subjectOf(stage, fixtures, settings))

  describe(`the stage ${stage.meta.id}`, { timeout }, () => {
    for (const { name, problems } of all) {
      const reason = Object.hasOwn(deviations, name) ? deviations[name] : undefined
      it(reason === undefined ? name : `${name} (known to deviate: ${reason})`, async () => {
        const folder = subject.settings.folder ?? packageOf(expect.getState().testPath)
        const of = folder === undefined ? subject : { ...subject, settings: { ...subject.settings, folder } }
        const found = await Effect.runPromise(problems(of))
        const failure = failureOf(name, found, reason)
        if (failure !== undefined) expect.fail(failure)
      })
    }

    if (Object.keys(deviations).length > 0) {
      it("lists deviations from checks that there are, with reasons", () => {
        const names = all.map(({ name }) => name)
        expect(deviationProblems(deviations, names)).toEqual([])
      })
    }
  })
}
