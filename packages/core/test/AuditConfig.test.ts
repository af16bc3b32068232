import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as AuditConfig from "../src/AuditConfig.ts"

const minimal = {
  title: "Audit",
  timestep: "5 min",
  horizon: "12 h",
  data: {
    predictions: { from: "p.parquet", patient: "pid", time: "step", label: "label", score: "score" },
    patients: { from: "patients.csv", patient: "pid" }
  },
  threshold: { value: 0.5 },
  groupings: { sex: { column: "sex" } }
}

type Change = Readonly<Record<string, unknown>>

const changed = (change: Change) => ({ ...minimal, ...change })

const issuesOf = (input: unknown) =>
  Effect.flip(AuditConfig.decode(input)).pipe(
    Effect.map(({ issues }) => issues.map(({ message, path }) => `${path.join(".")}: ${message}`))
  )

const refused = (name: string, change: Change, ...issues: ReadonlyArray<string>) =>
  it.effect(`refuses ${name}`, () =>
    Effect.gen(function* () {
      expect(yield* issuesOf(changed(change))).toEqual(issues)
    })
  )

describe("a configuration", () => {
  it.effect("is filled with defaults, times in minutes", () =>
    Effect.gen(function* () {
      const config = yield* AuditConfig.decode(minimal)
      expect(config).toMatchObject({
        timestep: 5,
        horizon: 720,
        minEventPatients: 1,
        verdictMinimum: 30,
        resampling: { replicates: 1000, seed: 42, scheme: "multinomial" },
        significance: "simultaneous",
        level: 0.95,
        stages: {},
        data: { predictions: { timeUnit: "step", scale: "probability" } }
      })
      expect(config.maxLength).toBeUndefined()
    })
  )

  it.effect("is refused in words, with the nearest value that is allowed", () =>
    Effect.gen(function* () {
      const wrong = {
        title: 5,
        align: "flor",
        horizon: 6,
        labels: { as: "givn", because: "x" },
        report: { annex: "yes", accent: "red", sections: "answer", paper: 4 },
        margins: { recall: "x" },
        stages: ["performance"],
        threshold: 0.3
      }
      expect((yield* issuesOf(changed(wrong))).toSorted()).toEqual([
        'align: Expected refuse, floor or nearest, got "flor": did you mean "floor"?',
        'horizon: Expected a span of time with a unit, such as "5 min", "12 h" or "7 d"',
        'labels.as: Expected given, got "givn": did you mean "given"?',
        'margins.recall: Expected a number or settings, each a name and a value, got "x"',
        "report.accent: Expected a colour, written as #14507a",
        'report.annex: Expected true or false, got "yes"',
        "report.paper: Expected A4 or Letter, got 4",
        'report.sections: Expected a list, got "answer"',
        'stages: Expected settings, each a name and a value, got ["performance"]',
        "threshold: Expected settings, each a name and a value, got 0.3: write { value: 0.3 }",
        "title: Expected a text, got 5"
      ])
    })
  )

  it.effect("takes a locale by which numbers can be written", () =>
    Effect.gen(function* () {
      const { report } = yield* AuditConfig.decode(changed({ report: { locale: "de-CH" } }))
      expect(report.locale).toBe("de-CH")
    })
  )

  refused(
    "what is no locale",
    { report: { locale: "no locale" } },
    'report.locale: "no locale" is no locale: name one such as en, de-CH or fr'
  )

  refused(
    "a locale that is longer than any",
    { report: { locale: `en-${"x-".repeat(500)}a` } },
    `report.locale: No numbers are known for the locale "en-${"x-".repeat(18)}x": name one such as en, de-CH or fr`
  )
  refused("a title of spaces", { title: "   " }, "title: Expected words on one line, and no signs that cannot be seen")
  refused(
    "a title with a sign that ends texts",
    { title: "a\u0000b" },
    "title: Expected words on one line, and no signs that cannot be seen"
  )
  refused(
    "a locale of which no numbers are known",
    { report: { locale: "xx-YY" } },
    'report.locale: No numbers are known for the locale "xx-YY": name one such as en, de-CH or fr'
  )

  refused(
    "a minimum cell that protects nobody",
    { disclosure: { minimumCell: 1 } },
    "disclosure.minimumCell: Expected a value between 2 and 1000, got 1"
  )

  refused(
    "with disclosure, a minimum of events by which dropped categories tell small counts more closely",
    { disclosure: { minimumCell: 10 }, minEventPatients: 5 },
    "minEventPatients: With disclosure this is at most 1, or at least minimumCell (10): which categories are dropped for having fewer would tell small counts more closely"
  )
  refused(
    "the same of a grouping",
    { disclosure: { minimumCell: 10 }, groupings: { sex: { column: "sex", minEventPatients: 2 } } },
    "groupings.sex.minEventPatients: With disclosure this is at most 1, or at least minimumCell (10): which categories are dropped for having fewer would tell small counts more closely"
  )

  it.effect("may leave out time altogether, for one prediction a patient", () =>
    Effect.gen(function* () {
      const { horizon: _h, timestep: _t, ...rest } = minimal
      const { time: _, ...predictions } = minimal.data.predictions
      const config = yield* AuditConfig.decode({ ...rest, data: { ...minimal.data, predictions } })
      expect(config.horizon).toBeUndefined()
    })
  )

  it.effect("gives splits the usual names", () =>
    Effect.gen(function* () {
      const splits = { from: "s.csv", patient: "pid", split: "fold" }
      const config = yield* AuditConfig.decode(changed({ data: { ...minimal.data, splits } }))
      expect(config.data.splits).toEqual({ ...splits, test: "test", train: "train" })
    })
  )

  it.effect("is refused with every issue at once, in its message too", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        AuditConfig.decode(changed({ titel: "x", level: 2, groupings: { sex: { colum: "sex" } } }))
      )
      expect(error._tag).toBe("ConfigError")
      expect(error.message.split("\n")).toHaveLength(error.issues.length)
      expect(error.issues.map(({ path }) => path.join("."))).toEqual(
        expect.arrayContaining(["titel", "level", "groupings.sex.colum"])
      )
    })
  )
})

