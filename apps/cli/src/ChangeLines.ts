/** What changed, as lines for the terminal: what the first section of the report says. */
import type { ReportDocument } from "@fairward/core"
import { plain } from "@fairward/core/Prose"
import { written } from "@fairward/report/Written"

export const changeLines = (document: ReportDocument.ReportDocument): ReadonlyArray<string> =>
  (written(document).sections[0]?.blocks ?? []).flatMap((block) => {
    switch (block._tag) {
      case "Caveat":
        return [`Warning: ${plain(block.text)}`]
      case "Paragraph":
        return [plain(block.text)]
      case "KeyFinding":
        return [`  ${block.verdict}  ${plain(block.text)}`]
      default:
        return []
    }
  })
