import { Compute, Dataset, Disclosure, Message, Resamples, Stage } from "@fairward/core"
import { Arbitrary, Effect, Schema, SchemaTransformation } from "effect"
import { describe, expect, it } from "vitest"
import { Check, checks, deviationProblems, type Fixture, Fixtures, failureOf, suite } from "../src/index.ts"
import { definition, Findings, type Options, stays, withBlocks } from "./fixtures/Stays.ts"

suite(stays())

suite(stays({ meta: { ...definition.meta, version: "first" } }), undefined, {
  deviations: { "has a semantic version": "versions of this stage are words" }
})

const some: ReadonlyArray<string> = ["no predictions", "one patient", "every patient in no cohort"]

/** The ward with few replicates, and the variants of these names. */
const quick = (names = some): ReadonlyArray<Fixture.Fixture> => {
  const { dataset, name, settings } = Fixtures.complete()
  const base = { name, dataset, settings: { ...settings, resampling: { replicates: 20 } } }
  return [base, ...Fixtures.variants(base).filter((variant) => names.includes(variant.name))]
}

/** Names of the checks that find something wrong, with what they say. */
const failures = async (
  stage: Check.TestedStage,
  settings: Check.Settings = {},
  fixtures = quick()
): Promise<Readonly<Record<string, string>>> => {
  const subject = await Effect.runPromise(Check.subjectOf(stage, fixtures, { runs: 5, ...settings }))
  const found: Record<string, string> = {}
  for (const { name, problems } of checks(fixtures)) {
    const told = await Effect.runPromise(problems(subject))
    if (told.length > 0) found[name] = told.join("\n")
  }
  return found
}

/** What is wrong with a stage: the check that says so, how the stage is wrong, what is said, and the stage. */
type Row = readonly [
  check: string,
  wrong: string,
  message: RegExp,
  stage: () => Check.TestedStage,
  settings?: Check.Settings,
  /** Variants of the ward to look at; some when absent. */
  variants?: ReadonlyArray<string>
]

const { meta } = definition

const Hours = Schema.Struct({ longest: Schema.optionalKey(Schema.Int) })

let calls = 0