describe("an unknown setting", () => {
  refused("with the nearest name", { treshold: {} }, 'treshold: Unknown setting "treshold": did you mean "threshold"?')
  refused(
    "with the known names when none is near",
    { model: { name: "m", zzzzzzzz: 1 } },
    'model.zzzzzzzz: Unknown setting "zzzzzzzz"; known: name, version, intendedUse'
  )
  it.effect("is refused inside a grouping, beside what the grouping then lacks", () =>
    Effect.gen(function* () {
      expect(yield* issuesOf(changed({ groupings: { sex: { column: "sex", bin: [1] } } }))).toContain(
        'groupings.sex.bin: Unknown setting "bin": did you mean "bins"?'
      )
    })
  )
})

describe("time", () => {
  const { horizon: _h, timestep: _t, ...timeless } = minimal
  it.effect("needs a timestep and a horizon", () =>
    Effect.gen(function* () {
      expect(yield* issuesOf(timeless)).toEqual([
        "timestep: Times that count steps (data.predictions.timeUnit) need `timestep`, such as 5 min; without it say what they count: s, min, h, d or timestamp",
        "horizon: Predictions with `time` need `horizon`, such as 12 h"
      ])
    })
  )
  it.effect("needs no timestep where times count something else", () =>
    Effect.gen(function* () {
      const { timestep: _, ...irregular } = minimal
      const predictions = { ...minimal.data.predictions, timeUnit: "timestamp" }
      const config = yield* AuditConfig.decode({ ...irregular, data: { ...minimal.data, predictions } })
      expect(config.timestep).toBeUndefined()
      expect(
        yield* issuesOf({
          ...irregular,
          align: "nearest",
          data: { ...minimal.data, predictions, events: { from: "e.csv", patient: "p", start: "s" } }
        })
      ).toEqual([
        "align: Without `timestep` there is no grid to align with: leave `align` out, or set `timestep`, such as 5 min",
        "timestep: Times that count steps (data.events.timeUnit) need `timestep`, such as 5 min; without it say what they count: s, min, h, d or timestamp"
      ])
    })
  )
  it.effect("is of a zone by any of its names", () =>
    Effect.gen(function* () {
      for (const timeZone of ["Europe/Zurich", "US/Eastern", "UTC", "Asia/Kolkata"]) {
        expect((yield* AuditConfig.decode(changed({ timeZone }))).timeZone).toBe(timeZone)
      }
    })
  )
  refused(
    "a zone that is misspelt",
    { timeZone: "Europe/Zürich" },
    'timeZone: No time zone "Europe/Zürich": did you mean "Europe/Zurich"? Zones are named like Europe/Zurich or America/New_York.'
  )
  refused(
    "a city without its continent",
    { timeZone: "New York" },
    'timeZone: No time zone "New York": did you mean "America/New_York"? Zones are named like Europe/Zurich or America/New_York.'
  )
  it.effect("is refused as a horizon where predictions have none", () =>
    Effect.gen(function* () {
      const { time: _, ...predictions } = minimal.data.predictions
      expect(yield* issuesOf(changed({ data: { ...minimal.data, predictions } }))).toEqual([
        "horizon: Predictions without `time` are one a patient and have no horizon: leave it out"
      ])
    })
  )
  refused("a timestep of 0", { timestep: "0 min" }, "timestep: The timestep must be longer than 0")
  refused(
    "a horizon that is not a whole number of timesteps",
    { timestep: "7 min", maxLength: "7 min" },
    "horizon: horizon must be a whole number of timesteps"
  )
  refused(
    "a maximum length that is not a whole number of timesteps",
    { maxLength: "7 min" },
    "maxLength: maxLength must be a whole number of timesteps"
  )
  it.effect("is refused without a unit", () =>
    Effect.gen(function* () {
      const [issue] = yield* issuesOf(changed({ horizon: "12" }))
      expect(issue).toBe('horizon: Expected a span of time with a unit, such as "5 min", "12 h" or "7 d"')
    })
  )
})

