/** Of whom each cohort is made up. */
import { ShareBars } from "@fairward/charts"
import type { ReportDocument } from "@fairward/core"
import type { Findings, Mix } from "../Findings.ts"

const sharesOf = (mix: Mix | undefined): ShareBars.Shares => {
  const counts = mix?.levels.map(({ patients }) => patients) ?? []
  const all = counts.reduce((sum, own) => sum + own, 0)
  return Number.isNaN(all) ? "withheld" : all === 0 ? "none" : counts.map((own) => own / all)
}

/** A figure an attribute: the shares of its levels in the cohorts that are compared by it. */
export const mixBlocks = (findings: Findings): ReadonlyArray<ReportDocument.Block> =>
  findings.attributes.flatMap(({ id, title }, a): ReadonlyArray<ReportDocument.Block> => {
    const compared = findings.groupings.filter((grouping) =>
      findings.within.some((one) => one.grouping === grouping.id && one.attributes.includes(id))
    )
    const of = (grouping: string, category: string) =>
      findings.mix.find((one) => one.attribute === id && one.grouping === grouping && one.category === category)
    const segments = findings.mix.find(({ attribute }) => attribute === id)?.levels.map(({ level }) => level) ?? []
    const rows = compared.flatMap((grouping) =>
      grouping.categories.map((category) => ({
        label: `${grouping.title}: ${category.label}`,
        shares: sharesOf(of(grouping.id, category.id))
      }))
    )
    if (segments.length < 2 || rows.length === 0) return []
    const figures = ShareBars.shareBars({
      segments,
      panels: [{ title: "", everyone: sharesOf(findings.everyone.find(({ attribute }) => attribute === id)), rows }]
    })
    return figures.map(
      (spec, i): ReportDocument.Block => ({
        _tag: "Chart",
        id: `case-mix-mix-${a + 1}-${i + 1}`,
        spec,
        caption: `${title}: patients of each cohort, of 100, by ${segments.join(", ")}${figures.length === 1 ? "" : ` (${i + 1} of ${figures.length})`}`,
        alt: `Bars of the shares of ${segments.join(", ")} in every cohort.`
      })
    )
  })
