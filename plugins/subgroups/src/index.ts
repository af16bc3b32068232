/** Who is worst off that nobody thought of: all combinations of attributes, each against everybody else. */
import { Detection, Stage } from "@fairward/core"
import { analyse } from "./Analysis.ts"
import { Findings, measuresIn } from "./Findings.ts"
import { glossary } from "./Glossary.ts"
import { whyLeftOut } from "./Measures.ts"
import { Options } from "./Options.ts"
import { report } from "./Report.ts"
import { groupsIn, searchOf } from "./Search.ts"

/** The subgroup search stage. */
export default Stage.make({
  meta: {
    id: "subgroups",
    title: "Subgroup search",
    goal: "Which combinations of attributes, of all that can be searched, are worse off than everybody else.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0",
    order: 32
  },
  inputs: { needs: ["predictions"], uses: ["events"] },
  options: Options,
  unmet: ({ measures }, dataset) => {
    const hasEvents = Detection.evaluableEvents(dataset) !== undefined
    const reasons = measures.map((id) => whyLeftOut(id, dataset, hasEvents))
    const message = `None of these can be had of these data: ${[...new Set(reasons)].join("; ")}. Name others, such as recall and auroc`
    return reasons.includes(undefined) ? [] : [{ path: ["measures"], message }]
  },
  compares: ({ measures }) => [...new Set(measures)],
  contrasts: ({ depth, measures, most }, { dataset, groupings, verdictMinimum }) =>
    groupsIn(searchOf(groupings, dataset, { depth, most, verdictMinimum })).length * new Set(measures).size,
  findings: Findings,
  analyse,
  measures: measuresIn,
  report,
  glossary
})