describe("a case mix", () => {
  const mixed = (caseMix: unknown) => ({ groupings: { sex: { column: "sex" }, age: { column: "age" } }, caseMix })
  refused(
    "of a grouping that is not there",
    mixed(["agee"]),
    'caseMix.0: No grouping "agee": did you mean "age"? A column of the patients is {column: agee}'
  )
  refused(
    "of a name that is like none",
    mixed(["severity"]),
    'caseMix.0: No grouping "severity"; known: sex, age. A column of the patients is {column: severity}'
  )
  refused("that names one twice", mixed(["age", { column: "age", bins: [50] }]), 'caseMix.1: "age" is named twice')
  refused(
    "of a column with bins and categories",
    mixed([{ column: "apache", bins: [1], categories: ["low"] }]),
    "caseMix.0: Expected `categories` or `bins`, not both"
  )
  refused("of bins that do not ascend", mixed([{ column: "apache", bins: [2, 1] }]), "caseMix.0: `bins` must ascend")
})

describe("a grouping", () => {
  const grouping = (config: unknown) => ({ groupings: { sex: { column: "sex" }, age: { column: "age" }, g: config } })
  refused("none at all", { groupings: {} }, "groupings: At least one grouping is needed")
  refused("neither column nor cross", grouping({}), "groupings.g: Expected either `column` or `cross`")
  refused(
    "both column and cross",
    grouping({ column: "sex", cross: ["sex", "age"] }),
    "groupings.g: Expected either `column` or `cross`"
  )
  refused(
    "categories beside bins",
    grouping({ column: "age", bins: [1], categories: { a: "A" } }),
    "groupings.g: Expected `categories` or `bins`, not both"
  )
  refused(
    "bins of a crossing",
    grouping({ cross: ["sex", "age"], bins: [1] }),
    "groupings.g: A crossed grouping takes its categories from the groupings that it crosses"
  )
  refused(
    "a crossing with itself",
    grouping({ cross: ["sex", "sex"] }),
    "groupings.g: `cross` needs at least two groupings"
  )
  refused(
    "more groupings than a report can hold",
    { groupings: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`g${i}`, { column: "sex" }])) },
    "groupings: 101 groupings are more than a report can hold: name those that you will compare, at most 100"
  )
  refused("bins that do not ascend", grouping({ column: "age", bins: [50, 50] }), "groupings.g: `bins` must ascend")
  refused(
    "a crossing with an unknown grouping, with the nearest name",
    grouping({ cross: ["sx", "age"] }),
    'groupings.g.cross: No grouping "sx": did you mean "sex"?'
  )
  it.effect("is refused when it crosses a crossing", () =>
    Effect.gen(function* () {
      const groupings = {
        sex: { column: "sex" },
        age: { column: "age" },
        both: { cross: ["sex", "age"] },
        again: { cross: ["sex", "both"] }
      }
      expect(yield* issuesOf(changed({ groupings }))).toEqual([
        'groupings.again.cross: "both" is itself crossed: name its parts instead'
      ])
    })
  )
})

