import type { Measure } from "@fairward/metrics"
import { driftMeasure, excessMeasure } from "./Findings.ts"
import type { Window } from "./Windows.ts"

/** Of each patient in window 0, 1, ...: sum of score - label, labelled steps, positive labels. */
export type Column = `${"excess" | "steps" | "positives"} ${number}`

const described = "the excess of a later window is described, its drift is judged"

/** The excess of every window, the first one's judged, and its drift from the first to each later one. */
export const measuresOf = (windows: ReadonlyArray<Window>, margin: number): ReadonlyArray<Measure.Measure<Column>> =>
  windows.flatMap((window, w) => {
    const [excess, steps, positives] = [`excess ${w}`, `steps ${w}`, `positives ${w}`] as const
    // Excess is a difference of shares, of which no fifth means anything.
    const shared = { margin, missing: "no labelled step in a window", fifthOf: "nothing" } as const
    const ofWindow: Measure.Measure<Column> = {
      ...shared,
      ...excessMeasure(window),
      judged: w === 0 ? true : described,
      over: (s) => [s[excess]!, s[steps]!],
      floor: "none",
      bearing: ({ having }) => having(positives)
    }
    const drift: Measure.Measure<Column> = {
      ...shared,
      ...driftMeasure(window),
      value: (s) => s[excess]!.over(s[steps]!).minus(s["excess 0"]!.over(s["steps 0"]!)),
      bearing: ({ having }) => Math.min(having(positives), having("positives 0"))
    }
    return w === 0 ? [ofWindow] : [ofWindow, drift]
  })
