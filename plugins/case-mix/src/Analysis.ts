import { Cohorts, Comparison, Dataset, Detection, Message, Resamples, Settings, Stage, Threshold } from "@fairward/core"
import { LabelledSteps, type Measure, Measures, Metric } from "@fairward/metrics"
import { Effect } from "effect"
import { cellsOf, tellsApart } from "./Cells.ts"
import { bearingOf, mixOf, supportOf } from "./Comparable.ts"
import { type Explained, type Findings, type Support, standardisedId } from "./Findings.ts"
import { drawnOf, explainedOf, likeWithLike } from "./LikeWithLike.ts"
import type { MetricName, Options } from "./Options.ts"
import { standardisation } from "./Standardised.ts"

const stage = "case-mix"

/** The chosen metrics; recall where there are no events to recall. */
export const measuredOf = (metrics: ReadonlyArray<MetricName>, hasEvents: boolean): ReadonlyArray<MetricName> => [
  ...new Set(metrics.map((metric) => (metric === "event_recall" && !hasEvents ? "recall" : metric)))
]

type Ratio = Measure.Ratio<Metric.Column>

/** Numerator and denominator of each patient. */
const partsOf = ({ over }: Ratio, columns: { readonly [N in Metric.Column]: Float64Array }, patients: number) => {
  const names = Object.keys(columns) as ReadonlyArray<Metric.Column>
  const [numerator, denominator] = [new Float64Array(patients), new Float64Array(patients)]
  for (let i = 0; i < patients; i++) {
    const row = Object.fromEntries(names.map((name) => [name, columns[name]![i]!])) as Measure.Sums<Metric.Column>
    ;[numerator[i], denominator[i]] = over(row)
  }
  return { numerator, denominator }
}

/** Settings in which the margin of a metric is also that of the same like with like, unless that has its own. */
const withMargins = (settings: Settings.SettingsShape, metrics: ReadonlyArray<MetricName>): Settings.SettingsShape => {
  const { margins = {} } = settings
  const own = metrics.flatMap((metric) => {
    const margin = margins[standardisedId(metric)] ?? margins[metric]
    return margin === undefined ? [] : [[standardisedId(metric), margin] as const]
  })
  return { ...settings, margins: { ...margins, ...Object.fromEntries(own) } }
}

/** The metrics that these data can have, and the others with the reason. */
const chosenOf = (dataset: Dataset.DatasetShape, options: Options, hasEvents: boolean) => {
  const chosen = measuredOf(options.metrics, hasEvents).map((id) => Metric.metricById.get(id)!)
  const leftOut = chosen.flatMap((metric) => {
    const reason = Metric.whyLeftOut(metric, dataset, hasEvents)
    return reason === undefined ? [] : [{ metric: metric.id as MetricName, reason }]
  })
  return { leftOut, metrics: chosen.filter(({ id }) => leftOut.every(({ metric }) => metric !== id)) }
}

const measuresOf = (metrics: ReadonlyArray<Metric.Metric>, options: Options) => {
  const reference = Metric.referencePrevalence([])
  return Metric.measuresOf(
    metrics,
    { bins: 0, reference: () => reference },
    ({ id }) => options.margins[id as MetricName] ?? options.margin,
    (metric, { sums }) => Metric.whyNotEstimable(metric, sums, reference, "")
  ).map((measure, m) => ({ ...(measure as Ratio), class: metrics[m]!.class }))
}

/** The contrasts of the cohorts of a grouping, crude and like with like behind each other, and who is compared with anybody. */
const groupingOf = Effect.fnUntraced(function* (
  { categories, categoryOf: all, id: grouping }: Cohorts.Grouping,
  cells: ReturnType<typeof cellsOf>,
  measured: ReadonlyArray<{ readonly metric: MetricName; readonly parts: ReturnType<typeof partsOf> }>,
  { isBearing, minimum }: { readonly isBearing: (patient: number) => boolean; readonly minimum: number },
  /** Of the grouping: by category, each metric crude and then each as it is like with like. */
  contrasts: ReadonlyArray<Comparison.Contrast>
) {
  const resampled = yield* (yield* Resamples.Resamples).of("test")
  const { clusterOf, patients } = resampled
  const categoryOf = Int32Array.from(patients, (patient) => all[patient]!)
  const support: Array<Support> = []
  const judged: Array<Comparison.Contrast> = []
  for (const [m, { metric, parts }] of measured.entries()) {
    const standardised = standardisation({
      ...parts,
      categoryOf,
      categories: categories.length,
      cellOf: cells.cellOf,
      cells: cells.count,
      clusterOf,
      minimum
    })
    const { designFactor, isComparable } = standardised
    const drawn = yield* drawnOf(resampled, standardised)
    for (const [c, { id: category }] of categories.entries()) {
      const place = 2 * c * measured.length + m
      const bearing = bearingOf(isBearing, cells, categoryOf, isComparable, c, (i) => clusterOf?.[i] ?? i)
      const ofCategory = drawn.map((draw) => draw[c]!)
      judged.push(
        contrasts[place]!,
        likeWithLike(contrasts[place + measured.length]!, ofCategory, bearing, designFactor)
      )
      support.push(supportOf({ grouping, category, metric }, parts, cells, categoryOf, c, isComparable))
    }
  }
  return { judged, support }
})