describe("a source", () => {
  const data = (change: Change) => ({ data: { ...minimal.data, ...change } })
  const base = { from: "x.csv", patient: "pid" }
  refused(
    "of events with neither start nor inEvent",
    data({ events: base }),
    "data.events: Expected either `start` (and `stop`), or `inEvent` with `time`"
  )
  refused(
    "of events with both start and inEvent",
    data({ events: { ...base, start: "a", inEvent: "b", time: "t" } }),
    "data.events: Expected either `start` (and `stop`), or `inEvent` with `time`"
  )
  refused(
    "of events with inEvent and no time",
    data({ events: { ...base, inEvent: "b" } }),
    "data.events: `inEvent` needs `time`, the column with each row's time"
  )
  refused(
    "of a long time series without values",
    data({ timeseries: { ...base, time: "t", variable: "name" } }),
    "data.timeseries: The long layout needs both `variable` and `value`"
  )
  refused(
    "of long attributions without features",
    data({ attributions: { ...base, value: "v" } }),
    "data.attributions: The long layout needs both `feature` and `value`"
  )
  refused(
    "without the column that names the patient",
    data({ patients: { from: "x.csv" } }),
    "data.patients.patient: Required, but missing"
  )
  it.effect("takes several score columns, and refuses an empty list of them", () =>
    Effect.gen(function* () {
      const predictions = (score: unknown) => data({ predictions: { ...minimal.data.predictions, score } })
      const config = yield* AuditConfig.decode(changed(predictions(["s0", "s1"])))
      expect(config.data.predictions.score).toEqual(["s0", "s1"])
      const issues = yield* issuesOf(changed(predictions([])))
      expect(issues.some((issue) => issue.startsWith("data.predictions.score"))).toBe(true)
    })
  )
})

describe("a threshold in points", () => {
  const scored = (scale: string) => ({
    data: { ...minimal.data, predictions: { ...minimal.data.predictions, scale } }
  })
  it.effect("is any number, where scores are points", () =>
    Effect.gen(function* () {
      const config = yield* AuditConfig.decode(changed({ ...scored("points"), threshold: { value: -7 } }))
      expect(config.threshold.value).toBe(-7)
    })
  )
  refused(
    "it where scores are probabilities, and names the setting",
    { threshold: { value: 7 } },
    "threshold.value: Expected a threshold between 0 and 1, got 7. Scores that are points and not probabilities, such as NEWS2, need data.predictions.scale: points"
  )
  refused(
    "a target beyond 1 all the same",
    { ...scored("points"), threshold: { metric: "recall", value: 7 } },
    "threshold.value: Expected a value of recall between 0 and 1, got 7"
  )
})

