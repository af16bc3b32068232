import { Comparison, Dataset, Message, Stage } from "@fairward/core"
import { Measures } from "@fairward/metrics"
import { Effect } from "effect"
import type { Findings } from "./Findings.ts"
import { levelsOf } from "./Levels.ts"
import { measuresOf } from "./Measures.ts"
import type { Options } from "./Options.ts"
import { columnsOf } from "./PatientWindows.ts"
import { windowsFrom } from "./Windows.ts"

const skipped = (reason: Message.Message) => new Stage.StageSkipped({ stage: "score-drift", reason })

/** Compares the drift of every cohort's scores from the observed risk with that of its rest. */
export const analyse = Effect.fn("ScoreDrift.analyse")(function* (options: Options) {
  const { horizonSteps, patients, predictions, scale, timestepMinutes } = yield* Dataset.Dataset
  if (horizonSteps === 0)
    return yield* skipped(Message.of`with one prediction a patient there is no stay over which to drift`)
  if (scale === "points")
    return yield* skipped(Message.of`scores are points, which cannot be held against the observed risk`)
  const { audited, groupings } = yield* Stage.comparing("score-drift")

  const test = patients.splits.test
  const configured = windowsFrom(options.windows)
  const found = levelsOf(predictions!, test, configured, timestepMinutes)
  const windows = configured.filter((_, w) => found[w]!.steps > 0)
  if (windows.length < 2) return yield* skipped(Message.of`labelled steps lie in fewer than two windows of the stay`)

  const starts = windows.map(({ start }) => start)
  const { contrasts } = yield* Measures.contrasts({
    columns: columnsOf(predictions!, test, starts, timestepMinutes),
    measures: measuresOf(windows, options.margin)
  })
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
    ...audited,
    margin: options.margin,
    windows,
    emptyWindows: configured.filter((window) => !windows.includes(window)),
    everyone: found.filter(({ steps }) => steps > 0),
    cohorts,
    comparisons: Comparison.compare(contrasts, { ...audited, metrics: windows.length })
  }
  return findings
})
