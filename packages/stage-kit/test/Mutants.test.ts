import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it, onTestFinished } from "vitest"
import { Check, checks, type Fixture, Fixtures } from "../src/index.ts"
import { alarms, type Mutation } from "./fixtures/Alarms.ts"

const { dataset, name, settings } = Fixtures.complete()

const base: Fixture.Fixture = { name, dataset, settings: { ...settings, resampling: { replicates: 200 } } }

/** Names of the checks that find something wrong with a stage, with what they say. */
const failures = async (mutation: Mutation, change: Check.Settings = {}) => {
  const subject = await Effect.runPromise(Check.subjectOf(alarms(mutation), [base], { runs: 1, ...change }))
  const found: Record<string, string> = {}
  for (const { name: check, problems } of checks([base])) {
    const told = await Effect.runPromise(problems(subject))
    if (told.length > 0) found[check] = told.join("\n")
  }
  return found
}

const measure = { id: "alarm_share", title: "Alarm share", unit: "share", harm: "false alarms" } as const

const mutants: ReadonlyArray<readonly [does: string, mutation: Mutation, check: string, message: RegExp]> = [
  [
    "weighs patients by more than how often they are drawn",
    { weight: (multiplicity) => multiplicity + 0.5, estimate: (alarm, steps) => alarm / (steps + 100) },
    "finds the estimate in replicates that draw every patient once",
    /the cohort is 0\.\d+, but 0\.\d+/u
  ],
  [
    "adds a constant in replicates alone",
    { weight: (multiplicity) => 2 * multiplicity, estimate: (alarm, steps) => alarm / (steps + 100) },
    "finds the estimate in replicates that draw every patient once",
    /Weigh every patient by its multiplicity/u
  ],
  [
    "compares with everyone",
    { isRest: (_, own) => own >= 0 },
    "compares each cohort with those who are not in it",
    /its rest is 0\.\d+ and the cohort M/u
  ],
  [
    "compares with everyone, patients without a category among them",
    { isRest: () => true },
    "compares each cohort with those who are not in it",
    /none of the cohort/u
  ],
  [
    "takes a variance for a standard error",
    { standardError: (own) => own ** 2 },
    "has standard errors near the spread over replicates",
    /alarm_share: standard errors are 0\.0\d times the spread/u
  ],
  [
    "takes a standard deviation for a standard error",
    { standardError: (own) => own * Math.sqrt(150) },
    "has standard errors near the spread over replicates",
    /alarm_share: standard errors are 1\d\.\d+ times the spread/u
  ],
  [
    "stores a number as text",
    { note: (_, total) => String(total) },
    "stores numbers as numbers",
    /note is the text "\d+": store the number/u
  ],
  [
    "stores a share as text",
    { note: (_, total) => `${(total / 1e5).toFixed(1)} %` },
    "stores numbers as numbers",
    /note is the text "\d+\.\d %"/u
  ],
  [
    "stores a patient's id",
    { note: (ids) => `most alarms: ${ids[3]}` },
    "stores no patient's id",
    /Findings hold the id .* in note: they are shared/u
  ],
  [
    "names nothing that it compares",
    { measures: [] },
    "names what it compares",
    /It compares "alarm_share", which `measures` does not name/u
  ],
  [
    "foretells other measures than it has",
    { compares: () => ["alarm_rate"] },
    "says beforehand every measure that it can have, where it says any",
    /`measures` has "alarm_share", which `compares` does not foretell/u
  ],
  [
    "names another sense than it compares by",
    { measures: [{ ...measure, sense: "lower" }] },
    "names what it compares",
    /none is better, but `measures` says lower/u
  ],
  [
    "names one measure twice",
    {
      measures: [
        { ...measure, sense: "none" },
        { ...measure, sense: "none" }
      ]
    },
    "names what it compares",
    /Two of its measures have the id "alarm_share"/u
  ]
]

describe("a stage that compares and", () => {
  it("does nothing wrong passes", async () => {
    expect(await failures({})).toEqual({})
  })

  it.each(mutants)("%s is told so", async (_, mutation, check, message) => {
    const found = await failures(mutation)
    expect(found[check]).toMatch(message)
    const others = Object.keys(found).filter((one) => one !== check)
    expect(others.filter((one) => !/several stays|order of the patients|in replicates/u.test(one))).toEqual([])
  })

  it.each([
    [
      "a package of dependencies",
      { dependencies: { effect: "^4.0.0" }, peerDependencies: { "@fairward/core": "*" } },
      {}
    ],
    [
      "a package that is nowhere",
      { peerDependencies: { "@fairward/core": "*" }, devDependencies: { effect: "^4.0.0" } },
      {
        "declares the packages that it imports": expect.stringMatching(
          /^src\/Words\.ts imports effect, which is neither/u
        )
      }
    ]
  ])("imports %s", async (_, declared, problems) => {
    const folder = mkdtempSync(join(tmpdir(), "fairward-imports-"))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    mkdirSync(join(folder, "src"))
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "fairward-stage-own", ...declared }))
    writeFileSync(
      join(folder, "src/index.ts"),
      `/**\n * import { a } from "said-in-a-comment"\n */\nimport { readFileSync } from "node:fs"\nimport {\n  Stage\n} from "@fairward/core/Stage"\nimport own from "fairward-stage-own"\nexport * from "./Words.ts"\n`
    )
    writeFileSync(
      join(folder, "src/Words.ts"),
      `import { Effect } from "effect"\nexport type { Schema } from 'effect/Schema'\n`
    )
    expect(await failures({}, { folder })).toEqual(problems)
  })
})
