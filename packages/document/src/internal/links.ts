import {
  type Block,
  type Inline,
  mapBlocks,
  mapText,
  type ReportDocument,
  type Text
} from "@fairward/core/ReportDocument"

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

const blockWith = (given: Block, anchors: ReadonlySet<string>): Block => {
  const block = mapText(given, (text) => linked(text, anchors))
  if (block._tag !== "KeyFinding" || block.evidence === undefined || anchors.has(block.evidence)) return block
  const { evidence: _, ...finding } = block
  return finding
}

/** The document with links and evidence that lead somewhere: sections may be left out, and stages name what they like. */
export const withoutDeadLinks = (document: ReportDocument): ReportDocument => {
  const anchors = anchorsOf(document)
  return mapBlocks(document, (block) => blockWith(block, anchors))
}
