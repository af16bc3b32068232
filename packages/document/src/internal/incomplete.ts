import { listed, text } from "@fairward/core/Prose"
import type { Section } from "@fairward/core/ReportDocument"
import { caveat, type Subject, strong } from "./Subject.ts"

/** The sections, of which the first says what was left out of them, if anything was. */
export const incomplete = ({ hidden }: Subject, sections: ReadonlyArray<Section>): ReadonlyArray<Section> => {
  const [first, ...others] = sections
  if (hidden.length === 0 || first === undefined) return sections
  const said = caveat(
    "warning",
    ...text`${strong("This report is not complete: ")}${listed(hidden)} ${hidden.length === 1 ? "was" : "were"} left out on request.${hidden.includes("Key findings") ? " Without the key findings, nothing here says what the audit found over all." : " The key findings cover all analyses, also those that are not shown."}`
  )
  return [{ ...first, blocks: [said, ...first.blocks] }, ...others]
}
