import { type Comparison, ComparisonTables, Disclosure, type Measure } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { Schema } from "effect"
import { MetricName } from "./Options.ts"

const { Count, Estimate, Setting, Steps } = Disclosure

/** A model and the threshold that it was compared at. */
const Model = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  threshold: Setting,
  /** The target that the threshold was solved for; `null` where it was given. */
  target: Schema.NullOr(Schema.Struct({ metric: Schema.String, value: Setting }))
})
export type Model = typeof Model.Type

/** What either model catches is told by its recall. */
const counted = <Fields extends Schema.Struct.Fields>(struct: Schema.Struct<Fields>) =>
  Disclosure.parts(Disclosure.sum(Disclosure.sum(struct, ["both", "gained"]), ["both", "lost"]), "all", [
    "both",
    "lost",
    "gained",
    "neither"
  ])

/** Events, or patients with a positive label, by which of two models alarms before them. */
const flipped = counted(
  Schema.Struct({
    model: Schema.String,
    all: Count,
    both: Count,
    /** By the baseline alone: caught before, missed now. */
    lost: Count,
    /** By the other model alone: missed before, caught now. */
    gained: Count,
    neither: Count
  })
)

const CohortFlips = counted(Schema.Struct({ grouping: Schema.String, category: Schema.String, ...flipped.fields }))

/** What the model comparison stage found. */
export const Findings = Schema.Struct({
  ...ComparisonTables.comparedFields,
  /** The one that all other analyses are of. */
  audited: Schema.String,
  baseline: Model,
  /** The others, in the order of the configuration. */
  models: Schema.Array(Model),
  metrics: Schema.Array(MetricName),
  leftOut: Schema.Array(Schema.Struct({ metric: MetricName, reason: Schema.String })),
  /** Labelled predictions of the test split at which some model has no score, so that they take no part. */
  unscored: Steps,
  /** All test patients. */
  everyone: Disclosure.everyone(
    Schema.Array(
      Schema.Struct({
        /** As of the comparisons. */
        metric: Schema.String,
        /** With the model, and with the baseline. */
        estimate: Estimate,
        baseline: Estimate,
        difference: Estimate,
        /** Pointwise 95 % percentile interval of the difference, over replicates that both share. */
        low: Estimate,
        high: Estimate
      })
    ),
    "comparisons"
  ),
  /** What is counted; `null` where there is nothing to catch but single steps. */
  counted: Schema.NullOr(Schema.Literals(["events", "patients"])),
  flips: Schema.Array(CohortFlips),
  everyoneFlips: Disclosure.everyone(Schema.Array(flipped), "flips")
})
export type Findings = typeof Findings.Type
export type Flips = typeof flipped.Type

type Id = (typeof MetricName)["Type"]

/** The measure of a model's difference from the baseline in each cohort. */
export const differenceId = (metric: Id, model: string): string => `${metric}:${model}`

/** The measure of how much more a cohort changes than its rest. */
export const changeId = (metric: Id, model: string): string => `${metric}_change:${model}`

/** "event recall", but "FPR". */
export const inSentence = (title: string): string => title.replace(/^[A-Z](?=[a-z])/u, (first) => first.toLowerCase())

/** Whether a metric's changes can be compared: of areas they are not. */
export const hasChange = (metric: Id): boolean => "over" in Metric.metricById.get(metric)!.formula

/** Every measure that there can be of these models. */
export const measureIds = (models: ReadonlyArray<string>): ReadonlyArray<string> =>
  models.flatMap((model) =>
    MetricName.literals.flatMap((id) => [differenceId(id, model), ...(hasChange(id) ? [changeId(id, model)] : [])])
  )

export interface Told extends Measure.Measure {
  readonly metric: Metric.Metric
  readonly model: Model
  readonly between: Comparison.Between
}

/** What is compared, model by model: first with the baseline, then cohorts with their rests. */
export const toldMeasures = ({ metrics, models }: Pick<Findings, "metrics" | "models">): ReadonlyArray<Told> =>
  models.flatMap((model) => {
    const titled = (title: string) => (models.length === 1 ? title : `${title}, ${model.title}`)
    const own = metrics.map((id) => Metric.metricById.get(id)!)
    const named = ({ directions, harm, sense, unit }: Metric.Metric) => ({
      harm,
      sense,
      unit,
      ...(directions === undefined ? {} : { directions })
    })
    return [
      ...own.map(
        (metric, m): Told => ({
          ...named(metric),
          id: differenceId(metrics[m]!, model.id),
          title: titled(metric.title),
          metric,
          model,
          between: "models"
        })
      ),
      ...own.flatMap(
        (metric, m): ReadonlyArray<Told> =>
          hasChange(metrics[m]!)
            ? [
                {
                  ...named(metric),
                  id: changeId(metrics[m]!, model.id),
                  title: titled(
                    `Change of ${metric.title.replace(/^[A-Z](?=[a-z])/u, (first) => first.toLowerCase())}`
                  ),
                  metric,
                  model,
                  between: "changes"
                }
              ]
            : []
      )
    ]
  })

/** What is compared, as the findings store it. */
export const measuresOf = (findings: Findings): ReadonlyArray<Measure.Measure> =>
  toldMeasures(findings).map(({ between: _, metric: __, model: ___, ...measure }) => measure)