const broken: ReadonlyArray<Row> = [
  [
    "has an id of lower-case words",
    "has spaces",
    /"My stays": write lower-case words/,
    () =>
      stays({ meta: { ...meta, id: "My stays" }, report: (found) => ({ ...definition.report(found), id: "My stays" }) })
  ],
  [
    "has an id of lower-case words",
    "is a section of every report",
    /choose another/,
    () =>
      stays({ meta: { ...meta, id: "methods" }, report: (found) => ({ ...definition.report(found), id: "methods" }) })
  ],
  [
    "says what it is called and what it is for",
    "has no goal",
    /meta.goal is blank/,
    () => stays({ meta: { ...meta, goal: " " } })
  ],
  [
    "has a semantic version",
    "has a word for a version",
    /meta.version is "one"/,
    () => stays({ meta: { ...meta, version: "one" } })
  ],
  [
    "works with this contract",
    "was written for another contract",
    /"\^9.0.0", but the installed/,
    () => stays({ meta: { ...meta, contract: "^9.0.0" } })
  ],
  [
    "works with this contract",
    "names no range",
    /no range of versions/,
    () => stays({ meta: { ...meta, contract: "new" } })
  ],
  [
    "names inputs that there are, each once",
    "needs and uses the same",
    /"events" is named twice/,
    () => stays({ inputs: { needs: [], uses: ["events", "events"] } })
  ],
  [
    "takes no options, or says what to configure",
    "refuses no options without a path",
    /give options defaults/,
    () =>
      Stage.make({
        ...definition,
        options: Hours.check(Schema.makeFilter(({ longest }) => longest !== undefined || "not these")),
        analyse: () => definition.analyse({ longest: 3 })
      }),
    { options: { longest: 3 } }
  ],
  [
    "stores options that it takes again",
    "stores another number than it was given",
    /Options change when they are stored and read: longest is "25 h" and then "26 h"/,
    () =>
      Stage.make({
        ...definition,
        options: Schema.Struct({
          longest: Schema.String.check(Schema.isPattern(/^\d+ h$/u)).pipe(
            Schema.decodeTo(
              Schema.Int,
              SchemaTransformation.transform({ decode: Number.parseInt, encode: (n) => `${n + 1} h` })
            ),
            Schema.withDecodingDefaultKey(Effect.succeed("24 h"))
          )
        }).pipe((schema) => schema as unknown as typeof Options)
      }),
    { arbitrary: Arbitrary.Constant({ longest: "3 h" }) }
  ],
  [
    "copes with all options that it takes",
    "throws with some options",
    /With the options \{"longest":\d+\} the stage breaks/,
    () =>
      stays({ analyse: ({ longest }) => (longest === 24 ? definition.analyse({ longest }) : Effect.die("too long")) })
  ],
  [
    "copes with all options that it takes",
    "takes options that nobody would guess",
    /Test with an `arbitrary`/,
    () =>
      stays({
        options: Schema.Struct({
          longest: Schema.Int.check(Schema.makeFilter((n) => n === 24)).pipe(
            Schema.withDecodingDefaultKey(Effect.succeed(24))
          ),
          word: Schema.String.check(Schema.makeFilter((word) => word === "please"))
        }) as never
      }),
    { options: { word: "please" } }
  ],
  [
    "finds something in the first fixture",
    "is always skipped",
    /is skipped: not today/,
    () =>
      stays({ analyse: () => Effect.fail(new Stage.StageSkipped({ stage: "stays", reason: Message.of`not today` })) })
  ],
  [
    "finds something in the first fixture",
    "always fails",
    /fails: not today/,
    () => stays({ analyse: () => Effect.fail(new Stage.StageError({ stage: "stays", reason: Message.of`not today` })) })
  ],
  [
    "finds the same again with the same seed",
    "writes keys in another order each time",
    /byte for byte/,
    () =>
      Stage.make({
        ...definition,
        findings: Disclosure.none(Schema.Record(Schema.String, Schema.Unknown)) as unknown as typeof Findings,
        analyse: (options) =>
          Effect.map(definition.analyse(options), ({ groupings, longest }) =>
            calls++ % 2 === 0 ? { longest, groupings } : { groupings, longest }
          )
      })
  ],
  [
    "finds the same with one worker as with two",
    "counts workers",
    /In two workers: longest is 25 and then 26/,
    () =>
      stays({
        analyse: (options) =>
          Effect.gen(function* () {
            const { workers } = yield* Compute.Compute
            return { ...(yield* definition.analyse(options)), longest: 24 + workers }
          })
      })
  ],
  [
    "has findings that survive JSON",
    "rounds what it reads",
    /Findings change when they are written and read: more is 0.26 and then 0.3/,
    () =>
      Stage.make({
        ...definition,
        findings: Schema.Struct({
          ...Findings.fields,
          more: Disclosure.setting(
            Schema.Finite.pipe(
              Schema.decodeTo(
                Schema.Finite,
                SchemaTransformation.transform({ decode: (x) => Math.round(x * 10) / 10, encode: (x) => x })
              )
            )
          )
        }),
        analyse: (options) => Effect.map(definition.analyse(options), (found) => ({ ...found, more: 0.26 }))
      })
  ],
  [
    "leaves its inputs as they are",
    "writes into the dataset",
    /dataset.attributions.values is changed/,
    () =>
      stays({
        analyse: (options) =>
          Effect.gen(function* () {
            const { attributions } = yield* Dataset.Dataset
            if (attributions !== undefined) attributions.values[0]! += 1
            return yield* definition.analyse(options)
          })
      })
  ],
  [
    "leaves its inputs as they are",
    "writes into the replicates",
    /resamples.1.multiplicities is changed/,
    () =>
      stays({
        analyse: (options) =>
          Effect.gen(function* () {
            const resamples = yield* Resamples.Resamples
            const { multiplicities } = yield* resamples.of("train")
            if (multiplicities.length > 0) multiplicities[0] = (multiplicities[0]! + 1) % 5
            return yield* definition.analyse(options)
          })
      })
  ],
  [
    "finds the same in another order of the patients",
    "looks at the first patient",
    /With the patients in another order longest is/,
    () =>
      stays({
        analyse: (options) =>
          Effect.gen(function* () {
            const { predictions } = yield* Dataset.Dataset
            return { ...(yield* definition.analyse(options)), longest: Math.round(1e6 * (predictions?.score[0] ?? 0)) }
          })
      })
  ],
  [
    "says what each number of its findings is",
    "says of no number what it is",
    /its section is missing .*Disclosure\.Count for patients/,
    () =>
      stays({
        findings: Schema.Struct({
          ...Findings.fields,
          groupings: Schema.Array(
            Schema.Struct({
              id: Schema.String,
              title: Schema.String,
              stays: Schema.Array(
                Schema.Struct({
                  grouping: Schema.String,
                  category: Schema.String,
                  label: Schema.String,
                  patients: Schema.Int,
                  share: Schema.NullOr(Schema.Finite)
                })
              )
            })
          )
        })
      })
  ],
  [
    "says what each number of its findings is",
    "cannot draw what is left",
    /what is left of its findings .* cannot be shown/,
    () =>
      stays({
        report: (found) => {
          const { patients } = found.groupings[0]!.stays[0]!
          if (Number.isNaN(patients)) throw new Error("no number")
          return definition.report(found)
        }
      }),
    {},
    ["three patients"]
  ],
  [
    "draws a section that the schema of reports accepts",
    "shows a number that is none",
    /Expected a finite number|finite/i,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        {
          _tag: "Table",
          id: "nan",
          caption: "",
          columns: [{ key: "x", title: "Patients", type: { _tag: "integer" } }],
          rows: [{ x: Number.NaN }]
        }
      ])
  ],
  [
    "draws the same section from stored findings",
    "draws something else each time",
    /Drawn again from the same findings, blocks/,
    () =>
      stays({
        report: (found) => ({ ...definition.report(found), blocks: [{ _tag: "Paragraph", text: [String(calls++)] }] })
      })
  ],
  [
    "calls its section by its id",
    "calls it otherwise",
    /has the id "long-stays", the stage "stays"/,
    () => stays({ report: (found) => ({ ...definition.report(found), id: "long-stays" }) })
  ],
  [
    "gives every block an id of its own",
    "has two headings with an id",
    /Heading "twice" is there twice/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        { _tag: "Heading", level: 1, id: "twice", text: "A" },
        { _tag: "Heading", level: 1, id: "twice", text: "B" }
      ])
  ],
  [
    "links to what is in its section",
    "links to nothing",
    /A Paragraph points at "nowhere"/,
    () => withBlocks((blocks) => [...blocks, { _tag: "Paragraph", text: [{ link: "#nowhere", text: "there" }] }])
  ],
  [
    "links to what is in its section",
    "has evidence that is not there",
    /A KeyFinding points at "nowhere"/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        { _tag: "KeyFinding", verdict: "worse", weight: 1, text: ["A"], evidence: "nowhere" }
      ])
  ],
  [
    "fills the columns of its tables, and no others",
    "has a row with more than its columns",
    /rows with "more", which is no column/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        {
          _tag: "Table",
          id: "t",
          caption: "",
          columns: [{ key: "x", title: "Patients", type: { _tag: "integer" } }],
          rows: [{ x: 1, more: 2 }]
        }
      ])
  ],
  [
    "fills the columns of its tables, and no others",
    "has a column without a cell",
    /column "y", but no row has it/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        {
          _tag: "Table",
          id: "t",
          caption: "",
          columns: [
            { key: "x", title: "Patients", type: { _tag: "integer" } },
            { key: "y", title: "Patients", type: { _tag: "integer" } }
          ],
          rows: [{ x: 1 }]
        }
      ])
  ],
  [
    "fills the columns of its tables, and no others",
    "has a table without rows or words",
    /set `empty`/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        {
          _tag: "Table",
          id: "t",
          caption: "",
          columns: [{ key: "x", title: "Patients", type: { _tag: "integer" } }],
          rows: []
        }
      ])
  ],
  [
    "puts into each column what the column holds",
    "writes numbers as text",
    /"12 %" in "x", a column of type percent/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        {
          _tag: "Table",
          id: "t",
          caption: "",
          columns: [{ key: "x", title: "Patients", type: { _tag: "percent", digits: 0 } }],
          rows: [{ x: "12 %" }]
        }
      ])
  ],
  [
    "draws every chart without a warning",
    "has a chart of no known mark",
    /Chart "c": /,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        { _tag: "Chart", id: "c", caption: "C", alt: "Nothing at all", spec: { data: { values: [] }, mark: "pancake" } }
      ])
  ],
  [
    "draws every chart without a warning",
    "fetches data",
    /it would fetch https:\/\/example.org\/data.json/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        {
          _tag: "Chart",
          id: "c",
          caption: "C",
          alt: "Nothing at all",
          spec: { data: { url: "https://example.org/data.json" }, mark: "bar" }
        }
      ])
  ],
  [
    "draws every chart without a warning",
    "encodes what its data cannot hold",
    /Chart "c": /,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        {
          _tag: "Chart",
          id: "c",
          caption: "C",
          alt: "Nothing at all",
          spec: {
            data: { values: [{ x: 1 }] },
            mark: "bar",
            encoding: { x: { field: "x", type: "quantitative", scale: { type: "log", domain: [0, 1] } } }
          }
        }
      ])
  ],
  [
    "says in words what every chart shows",
    "has a chart without words",
    /no alternative text/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        { _tag: "Chart", id: "c", caption: "C", alt: " ", spec: { data: { values: [{ x: 1 }] }, mark: "bar" } }
      ])
  ],
  [
    "says in words what every chart shows",
    "repeats a caption",
    /caption as alternative text/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        {
          _tag: "Chart",
          id: "c",
          caption: "Long stays",
          alt: "Long stays",
          spec: { data: { values: [{ x: 1 }] }, mark: "bar" }
        }
      ])
  ],
  [
    "has a glossary that defines each term once",
    "defines a term twice",
    /"long stay" twice/,
    () => stays({ glossary: [...definition.glossary, ...definition.glossary] })
  ],
  [
    "explains its terms in a glossary",
    "shows a term without explaining it",
    /"Zorkiness index", which is in neither/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        {
          _tag: "Table",
          id: "t",
          caption: "",
          columns: [{ key: "x", title: "Zorkiness index", type: { _tag: "integer" } }],
          rows: [{ x: 1 }]
        }
      ])
  ],
  [
    "explains its terms in a glossary",
    "lists a metric without explaining it",
    /"Zorkiness ↑", which is in neither/,
    () =>
      withBlocks((blocks) => [
        ...blocks,
        {
          _tag: "Table",
          id: "t",
          caption: "",
          columns: [{ key: "metric", title: "Metric", type: { _tag: "text" } }],
          rows: [{ metric: "Zorkiness ↑" }]
        }
      ])
  ]
]

