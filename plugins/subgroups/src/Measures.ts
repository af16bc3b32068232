/** In what groups are compared. */
import { type Dataset, type Measure as Declared, Exposure } from "@fairward/core"
import { type Measure, Metric } from "@fairward/metrics"

/** What the columns count in each patient: those of labelled steps and events, and minutes at risk. */
export type Column = Metric.Column | "minutes"

/**
 * Metrics of performance that do not follow how common events are. Precision and the areas under curves of it do: a group with
 * fewer events would be found for that alone.
 */
const ofMetrics = ["event_recall", "recall", "fpr", "auroc"] as const

export const measureIds = [...ofMetrics, "false_alarms_per_day"] as const
export type MeasureId = (typeof measureIds)[number]

/** How a measure is called and told; without a column in the map of cohorts, where its cohorts have been already. */
export interface Told extends Declared.Measure {
  readonly id: MeasureId
  readonly definition: string
  readonly frequency?: Declared.Frequency
}

const falseAlarms: Told = {
  id: "false_alarms_per_day",
  title: "False alarms per patient-day",
  sense: "lower",
  unit: "per patient-day",
  harm: "false alarms",
  definition:
    "Steps with label 0 at which the score is an alarm, over days at risk by the clock. No alarm silences another, whatever the alarm policy.",
  frequency: { per: 1, of: "patient-day", outcome: "false alarms" }
}

/** False alarms are told so too, which have no column in the map of cohorts. */
const ofNegatives: Declared.Frequency = { per: 100, of: "negative steps", outcome: "have an alarm" }

const ofMetric = (id: (typeof ofMetrics)[number]): Told => {
  const { definition, harm, headline, sense, title, unit } = Metric.metricById.get(id)!
  const frequency = id === "fpr" ? ofNegatives : headline?.frequency
  return { id, title, sense, unit, harm, definition, ...(frequency === undefined ? {} : { frequency }) }
}

export const toldMeasures: ReadonlyArray<Told> = [
  ofMetric("event_recall"),
  ofMetric("recall"),
  falseAlarms,
  ofMetric("fpr"),
  ofMetric("auroc")
]

export const toldOf = (id: string): Told => toldMeasures.find((one) => one.id === id)!

/** Why a measure cannot be had of these data; `undefined` where it can. */
export const whyLeftOut = (id: MeasureId, dataset: Dataset.DatasetShape, hasEvents: boolean): string | undefined => {
  if (id !== "false_alarms_per_day") return Metric.whyLeftOut(Metric.metricById.get(id)!, dataset, hasEvents)
  return dataset.horizonSteps === 0 ? "one prediction a patient is made at no time" : undefined
}

const noReference: Metric.ReferencePrevalence = { highest: Number.NaN, lowest: Number.NaN }

/**
 * The measures as `Measures.contrasts` takes them, each in the class that the stage which judges cohorts by it has it in: rates
 * and the area under the ROC curve on scales of their own, counts of alarms apart. What the verdict minimum counts is the
 * event-bearing patients, in all of them.
 */
export const measuresOf = (
  ids: ReadonlyArray<MeasureId>,
  margins: { readonly margin: number; readonly falseAlarmMargin: number }
): ReadonlyArray<Measure.Measure<Column>> =>
  ids.map((id): Measure.Measure<Column> => {
    if (id === "false_alarms_per_day") {
      const { harm, sense, title, unit } = falseAlarms
      return {
        ...{ id, title, harm, sense, unit },
        margin: margins.falseAlarmMargin,
        fifthOf: "value",
        class: "counts",
        floor: "count",
        missing: "no time at risk: no two predictions of a patient",
        bearing: ({ eventPatients }) => eventPatients,
        over: (s) => [s.fp * Exposure.minutesPerDay, s.minutes]
      }
    }
    const metric = Metric.metricById.get(id)!
    const [measure] = Metric.measuresOf(
      [metric],
      { bins: 0, reference: () => noReference },
      () => margins.margin,
      (one, { sums }) => Metric.whyNotEstimable(one, sums, noReference, "")
    )
    return { ...(measure as Measure.Measure<Column>), class: metric.class }
  })
