/** Whether the alarm comes before clinicians know, for whom. */
import { Detection, Stage } from "@fairward/core"
import { analyse } from "./Analysis.ts"
import { Findings, measureIds, measuresOf } from "./Findings.ts"
import { glossary } from "./Glossary.ts"
import { Options } from "./Options.ts"
import { report } from "./Report.ts"

/** The recognition stage. */
export default Stage.make({
  meta: {
    id: "recognition",
    title: "Before recognition",
    goal: "Whether the alarm comes before clinicians know by themselves, and for which cohorts of patients it comes too late to help.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0",
    order: 25
  },
  inputs: { needs: ["predictions", "recognition"], uses: ["events"] },
  options: Options,
  compares: (_, dataset) => measureIds(Detection.evaluableEvents(dataset) !== undefined),
  findings: Findings,
  analyse,
  measures: measuresOf,
  report,
  glossary
})
