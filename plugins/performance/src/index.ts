/** How well a model performs in each cohort, and whether it performs worse in some. */
import { Detection, Stage } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { analyse } from "./Analysis.ts"
import { Findings, measuresOf } from "./Findings.ts"
import { glossary } from "./Glossary.ts"
import { Options } from "./Options.ts"
import { report } from "./Report.ts"

/** The performance stage. */
export default Stage.make({
  meta: {
    id: "performance",
    title: "Model performance",
    goal: "Whether the model performs equally well in every cohort of patients.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0",
    order: 10
  },
  inputs: { needs: ["predictions"], uses: ["events"] },
  options: Options,
  unmet: ({ metrics }, dataset) =>
    Metric.unmet(["metrics"], metrics, dataset, Detection.evaluableEvents(dataset) !== undefined),
  compares: () => Metric.metrics.map(({ id }) => id),
  findings: Findings,
  analyse,
  measures: measuresOf,
  report,
  glossary
})
