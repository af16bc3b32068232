/**
 * Whether scores drift away from the observed risk as a stay goes on, and in some cohorts more than in the rest.
 */
import { Stage } from "@fairward/core"
import { analyse } from "./Analysis.ts"
import { driftMeasure, excessMeasure, Findings } from "./Findings.ts"
import { Options } from "./Options.ts"
import { report } from "./Report.ts"

export default Stage.make({
  meta: {
    id: "score-drift",
    title: "Score drift over the stay",
    goal: "Whether scores move away from the observed risk as a stay goes on, in some cohorts more than in the rest.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0"
  },
  inputs: { needs: ["predictions"] },
  options: Options,
  findings: Findings,
  analyse,
  measures: ({ windows: [first, ...later] }) => [
    excessMeasure(first!),
    ...later.flatMap((window) => [excessMeasure(window), driftMeasure(window)])
  ],
  report,
  glossary: [
    {
      term: "Window of the stay",
      definition: "A span of time since admission. A step belongs to the window in which it begins."
    },
    {
      term: "Observed risk",
      definition: "The share of labelled steps whose label is positive."
    },
    {
      term: "Excess",
      definition:
        "Mean score minus observed risk over labelled steps (calibration in the large, with its sign turned): above 0 the scores overstate the risk, below 0 they understate it."
    },
    {
      term: "Drift",
      definition:
        "Excess in a later window of the stay minus excess in the first. 0: the scores stay as right, or as wrong, as they were."
    }
  ]
})