/** Why there is no grouping in which cohorts could be made alike. */
const whyNothing = (caseMix: ReadonlyArray<Cohorts.Attribute>, patients: Uint32Array): Message.Message => {
  const told = Message.listed(caseMix.map(({ title }) => Message.name(title)))
  return caseMix.some((attribute) => tellsApart(attribute, patients))
    ? Message.of`nothing under caseMix is left in which cohorts could be made alike: the groupings divide by ${told}. Name another attribute beside it, such as age or severity`
    : Message.of`the test patients do not differ in what caseMix names, ${told}, or it is known of none of them: name something in which they differ`
}

/** Compares every cohort with its rest, and with those of its rest who are comparable; all differences are one family. */
export const analyse = Effect.fn("CaseMix.analyse")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { caseMix, everyone } = yield* Cohorts.Cohorts
  if (caseMix === undefined) {
    const reason = Message.of`the configuration does not say what makes patients comparable: name it under caseMix, such as age and severity`
    return yield* new Stage.StageSkipped({ stage, reason })
  }
  const { audited, groupings } = yield* Stage.comparing(stage)
  if (everyone.steps === 0) {
    return yield* new Stage.StageSkipped({ stage, reason: Message.of`no test patient has a labelled step` })
  }
  const settings = yield* Settings.Settings
  const { patients } = yield* (yield* Resamples.Resamples).of("test")
  const cellsIn = groupings.map((grouping) => cellsOf(caseMix, grouping, patients))
  if (cellsIn.every(({ attributes }) => attributes.length === 0)) {
    return yield* new Stage.StageSkipped({ stage, reason: whyNothing(caseMix, patients) })
  }
  const { value: threshold } = yield* Threshold.Threshold
  const events = Detection.evaluableEvents(dataset)
  const { leftOut, metrics } = chosenOf(dataset, options, events !== undefined)
  const ids = metrics.map(({ id }) => id as MetricName)

  const columns = LabelledSteps.stepColumns(LabelledSteps.labelledSteps(dataset, events), { threshold, bins: 0 })
  const measures = measuresOf(metrics, options)
  // What is judged of cohorts as they are gives margins and minimums to what is judged like with like.
  const { contrasts } = yield* Measures.contrasts<Metric.Column>({
    columns,
    measures: [...measures, ...measures.map((measure, m) => ({ ...measure, id: standardisedId(ids[m]!) }))]
  }).pipe(Effect.provideService(Settings.Settings, withMargins(settings, ids)))
  const measured = measures.map((measure, m) => ({
    metric: ids[m]!,
    parts: partsOf(measure, columns, patients.length)
  }))
  const bearing = events === undefined ? columns.p : columns.events
  const asked = { isBearing: (i: number) => bearing[i]! > 0, minimum: options.minimumComparable }
  const found = yield* Effect.forEach(groupings, (grouping, g) => {
    const cells = cellsIn[g]!
    const own = contrasts.filter((contrast) => contrast.grouping === grouping.id)
    return Effect.map(groupingOf(grouping, cells, measured, asked, own), (one) => ({ ...one, grouping, cells }))
  })

  const judged = found.flatMap((one) => one.judged)
  const comparisons = Comparison.compare(judged, { ...audited, metrics: Math.max(1, metrics.length) })
  const explained = judged.flatMap((crude, i): ReadonlyArray<Explained> => {
    if (crude.between !== undefined) return []
    const { category, grouping, metric } = crude
    const { interval } = comparisons[i]!
    const isDifferent = interval !== null && (interval.low > 0 || interval.high < 0)
    return [{ grouping, category, metric: metric as MetricName, ...explainedOf(crude, judged[i + 1]!, isDifferent) }]
  })
  const findings: Findings = {
    ...audited,
    metrics: ids,
    leftOut,
    attributes: caseMix.map(({ id, title }) => ({ id, title })),
    within: found.map(({ cells, grouping }) => ({ grouping: grouping.id, attributes: cells.attributes })),
    minimumComparable: options.minimumComparable,
    isClassical: dataset.horizonSteps === 0,
    support: found.flatMap(({ support }) => support),
    explained,
    mix: groupings.flatMap(({ categories, categoryOf, id: grouping }) =>
      categories.flatMap(({ id: category }, c) =>
        mixOf(caseMix, patients, (patient) => categoryOf[patient] === c).map((one) => ({ grouping, category, ...one }))
      )
    ),
    everyone: mixOf(caseMix, patients, () => true),
    comparisons
  }
  return findings
})
