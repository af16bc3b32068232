import { type Cohorts, Comparison, Dataset, Message, Stage } from "@fairward/core"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { comparatorText } from "./Comparator.ts"
import { type Findings, leastForCurve, quantileShares } from "./Findings.ts"
import { type Cohort, type MeasuredVariable, measure } from "./Measurement.ts"
import type { Options } from "./Options.ts"
import { type EventCondition, eventConditions } from "./PatientMedians.ts"
import { chooseVariables } from "./Variable.ts"

const stage = "medical-variables"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/** Why the conditions about events cannot be told apart from the whole stay, if they cannot. */
const withoutEvents = (eventPatients: number | null) =>
  eventPatients === null
    ? "no events were given"
    : eventPatients === 0
      ? "no patient of the train split has an event in the table of events"
      : undefined

const variableFindings = ({
  column,
  id,
  margin,
  onlyWhile,
  resolution,
  sd,
  title,
  unit,
  usedMargin,
  usedResolution
}: MeasuredVariable): Findings["variables"][number] => ({
  id,
  title,
  column,
  ...(unit === undefined ? {} : { unit }),
  onlyWhile: onlyWhile ?? null,
  margin: usedMargin,
  marginFrom: margin === undefined ? "standard deviation" : "unit",
  sd: finite(sd),
  resolution: usedResolution,
  resolutionFrom: resolution === undefined ? "values" : "options"
})

/** A grouping with the counts of the train split, which its cohorts do not have. */
const onTrain = (
  { categories, categoryOf, id, minority, title }: Cohorts.Grouping,
  { events, patients: { clusterOf, splits } }: Dataset.DatasetShape
): Findings["groupings"][number] => ({
  id,
  title,
  minority,
  categories: categories.map((category, c) => {
    const own = splits.train.filter((patient) => categoryOf[patient] === c)
    return {
      id: category.id,
      label: category.label,
      patients: own.length,
      eventPatients:
        events === undefined
          ? 0
          : new Set(
              Array.from(own)
                .filter((i) => events.offsets[i + 1]! > events.offsets[i]!)
                .map((i) => clusterOf?.[i] ?? i)
            ).size
    }
  })
})

const distributionOf = ({
  ascending,
  category,
  grouping,
  metric,
  persons
}: Cohort): Findings["distributions"][number] => ({
  grouping: grouping.id,
  category,
  metric: metric.id,
  patients: ascending.length,
  ...(persons === undefined ? {} : { persons }),
  quantiles:
    ascending.length < leastForCurve
      ? null
      : quantileShares.map((share) => Quantile.quantileOfAscending(ascending, share))
})

/** Measures the medians of every variable, cohort and rest, and judges the differences as one family. */
export const analyse = Effect.fn("MedicalVariables.analyse")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { events, patients, timeseries } = dataset
  const { chosen, leftOut, problems } = chooseVariables(options, timeseries!)
  if (problems.length > 0) {
    const told = problems.map(({ message, path }) => `${["stages", stage, ...path].join(".")}: ${message}`)
    return yield* new Stage.StageError({ stage, reason: Message.of`${Message.name(told.join("\n"))}` })
  }
  const train = patients.splits.train
  const { audited, groupings } = yield* Stage.comparing(stage)
  const reason =
    chosen.length === 0
      ? Message.of`the time series has no variable`
      : train.length === 0
        ? Message.of`the train split has no patients`
        : undefined
  if (reason !== undefined) return yield* new Stage.StageSkipped({ stage, reason })

  const eventPatients =
    events === undefined
      ? null
      : train.reduce((sum, patient) => sum + (events.offsets[patient + 1]! > events.offsets[patient]! ? 1 : 0), 0)
  const missing = withoutEvents(eventPatients)
  const used: ReadonlyArray<EventCondition> = missing === undefined ? eventConditions : ["whole_stay"]
  const { cohorts, contrasts, everyone, everyoneReplicates, metrics, variables } = yield* measure(options, chosen, used)
  const comparisons = Comparison.compare(contrasts, { ...audited, metrics: metrics.length })
  const findings: Findings = {
    ...audited,
    patients: train.length,
    eventPatients,
    isSplit: patients.isSplit,
    marginSd: options.marginSd,
    variables: variables.map(variableFindings),
    conditions: Object.entries(options.conditions).map(([id, drivers]) => ({
      id,
      drivers: Object.entries(drivers).map(([variable, { off, on }]) => ({
        variable,
        on: comparatorText(on),
        off: comparatorText(off)
      }))
    })),
    eventConditions: used,
    leftOut: {
      eventConditions: eventConditions
        .filter((condition) => !used.includes(condition))
        .map((condition) => ({ condition, reason: missing! })),
      variables: leftOut
    },
    metrics: metrics.map(({ condition, id, variable }) => ({ id, variable: variable.id, condition })),
    everyone: metrics.map(({ id }, m) => {
      const box = Quantile.boxSummary(everyoneReplicates[m]!)
      return {
        metric: id,
        patients: everyone[m]!.patients,
        estimate: finite(everyone[m]!.estimate),
        low: finite(box.low),
        high: finite(box.high)
      }
    }),
    groupings: groupings.map((grouping) => onTrain(grouping, dataset)),
    distributions: cohorts.map(distributionOf),
    comparisons
  }
  return findings
})
