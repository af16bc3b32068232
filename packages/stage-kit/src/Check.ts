/** One thing that every stage must hold to, and all that a check may look at. */
import type { Cohorts, Stage } from "@fairward/core"
import type { StageSection } from "@fairward/core/ReportDocument"
import { type Arbitrary, Effect, type Schema } from "effect"
import * as Fixture from "./Fixture.ts"

/** A stage with its schemas, of any options and findings. */
export interface TestedStage extends Stage.Any {
  readonly options: Schema.Codec<unknown, unknown>
  readonly findings: Schema.Codec<unknown, unknown>
}

/** How a stage is tested, beyond its fixtures. */
export interface Settings {
  /** Options, as a configuration writes them, for a stage that has to be configured; `{}` when absent. */
  readonly options?: unknown
  /** Options to try, as a configuration writes them; when absent, made from the stage's schema. */
  readonly arbitrary?: Arbitrary.Arbitrary<unknown>
  /** How many options to try; 10 when absent. */
  readonly runs?: number
  /** Folder of the package that the stage is the default export of; `suite` finds it above the test. */
  readonly folder?: string
}

/** A section, and the fixture that it was drawn from. */
export interface Drawn {
  readonly fixture: string
  readonly section: StageSection
}

type Refused = Stage.OptionsError | Cohorts.GroupingError

export interface Subject {
  readonly stage: TestedStage
  readonly settings: Required<Pick<Settings, "options" | "runs">> & Pick<Settings, "arbitrary" | "folder">
  /** In which the stage must find something. */
  readonly base: Fixture.Fixture
  readonly variants: ReadonlyArray<Fixture.Fixture>
  /** What the stage makes of a fixture of this subject; computed when first asked for. */
  readonly outcome: (fixture: Fixture.Fixture) => Effect.Effect<Fixture.Outcome, Refused>
  /** The sections of all fixtures in which the stage finds something. */
  readonly sections: Effect.Effect<ReadonlyArray<Drawn>, Refused>
}

/** A check says what is wrong, each thing so that an author knows what to mend; nothing when all is well. */
export interface Check {
  /** A sentence of which the stage is the subject. */
  readonly name: string
  readonly problems: (subject: Subject) => Effect.Effect<ReadonlyArray<string>, Refused>
}

/** What checks look at: the first fixture is the base, the others its variants. */
export const subjectOf = Effect.fn("Check.subjectOf")(function* (
  stage: TestedStage,
  fixtures: ReadonlyArray<Fixture.Fixture>,
  settings: Settings = {}
): Effect.fn.Return<Subject> {
  const [base, ...variants] = fixtures
  if (base === undefined) return yield* Effect.die(new Error("A stage is tested on at least one fixture"))
  const options = settings.options ?? {}
  const outcomes = new Map<Fixture.Fixture, Effect.Effect<Fixture.Outcome, Refused>>()
  for (const fixture of fixtures) {
    outcomes.set(fixture, yield* Effect.cached(Fixture.run(stage, options, fixture)))
  }
  const outcome = (fixture: Fixture.Fixture) => outcomes.get(fixture) ?? Fixture.run(stage, options, fixture)
  return {
    stage,
    settings: { ...settings, options, runs: settings.runs ?? 10 },
    base,
    variants,
    outcome,
    sections: Effect.forEach(fixtures, (fixture) =>
      Effect.map(outcome(fixture), (ended) =>
        ended._tag === "Done" ? [{ fixture: fixture.name, section: ended.section }] : []
      )
    ).pipe(Effect.map((drawn) => drawn.flat()))
  }
})

/** A check of each section by itself. The same problem in several fixtures is told once, with the first of them. */
export const ofSections = (
  name: string,
  problems: (section: StageSection, stage: TestedStage) => ReadonlyArray<string> | Promise<ReadonlyArray<string>>
): Check => ({
  name,
  problems: ({ sections, stage }) =>
    Effect.gen(function* () {
      const found = new Map<string, string>()
      for (const { fixture, section } of yield* sections) {
        for (const problem of yield* Effect.promise(async () => problems(section, stage))) {
          if (!found.has(problem)) found.set(problem, fixture)
        }
      }
      return [...found].map(([problem, fixture]) => `${problem} (with ${fixture})`)
    })
})