describe("a number out of range", () => {
  const pathsOf = (change: Change) =>
    issuesOf(changed(change)).pipe(Effect.map((issues) => issues.map((issue) => issue.split(":")[0])))
  it.effect.each([
    ["threshold.value", { threshold: { value: 1.1 } }],
    ["threshold.value", { threshold: { value: 7, metric: "recall" } }],
    ["resampling.replicates", { resampling: { replicates: 10 } }],
    ["resampling.seed", { resampling: { seed: 0.5 } }],
    ["level", { level: 1 }],
    ["margins.recall", { margins: { recall: -0.1 } }],
    ["margins.recall.relative", { margins: { recall: { relative: 0.3 } } }],
    ["verdictMinimum", { verdictMinimum: 1 }],
    ["minEventPatients", { minEventPatients: -1 }]
  ] as const)("is refused at %s", ([path, change]) =>
    Effect.gen(function* () {
      expect(yield* pathsOf(change)).toEqual([path])
    })
  )
})

describe("a model card", () => {
  const comment = { text: "We know.", by: "Dr A", date: "2026-11-30" }
  const grouped = {
    groupings: { sex: { column: "sex", categories: { F: "Female", M: "Male" }, rationale: "A reason" } }
  }
  it.effect("is taken as it is written, and so are reasons for threshold and groupings", () =>
    Effect.gen(function* () {
      const card = {
        developer: "Model team",
        workflow: "An alarm.\nThen a nurse.",
        interpretation: { fairness: "Fair enough" },
        comments: [
          { ...comment, finding: "performance.event_recall", grouping: "sex", category: "Female" },
          { ...comment, grouping: "sex", category: "M" }
        ]
      }
      const config = yield* AuditConfig.decode(
        changed({ ...grouped, card, threshold: { value: 0.5, because: "The ward asked for it" } })
      )
      expect(config.card).toEqual(card)
      expect(config.threshold.because).toBe("The ward asked for it")
      expect(config.groupings.sex!.rationale).toBe("A reason")
    })
  )
  refused(
    "a field that there is none of, with the nearest",
    { card: { outOfScop: "Children" } },
    'card.outOfScop: Unknown setting "outOfScop": did you mean "outOfScope"?'
  )
  refused(
    "signs that turn the text around, or cannot be seen",
    { card: { risks: "none \u202eenon", funding: "\u0000", conflicts: "  \n" } },
    "card.risks: Expected words, and no signs that cannot be seen",
    "card.funding: Expected words, and no signs that cannot be seen",
    "card.conflicts: Expected words, and no signs that cannot be seen"
  )
  refused(
    "a comment that is on nothing, or not dated",
    {
      card: {
        comments: [
          comment,
          { ...comment, finding: "recall", date: "2026-02-30" },
          { ...comment, finding: "recall", category: "F" }
        ]
      }
    },
    "card.comments.0: Expected `finding`, `grouping` or both: what is it about?",
    "card.comments.1.date: Expected a day, written as 2026-11-30",
    "card.comments.2: `category` needs `grouping`, of which it is one"
  )
  refused(
    "a comment on a cohort that there is none of",
    {
      ...grouped,
      card: {
        comments: [
          { ...comment, grouping: "sxe" },
          { ...comment, grouping: "sex", category: "Femal" }
        ]
      }
    },
    'card.comments.0.grouping: No grouping "sxe": did you mean "sex"?',
    'card.comments.1.category: No category "Femal": did you mean "Female"?'
  )
})

describe("the edition of the report", () => {
  it.effect("is the full one unless another is asked for", () =>
    Effect.gen(function* () {
      expect((yield* AuditConfig.decode(minimal)).report.edition).toBe("full")
      expect((yield* AuditConfig.decode(changed({ report: { edition: "committee" } }))).report.edition).toBe(
        "committee"
      )
    })
  )
  refused(
    "sections beside that for a committee",
    { report: { edition: "committee", sections: ["answer"] } },
    "report.sections: The committee edition has sections of its own: leave `sections` out, or set `edition: full`"
  )
})

