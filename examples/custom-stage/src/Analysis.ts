import { Cohorts, Comparison, Dataset, Message, Resamples, Settings, Stage } from "@fairward/core"
import { Effect } from "effect"
import { driftMetric, excessMetric, type Findings } from "./Findings.ts"
import { levelsOf } from "./Levels.ts"
import { type Metric, measure } from "./Measurement.ts"
import type { Options } from "./Options.ts"
import { type Window, windowsFrom } from "./Windows.ts"

const described = "the excess of a later window is described, its drift is judged"

/** The first window's excess, then each later one's, described, and its drift since the first. */
const metricsOf = (windows: ReadonlyArray<Window>): ReadonlyArray<Metric> =>
  windows.flatMap(
    (window, w): ReadonlyArray<Metric> =>
      w === 0
        ? [{ id: excessMetric(window), window: w, since: null, judged: true }]
        : [
            { id: excessMetric(window), window: w, since: null, judged: described },
            { id: driftMetric(window), window: w, since: 0, judged: true }
          ]
  )

const skipped = (reason: Message.Message) => new Stage.StageSkipped({ stage: "score-drift", reason })

/** Compares the drift of every cohort's scores from the observed risk with that of its rest. */
export const analyse = Effect.fn("ScoreDrift.analyse")(function* (options: Options) {
  const { horizonSteps, patients, predictions, scale, timestepMinutes } = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const settings = yield* Settings.Settings
  const { replicates } = yield* Resamples.Resamples
  if (horizonSteps === 0)
    return yield* skipped(Message.of`with one prediction a patient there is no stay over which to drift`)
  if (scale === "points")
    return yield* skipped(Message.of`scores are points, which cannot be held against the observed risk`)
  if (groupings.length === 0)
    return yield* skipped(Message.of`no grouping has two categories with enough patients to compare`)

  const test = patients.splits.test
  const configured = windowsFrom(options.windows)
  const found = levelsOf(predictions!, test, configured, timestepMinutes)
  const windows = configured.filter((_, w) => found[w]!.steps > 0)
  if (windows.length < 2) return yield* skipped(Message.of`labelled steps lie in fewer than two windows of the stay`)

  const starts = windows.map(({ start }) => start)
  const metrics = metricsOf(windows)
  const contrasts = yield* measure(starts, metrics, options.margin)
  const cohorts = groupings.flatMap(({ categories, categoryOf, id: grouping }) =>
    categories.map(({ id: category }, c) => ({
      grouping,
      category,
      bearing: Math.min(
        ...contrasts
          .filter((one) => one.grouping === grouping && one.category === category && one.judged === true)
          .map(({ cohort }) => cohort.bearing)
      ),
      levels: levelsOf(
        predictions!,
        test.filter((patient) => categoryOf[patient] === c),
        windows,
        timestepMinutes
      )
    }))
  )
  const findings: Findings = {
    ...settings,
    replicates,
    margin: options.margin,
    windows,
    emptyWindows: configured.filter((window) => !windows.includes(window)),
    everyone: found.filter(({ steps }) => steps > 0),
    groupings: groupings.map(({ categories, id, minority, title }) => ({
      id,
      title,
      minority,
      categories: categories.map((category) => ({
        id: category.id,
        label: category.label,
        patients: category.patients,
        eventPatients: category.eventPatients
      }))
    })),
    cohorts,
    comparisons: Comparison.compare(contrasts, { ...settings, metrics: windows.length })
  }
  return findings
})
