import { Cohorts, Comparison, Dataset, Detection, Message, Stage, Threshold } from "@fairward/core"
import { LabelledSteps, type Measure, Measures, type Metric } from "@fairward/metrics"
import { Auroc, Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { type Cut, cutAtRecognition } from "./Cut.ts"
import { type Counts, describedMeasures, type Findings, judgedMeasures } from "./Findings.ts"
import type { Options } from "./Options.ts"
import { timesOf } from "./Times.ts"

const stage = "recognition"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

const skipped = (reason: Message.Message) => new Stage.StageSkipped({ stage, reason })

type Name = Metric.Column | "alarms" | "after"

/** What follows from the steps and events of the whole stay, or of those before recognition. */
const columnsOf = (dataset: Dataset.DatasetShape, events: Detection.EvaluableEvents | undefined, threshold: number) => {
  const steps = LabelledSteps.labelledSteps(dataset, events)
  return { steps, columns: LabelledSteps.stepColumns(steps, { threshold, bins: 0 }) }
}

type Steps = ReturnType<typeof columnsOf>

const rankingOf = ({ steps }: Steps): NonNullable<Measures.Input<Name>["ranking"]> => ({
  items: LabelledSteps.itemsOfPatients(steps),
  positives: "p",
  negatives: "n",
  events: "events",
  interpolation: "step",
  highestPrevalence: () => Number.NaN
})

type Formula =
  | Pick<Measure.Ratio<Name>, "over">
  | Pick<Measure.Ranked<Name>, "area">
  | Pick<Measure.Median<Name>, "medianOf">

/** What each measure is made of, by its id. */
const formulasOf = (times: ReturnType<typeof timesOf> | undefined): Readonly<Record<string, Formula | undefined>> => ({
  event_recall_before: { over: (s) => [s.caught, s.events] },
  event_recall_uncut: { over: (s) => [s.caught, s.events] },
  auroc_before: { area: "auroc" },
  alarms_after: { over: (s) => [s.after, s.alarms] },
  ...(times === undefined
    ? {}
    : {
        lead_time: { medianOf: times.lead },
        lead_time_uncut: { medianOf: times.uncut },
        recognised_before: { medianOf: times.recognised }
      })
})

const missing: Readonly<Record<string, string>> = {
  event_recall_before: "no event whose window opens before recognition",
  event_recall_uncut: "no evaluable event",
  auroc_before: "no positive or no negative step before recognition",
  alarms_after: "no alarm",
  lead_time: "no event with an alarm before it was recognised",
  lead_time_uncut: "no event with an alarm",
  recognised_before: "no event that was recognised"
}

/** Values of the whole stay are for comparison: other analyses judge them. */
const reason = "of the whole stay, beside what is judged; performance and time gap judge it"

const measured = (
  ids: ReturnType<typeof judgedMeasures>,
  formulas: ReturnType<typeof formulasOf>,
  { margin, timeMargin }: Options,
  bearing: "events" | "p",
  judged: true | string
): ReadonlyArray<Measure.Measure<Name>> =>
  ids.map(({ id, sense, unit }) => {
    const isTime = unit === "min"
    const isOfSteps = id.startsWith("auroc") || id.startsWith("event_recall")
    return {
      id,
      sense,
      unit,
      ...(isTime ? {} : { class: "rates" as const }),
      margin: judged !== true ? null : isTime ? timeMargin : margin,
      ...(id === "lead_time" ? { fifthOf: "value" as const } : {}),
      judged,
      missing: missing[id]!,
      ...(isOfSteps ? { bearing: ({ having }: Measure.Side<Name>) => having(bearing) } : {}),
      ...formulas[id]!
    } as Measure.Measure<Name>
  })

/** The AUROC of the labelled steps of some test patients, by their index among these. */
const aurocOf = ({ steps: { label, offsets, score } }: Steps, isIn: (i: number) => boolean): number => {
  const own = label.slice()
  for (let i = 0; i + 1 < offsets.length; i++) if (!isIn(i)) own.fill(-1, offsets[i]!, offsets[i + 1]!)
  return Auroc.auroc({ label: own, score })
}

/** Counts of some test patients. */
const countsOf = (
  dataset: Dataset.DatasetShape,
  { minutes }: Dataset.Recognition,
  cut: Cut,
  { before, whole }: Readonly<Record<"before" | "whole", Steps>>,
  isIn: (patient: number) => boolean
): Counts => {
  const { columns } = before
  const found = { patients: 0, recognised: 0, events: 0, cut: 0, caught: 0, missed: 0 }
  dataset.patients.splits.test.forEach((patient, i) => {
    if (!isIn(patient)) return
    found.patients++
    if (!Number.isNaN(minutes[patient]!)) found.recognised++
    found.cut += cut.cutEvents[patient]!
    found.caught += columns.caught[i]!
    found.missed += columns.events[i]! - columns.caught[i]!
  })
  const auroc = aurocOf(whole, (i) => isIn(dataset.patients.splits.test[i]!))
  return { ...found, events: found.cut + found.caught + found.missed, auroc: finite(auroc) }
}

/** Compares every cohort with its rest before recognition, and describes both over the whole stay. */
export const analyse = Effect.fn("Recognition.analyse")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { everyone } = yield* Cohorts.Cohorts
  const { audited, groupings } = yield* Stage.comparing(stage)
  if (dataset.horizonSteps === 0) {
    return yield* skipped(Message.of`one prediction a patient has no time, and so none before recognition`)
  }
  if (everyone.steps === 0) return yield* skipped(Message.of`no test patient has a labelled step`)
  const predictions = dataset.predictions!
  const recognition = dataset.recognition!
  if (dataset.patients.splits.test.every((patient) => Number.isNaN(recognition.minutes[patient]!))) {
    return yield* skipped(Message.of`no test patient has a time of recognition`)
  }
  const { value: threshold } = yield* Threshold.Threshold
  const cut = cutAtRecognition(dataset, predictions, recognition)
  const whole = Detection.evaluableEvents(dataset)
  const hasEvents = whole !== undefined && cut.events !== undefined
  const [before, all] = [columnsOf(cut.dataset, cut.events, threshold), columnsOf(dataset, whole, threshold)]
  const alarms = all.columns.tp.map((own, i) => own + all.columns.fp[i]!)
  const after = alarms.map((own, i) => own - before.columns.tp[i]! - before.columns.fp[i]!)
  const times = hasEvents
    ? timesOf(
        dataset,
        { predictions, events: whole },
        { predictions: cut.dataset.predictions!, events: cut.events },
        recognition,
        threshold
      )
    : undefined
  const formulas = formulasOf(times)
  const bearing = hasEvents ? "events" : "p"
  const [judged, described] = [judgedMeasures(hasEvents), describedMeasures(hasEvents)]
  const first = yield* Measures.contrasts<Name>({
    columns: { ...before.columns, alarms, after },
    measures: measured(judged, formulas, options, bearing, true),
    ranking: rankingOf(before)
  })
  const second = yield* Measures.contrasts<Name>({
    columns: { ...all.columns, alarms, after },
    measures: measured(described, formulas, options, bearing, reason)
  })
  const told = ({ id }: { readonly id: string }, { estimate, replicates }: Measures.Drawn) => {
    const { high, low } = Quantile.boxSummary(replicates)
    return { metric: id, estimate: finite(estimate), low: finite(low), high: finite(high) }
  }
  const findings: Findings = {
    ...audited,
    threshold,
    timestep: dataset.timestepMinutes,
    hasEvents,
    cohorts: groupings.flatMap(({ categories, categoryOf, id: grouping }) =>
      categories.map(({ id: category }, c) => ({
        grouping,
        category,
        ...countsOf(dataset, recognition, cut, { before, whole: all }, (patient) => categoryOf[patient] === c)
      }))
    ),
    everyone: countsOf(dataset, recognition, cut, { before, whole: all }, () => true),
    values: [
      ...judged.map((measure, m) => told(measure, first.value(0, m))),
      ...described.map((measure, m) => told(measure, second.value(0, m)))
    ],
    comparisons: Comparison.compare([...first.contrasts, ...second.contrasts], { ...audited, metrics: judged.length })
  }
  return findings
})
