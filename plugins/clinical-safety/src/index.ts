/** What missed events and false alarms cost, and for whom. */
import { Stage } from "@fairward/core"
import { analyse } from "./Analysis.ts"
import { Findings } from "./Findings.ts"
import { glossary } from "./Glossary.ts"
import { Options } from "./Options.ts"
import { report } from "./Report.ts"
import { compares } from "./Setting.ts"
import { unmet } from "./Unmet.ts"
import { measuresOf } from "./Words.ts"

/** The clinical safety stage. */
export default Stage.make({
  meta: {
    id: "clinical-safety",
    title: "Clinical safety",
    goal: "What missed events and false alarms mean at the bedside, and for which cohort of patients they weigh most.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0",
    order: 30
  },
  inputs: { needs: ["predictions"], uses: ["events"] },
  options: Options,
  unmet,
  compares,
  findings: Findings,
  analyse,
  measures: measuresOf,
  report,
  glossary
})
