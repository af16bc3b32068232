import { LabelledSteps, type Measure, Metric } from "@fairward/metrics"
import type { Options } from "./Options.ts"
import type { Paired } from "./Pairs.ts"

export type Columns = ReturnType<typeof LabelledSteps.stepColumns>

/** What each test patient adds to the metrics of a model, at its threshold. */
export const columnsOf = ({ steps, threshold }: Paired): Columns =>
  LabelledSteps.stepColumns(steps, { threshold: threshold.value, bins: 0 })

/** Whether models say the same of every patient: not by chance, since it is the same model. */
export const areSame = (a: Paired, b: Paired): boolean =>
  a.threshold.value === b.threshold.value &&
  a.steps.score.every((score, row) => a.steps.label[row]! < 0 || score === b.steps.score[row])

/** Metrics as measures, of which a difference between models has no floor but {@link leastErrors}. */
export const measuresOf = (
  metrics: Options["metrics"] | ReadonlyArray<Options["metrics"][number]>,
  options: Pick<Options, "margin" | "margins">
): ReadonlyArray<Measure.Measure<Metric.Column> & { readonly metric: Metric.Metric }> => {
  const chosen = metrics.map((id) => Metric.metricById.get(id)!)
  const reference = Metric.referencePrevalence([])
  return Metric.measuresOf(
    chosen,
    { bins: 0, reference: () => reference },
    ({ id }) => (options.margins as Readonly<Record<string, number | undefined>>)[id] ?? options.margin,
    (metric, { sums }) => Metric.whyNotEstimable(metric, sums, reference, "")
  ).map((measure, m) => ({
    ...measure,
    ...("over" in measure ? { floor: "none" as const } : {}),
    class: chosen[m]!.class,
    metric: chosen[m]!
  }))
}
