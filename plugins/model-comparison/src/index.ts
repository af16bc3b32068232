/** What exchanging one model for another would mean, and for whom. */
import { Detection, Stage } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { analyse } from "./Analysis.ts"
import { Findings, measureIds, measuresOf } from "./Findings.ts"
import { glossary } from "./Glossary.ts"
import { Options } from "./Options.ts"
import { report } from "./Report.ts"

/** The model comparison stage. */
export default Stage.make({
  meta: {
    id: "model-comparison",
    title: "Model comparison",
    goal: "What exchanging one model for another would mean, and for which cohorts of patients it would be worse.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0",
    order: 35
  },
  inputs: { needs: ["predictions", "models"], uses: ["events"] },
  options: Options,
  unmet: ({ metrics }, dataset) =>
    Metric.unmet(["metrics"], metrics, dataset, Detection.evaluableEvents(dataset) !== undefined),
  compares: (_, { models }) =>
    models === undefined ? [] : measureIds(models.all.flatMap(({ id }) => (id === models.baseline ? [] : [id]))),
  findings: Findings,
  analyse,
  measures: measuresOf,
  report,
  glossary
})
