import { ComparisonTables, Disclosure, type Measure } from "@fairward/core"
import { Schema } from "effect"
import { eventConditions } from "./PatientMedians.ts"

const { Count, Estimate } = Disclosure

const EventCondition = Schema.Literals(eventConditions)

/** Shares of the patients at which a distribution is stored. */
export const quantileShares: ReadonlyArray<number> = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)

/** Cohorts with fewer patients with a value have no curve, which would show single patients. */
export const leastForCurve = 20

/** Of patients' medians, which one patient's value can be. */
const Median = Disclosure.quantiles(Estimate, { step: Disclosure.samplingStep })

/** Single patients' values: rounded to a distance within which one in twenty lies, the outermost of few patients left out. */
const Quantiles = Disclosure.quantiles(Schema.NullOr(Schema.Array(Disclosure.Value)), {
  step: ({ struct }) => {
    const values = (struct.quantiles as ReadonlyArray<number>).filter(Number.isFinite)
    return ((values.at(-1) ?? 0) - (values[0] ?? 0)) / (values.length - 1)
  },
  beyond:
    ({ struct }) =>
    (place) =>
      Number(struct.persons ?? struct.patients) * Math.min(quantileShares[place]!, 1 - quantileShares[place]!)
})

const Variable = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  column: Schema.String,
  unit: Schema.optionalKey(Schema.String),
  /** Only steps where the condition holds, or does not hold, count. */
  onlyWhile: Schema.NullOr(Schema.Struct({ condition: Schema.String, holds: Schema.Boolean })),
  /** Half-width of equivalence, in the unit; `null` without a margin in the unit where fewer than two patients have a value. */
  margin: Estimate,
  marginFrom: Schema.Literals(["unit", "standard deviation"]),
  /** Standard deviation of the patients' medians over the whole stay. */
  sd: Estimate,
  /** Spacing in which values are recorded, in the unit; 0: none. */
  resolution: Disclosure.Setting,
  resolutionFrom: Schema.Literals(["options", "values"])
})
export type Variable = typeof Variable.Type

/** Why levels outside events cannot be told apart. */
const NoEvents = Schema.Literals([
  "no events were given",
  "no patient of the train split has an event in the table of events"
])

/** What the medical variables stage found. */
export const Findings = Schema.Struct({
  ...ComparisonTables.comparedFields,
  /** Of the train split. */
  patients: Count,
  /** Of these, with an event; `null` without a table of events. */
  eventPatients: Disclosure.CountOrNone,
  /** False when train and test are the same patients. */
  isSplit: Schema.Boolean,
  marginSd: Disclosure.Setting,
  variables: Schema.Array(Variable),
  conditions: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      drivers: Schema.Array(Schema.Struct({ variable: Schema.String, on: Schema.String, off: Schema.String }))
    })
  ),
  eventConditions: Schema.Array(EventCondition),
  leftOut: Schema.Struct({
    eventConditions: Schema.Array(Schema.Struct({ condition: EventCondition, reason: NoEvents })),
    /** Beyond the first 10, when the options name none. */
    variables: Schema.Array(Schema.String)
  }),
  metrics: Schema.Array(Schema.Struct({ id: Schema.String, variable: Schema.String, condition: EventCondition })),
  /** All patients of the train split. */
  everyone: Disclosure.everyone(
    Schema.Array(
      Schema.Struct({ metric: Schema.String, patients: Count, estimate: Median, low: Median, high: Median })
    ),
    "distributions"
  ),
  /** Of the patients' medians. */
  distributions: Schema.Array(
    Schema.Struct({
      grouping: Schema.String,
      category: Schema.String,
      metric: Schema.String,
      /** With a value. */
      patients: Count,
      /** Of these, where persons have several stays. */
      persons: Schema.optionalKey(Count),
      /** At 5, 10, ... 95 % of the patients; `null` with fewer than 20 patients. */
      quantiles: Quantiles
    })
  )
})
export type Findings = typeof Findings.Type

/** Decimals with which a variable reads well: about a twentieth of the spread between patients. */
export const digitsOf = ({ sd }: Variable): number =>
  sd === null || sd === 0 ? 2 : Math.max(0, Math.min(6, Math.ceil(1.3 - Math.log10(sd))))

/** What all levels of variables have. */
export const variableMeasure = { sense: "none", harm: "sources" } as const satisfies Partial<Measure.Measure>

const phrases = {
  whole_stay: "over the whole stay",
  not_in_event: "outside events",
  without_events: "in patients without events"
} as const

/** What is compared: every variable under every condition. */
export const measuresOf = ({
  eventConditions,
  isSplit,
  metrics,
  variables
}: Findings): ReadonlyArray<Measure.Measure> => {
  const population = isSplit ? { population: "train" as const } : {}
  const known = new Map(variables.map((variable) => [variable.id, variable]))
  return metrics.map(({ condition, id, variable }) => {
    const found = known.get(variable)!
    const title = eventConditions.length === 1 ? found.title : `${found.title} ${phrases[condition]}`
    return { ...variableMeasure, ...population, id, title, unit: found.unit ?? "", digits: digitsOf(found) }
  })
}

/** The findings as shared views read them. */
export const comparedOf = (findings: Findings): ComparisonTables.Compared => ({
  ...findings,
  stage: "medical-variables",
  metricTitle: "Variable",
  metrics: measuresOf(findings),
  bearing: {
    title: "patients with a value",
    count: (grouping, category) =>
      findings.distributions.reduce(
        (most, one) =>
          one.grouping === grouping && one.category === category ? Math.max(most, one.persons ?? one.patients) : most,
        0
      )
  }
})

/** Medians of all patients by metric. */
export const everyoneOf = ({ everyone }: Findings): ReadonlyMap<string, number | null> =>
  new Map(everyone.map(({ estimate, metric }) => [metric, estimate]))