describe("the JSON Schema", () => {
  it("allows nothing unknown and requires what the configuration requires", () => {
    const document = AuditConfig.jsonSchema() as unknown as {
      readonly schema: Readonly<Record<string, unknown>>
    }
    expect(document.schema).toMatchObject({ type: "object", additionalProperties: false })
    expect(new Set(document.schema.required as ReadonlyArray<string>)).toEqual(
      new Set(["title", "data", "threshold", "groupings"])
    )
    expect(JSON.stringify(document)).toContain("Distance of two steps of the grid")
  })
})

describe("several models", () => {
  const { score: _, ...predictions } = minimal.data.predictions
  const wide = { ...minimal.data, predictions }
  const long = { ...minimal.data, predictions: { ...minimal.data.predictions, model: "model" } }
  const target = { metric: "event-recall", value: 0.8 }
  const current = { score: "old", baseline: true }

  it.effect("are a baseline and the one that is audited, of two the other one", () =>
    Effect.gen(function* () {
      const models = { current, proposed: { title: "Version 2", score: ["new_1", "new_2"] } }
      const config = yield* AuditConfig.decode(changed({ data: wide, threshold: target, models }))
      expect(AuditConfig.rolesOf(config.models!)).toEqual({ baseline: "current", audited: "proposed" })
      const three = { ...models, other: { score: "x", audit: true } }
      const found = yield* AuditConfig.decode(changed({ data: wide, threshold: target, models: three }))
      expect(AuditConfig.rolesOf(found.models!)).toEqual({ baseline: "current", audited: "other" })
      const ofRows = { current: { baseline: true }, proposed: { value: "v2" } }
      yield* AuditConfig.decode(changed({ data: long, threshold: target, models: ofRows }))
    })
  )

  refused(
    "a single one",
    { data: wide, threshold: target, models: { current } },
    "models: Expected at least two models: to audit one alone leave `models` out, and name its scores in data.predictions.score"
  )
  refused(
    "those without a baseline",
    { data: wide, threshold: target, models: { a: { score: "x" }, b: { score: "y" } } },
    "models: Say which model the others are compared with: `baseline: true` at one of a, b"
  )
  refused(
    "two baselines, and three models of which none is audited",
    { data: wide, threshold: target, models: { current, b: current, c: { score: "y" } } },
    "models: Say which model all other analyses are of: `audit: true` at one of current, b, c",
    "models.b.baseline: Only one model can have this, and current has it"
  )
  refused(
    "a score that is named twice, and one that is missing",
    { threshold: target, models: { current, proposed: {} } },
    "data.predictions.score: With `models` each model names its scores: leave this out, or name the column with the models' names in data.predictions.model",
    "models.proposed.score: Required: the column of the predictions with its scores"
  )
  refused(
    "columns of models that have rows",
    { data: long, threshold: target, models: { current, proposed: {} } },
    "models.current.score: With data.predictions.model all scores are in data.predictions.score: leave this out"
  )
  refused(
    "one threshold for all where it is a score, and a second one of the audited model",
    { data: wide, models: { current, proposed: { score: "new", threshold: target } } },
    "models.current.threshold: Required where `threshold` is a score, since a score of one model means something else in another; a target, such as {metric: event-recall, value: 0.8}, is solved for each",
    "models.proposed.threshold: The threshold of the model that is audited is `threshold`, above: leave this out"
  )
  refused(
    "rows of models of which it names none, and no score",
    { data: { ...wide, predictions: { ...predictions, model: "model" } } },
    "data.predictions.score: Required without `models`: the column of scores",
    "data.predictions.model: Only with `models`, which says which of them are compared: of one model leave this out"
  )
  refused(
    "a name with spaces",
    { data: wide, threshold: target, models: { current, "the new one": { score: "x" } } },
    "models.the new one: Expected a name of letters, digits, - and _, such as current; what the report calls it is its `title`"
  )
})
