/** Whether the model relies on other features in some cohorts. */
import { Stage } from "@fairward/core"
import { analyse } from "./Analysis.ts"
import { Findings, measuresOf } from "./Findings.ts"
import { glossary } from "./Glossary.ts"
import { Options } from "./Options.ts"
import { report } from "./Report.ts"

/** The feature importance stage. */
export default Stage.make({
  meta: {
    id: "feature-importance",
    title: "Feature importance",
    goal: "Whether the model relies on other features in some cohorts than in the whole population.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0",
    order: 50,
    question: "Is there a medical reason for the model to rely on other features here?"
  },
  inputs: { needs: ["attributions"] },
  options: Options,
  compares: (_, { attributions }) => attributions?.features,
  findings: Findings,
  analyse,
  measures: measuresOf,
  report,
  glossary
})