describe("the suite, of a stage that", () => {
  it("holds to everything, finds nothing wrong", async () => {
    expect(await failures(stays())).toEqual({})
  })

  for (const [check, wrong, message, stage, settings, variants] of broken) {
    it(`${wrong}, fails only "${check}"`, async () => {
      expect(await failures(stage(), settings, quick(variants))).toEqual({ [check]: expect.stringMatching(message) })
    })
  }

  it.each(
    Fixtures.standard()
      .slice(1)
      .map(({ name }) => name)
  )("breaks on %s, fails only there", async (name) => {
    const fixtures = quick([name])
    const { dataset } = fixtures.find((fixture) => fixture.name === name)!
    const stage = stays({
      analyse: (options) =>
        Effect.flatMap(Dataset.Dataset, (given) =>
          given === dataset ? Effect.die("broken here") : definition.analyse(options)
        )
    })
    expect(await failures(stage, {}, fixtures)).toEqual({
      [`copes with ${name}`]: expect.stringContaining("broken here")
    })
  })

  it("gives no reason for being skipped, or another stage's error, is told so", async () => {
    const fixtures = quick()
    const [, first, second] = fixtures
    const stage = stays({
      analyse: (options) =>
        Effect.gen(function* () {
          const given = yield* Dataset.Dataset
          if (given === first!.dataset) return yield* new Stage.StageSkipped({ stage: "stays", reason: Message.of`` })
          if (given === second!.dataset) return yield* new Stage.StageError({ stage: "other", reason: Message.of`No` })
          return yield* definition.analyse(options)
        })
    })
    expect(await failures(stage, {}, fixtures)).toEqual({
      [`copes with ${first!.name}`]: "It is skipped without a reason",
      [`copes with ${second!.name}`]: 'Its error is of the stage "other"'
    })
  })

  it("draws lots fails wherever two runs are compared", async () => {
    const stage = stays({
      analyse: (options) => Effect.map(definition.analyse(options), (found) => ({ ...found, longest: calls++ }))
    })
    expect(Object.keys(await failures(stage))).toEqual([
      "finds the same again with the same seed",
      "finds the same with one worker as with two",
      "finds the same in another order of the patients"
    ])
  })

  it("returns what its own schema refuses, is told so", async () => {
    const stage = stays({
      analyse: (options) => Effect.map(definition.analyse(options), (found) => ({ ...found, longest: Number.NaN }))
    })
    expect((await failures(stage))["finds something in the first fixture"]).toMatch(/it breaks: .*SchemaError/s)
  })
})

describe("known deviations", () => {
  it("pass while they last, and fail when they have gone", () => {
    expect(failureOf("a", ["wrong"], "because")).toBeUndefined()
    expect(failureOf("a", [], "because")).toBe('This deviation has gone: take "a" off `deviations`')
    expect(failureOf("a", ["one", "two"], undefined)).toBe("one\ntwo")
    expect(failureOf("a", [], undefined)).toBeUndefined()
  })

  it("must name a check, and give a reason", () => {
    const names = checks(Fixtures.standard()).map(({ name }) => name)
    expect(deviationProblems({ "has a semantic version": "why" }, names)).toEqual([])
    expect(deviationProblems({ "has a semantic versions": "why", "copes with no events": " " }, names)).toEqual([
      'No check is called "has a semantic versions": did you mean "has a semantic version"?',
      'The deviation "copes with no events" has no reason'
    ])
  })

  it("have names that no two checks share", () => {
    const names = checks(Fixtures.standard()).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})
