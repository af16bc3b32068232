/** What changed, as lines for the terminal: what the first section of the report says. */
import type { ReportDocument } from "@fairward/core"
import { written } from "@fairward/report/Written"

/** A text without its marks. */
export const plain = (text: ReportDocument.Text): string =>
  text
    .map((part) => {
      if (typeof part === "string") return part
      if ("strong" in part && typeof part.strong === "string") return part.strong
      return "text" in part ? part.text : ""
    })
    .join("")

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
