import type { Block, Inline, ReportDocument, Text } from "../../ReportDocument.ts"

const anchorsOf = ({ glossary, sections }: ReportDocument): ReadonlySet<string> =>
  new Set([
    ...sections.flatMap(({ blocks, id }) => [id, ...blocks.flatMap((block) => ("id" in block ? [block.id] : []))]),
    ...(glossary.length === 0 ? [] : ["glossary"])
  ])

/** A link into nothing reads as the words it is made of. */
const linked = (text: Text, anchors: ReadonlySet<string>): Text =>
  text.map(
    (part): Inline =>
      typeof part === "object" && "link" in part && part.link.startsWith("#") && !anchors.has(part.link.slice(1))
        ? part.text
        : part
  )

const blockWith = (block: Block, anchors: ReadonlySet<string>): Block => {
  switch (block._tag) {
    case "Paragraph":
    case "Caveat":
      return { ...block, text: linked(block.text, anchors) }
    case "KeyFinding": {
      const { evidence, ...finding } = { ...block, text: linked(block.text, anchors) }
      return evidence === undefined || !anchors.has(evidence) ? finding : { ...finding, evidence }
    }
    case "Definitions":
      return { ...block, items: block.items.map(({ term, text }) => ({ term, text: linked(text, anchors) })) }
    default:
      return block
  }
}

/** The document with links and evidence that lead somewhere: sections may be left out, and stages name what they like. */
export const withoutDeadLinks = (document: ReportDocument): ReportDocument => {
  const anchors = anchorsOf(document)
  return {
    ...document,
    sections: document.sections.map((section) => ({
      ...section,
      blocks: section.blocks.map((block) => blockWith(block, anchors))
    }))
  }
}
