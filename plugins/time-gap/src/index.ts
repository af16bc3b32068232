/** How long before an event the first alarm comes, and whether it comes later in some cohorts. */
import { Stage } from "@fairward/core"
import { analyse } from "./Analysis.ts"
import { Findings, measuresOf } from "./Findings.ts"
import { glossary } from "./Glossary.ts"
import { leadMetric } from "./Leads.ts"
import { Options } from "./Options.ts"
import { report } from "./Report.ts"
import { windowsOf } from "./Windows.ts"

/** The time gap stage. */
export default Stage.make({
  meta: {
    id: "time-gap",
    title: "Time gap between alarm and event",
    goal: "Whether the first alarm comes equally long before the event in every cohort of patients.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0",
    order: 20
  },
  inputs: { needs: ["predictions", "events"] },
  options: Options,
  compares: ({ leads, windows }) => [...windowsOf(windows).map(({ id }) => id), ...leads.map(leadMetric)],
  findings: Findings,
  analyse,
  measures: measuresOf,
  report,
  glossary
})
