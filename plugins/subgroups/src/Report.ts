import { ComparisonTables, Prose, ReportDocument } from "@fairward/core"
import { type Findings, measuresIn } from "./Findings.ts"
import { toldOf } from "./Measures.ts"
import { headedIn, worseIn } from "./Told.ts"
import { everyTable, headedTable, largerTable, nearestTable, searchedTable } from "./views/FoundView.ts"
import { mapBlocks } from "./views/MapView.ts"
import { answer, findingBlocks, setting } from "./Words.ts"

const { counted, listed, text } = Prose
const { caveat, heading } = ReportDocument

type Block = ReportDocument.Block

const leftOut = ({ leftOut: left }: Findings): ReadonlyArray<Block> =>
  [...Map.groupBy(left, ({ reason }) => reason)].map(([reason, own]) =>
    caveat("note", `Left out because ${reason}: ${listed(own.map(({ metric }) => toldOf(metric).title))}.`)
  )

const notSearched = ({ searched }: Findings): ReadonlyArray<Block> =>
  searched
    .filter(({ isLeftOut }) => isLeftOut)
    .map(({ attributes, searched: groups }) =>
      caveat(
        "warning",
        ...text`Groups that combine ${counted(attributes, "attribute")} or more were not searched: there are ${counted(groups, "more group")} with ${counted(attributes, "attribute")} alone than the option most allows.`
      )
    )

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.StageSection => {
  const measures = measuresIn(findings).map(({ id }) => toldOf(id))
  const headed = headedIn(worseIn(findings))
  return {
    id: "subgroups",
    title: "Subgroup search",
    blocks: [
      ...answer(findings, measures),
      ...ComparisonTables.fewReplicates(findings.replicates),
      ...leftOut(findings),
      ...notSearched(findings),
      ...findingBlocks(findings, headed),
      ...(headed.length === 0
        ? []
        : [
            heading(1, "subgroups-found", "Who is worse off"),
            headedTable(findings, headed),
            ...largerTable(findings, headed)
          ]),
      heading(1, "subgroups-what", "What was searched"),
      setting(findings, measures),
      searchedTable(findings),
      ...mapBlocks(findings, measures)
    ],
    annex: [
      heading(1, "subgroups-annex", "Every group that is worse off, and those that come nearest"),
      everyTable(findings, headed),
      nearestTable(findings)
    ]
  }
}
