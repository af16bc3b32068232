/** Whether some cohorts are measured less often, and what missing measurements cost. */
import { Stage } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { analyse } from "./Analysis.ts"
import { coverageMetric, Findings, measuresOf } from "./Findings.ts"
import { glossary } from "./Glossary.ts"
import { Options } from "./Options.ts"
import { report } from "./Report.ts"
import { eventsMetric, testsMetric } from "./Testing.ts"
import { chooseVariables } from "./Variable.ts"

/** The missingness stage. */
export default Stage.make({
  meta: {
    id: "missingness",
    title: "Missingness and its impact",
    goal: "Whether variables are measured less often in some cohorts, and whether the model performs worse where measurements are missing.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0",
    order: 60,
    question: "Is there a medical reason to measure these patients less, or more?"
  },
  inputs: { needs: ["timeseries", "predictions"], uses: ["events"] },
  options: Options,
  compares: ({ impact, testing, variables }, { timeseries }) => {
    if (timeseries === undefined) return undefined
    const named = Object.keys(variables)
    return [
      ...(named.length === 0 ? [...timeseries.variables.keys()] : named).map(coverageMetric),
      ...(testing === false
        ? []
        : [...timeseries.variables.keys()]
            .filter((id) => variables[id]?.definesLabel ?? timeseries.definesLabel?.includes(id) === true)
            .flatMap((id) => [testsMetric(id), eventsMetric(id)])),
      ...(impact === false ? [] : Metric.metrics.filter(({ ofEvents }) => !ofEvents).map(({ id }) => id))
    ]
  },
  findings: Findings,
  unmet: (options, dataset) => [
    ...chooseVariables(options, dataset).problems,
    ...(options.impact === false ? [] : Metric.unmet(["impact", "metrics"], options.impact.metrics, dataset, false))
  ],
  analyse,
  measures: measuresOf,
  report,
  glossary
})
