/** Whether a cohort is served worse, or is made up of patients who are harder to serve. */
import { Detection, Stage } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { analyse, measuredOf } from "./Analysis.ts"
import { Findings, measureIds, measuresOf } from "./Findings.ts"
import { glossary } from "./Glossary.ts"
import { Options } from "./Options.ts"
import { report } from "./Report.ts"

/** The case mix stage. */
export default Stage.make({
  meta: {
    id: "case-mix",
    title: "Case mix",
    goal: "Whether a cohort is still worse off when it is held against patients of its rest who are like its own.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0",
    order: 32
  },
  inputs: { needs: ["predictions"], uses: ["events"], settings: ["caseMix"] },
  options: Options,
  unmet: ({ metrics }, dataset) => {
    const hasEvents = Detection.evaluableEvents(dataset) !== undefined
    return Metric.unmet(["metrics"], measuredOf(metrics, hasEvents), dataset, hasEvents)
  },
  compares: ({ metrics }, dataset) => measureIds(measuredOf(metrics, Detection.evaluableEvents(dataset) !== undefined)),
  findings: Findings,
  analyse,
  measures: measuresOf,
  report,
  glossary
})
