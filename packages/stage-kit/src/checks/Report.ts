import { ReportDocument } from "@fairward/core"
import type { Block, Cell, Column, Inline, StageSection } from "@fairward/core/ReportDocument"
import { Effect, Schema } from "effect"
import { type Check, ofSections } from "../Check.ts"
import { differences } from "../internal/differences.ts"
import { drawingProblems } from "../internal/drawing.ts"

type BlockOf<Tag extends Block["_tag"]> = Extract<Block, { readonly _tag: Tag }>

const blocksOf = <Tag extends Block["_tag"]>(section: StageSection, tag: Tag): ReadonlyArray<BlockOf<Tag>> =>
  ReportDocument.allBlocks(section).filter((block): block is BlockOf<Tag> => block._tag === tag)

const schema = ofSections("draws a section that the schema of reports accepts", (section) => {
  const decoded = Schema.decodeUnknownResult(ReportDocument.StageSection, { errors: "all", onExcessProperty: "error" })(
    section
  )
  return decoded._tag === "Success" ? [] : [decoded.failure.message]
})

const pure: Check = {
  name: "draws the same section from stored findings",
  problems: Effect.fnUntraced(function* ({ base, outcome, stage }) {
    const ended = yield* outcome(base)
    if (ended._tag !== "Done") return []
    const again = yield* Effect.result(stage.render(JSON.parse(JSON.stringify(ended.findings))))
    return again._tag === "Failure"
      ? [`Stored findings cannot be drawn: ${again.failure.message}`]
      : differences(ended.section, again.success).map((one) => `Drawn again from the same findings, ${one}`)
  })
}

const named = ofSections("calls its section by its id", ({ id }, { meta }) =>
  id === meta.id
    ? []
    : [`The section has the id "${id}", the stage "${meta.id}": reports are configured, and linked, by one id`]
)

const anchorsOf = (blocks: ReadonlyArray<Block>): ReadonlyArray<{ readonly kind: string; readonly id: string }> =>
  blocks.flatMap((block) => ("id" in block ? [{ kind: block._tag, id: block.id }] : []))

const ids = ofSections("gives every block an id of its own", (section) => {
  return [section.blocks, section.annex ?? []].flatMap((part) => {
    const anchors = anchorsOf(part).map(({ id, kind }) => `${kind} "${id}"`)
    return [
      ...anchorsOf(part)
        .filter(({ id }) => id.trim() === "")
        .map(({ kind }) => `A ${kind} has a blank id`),
      ...new Set(
        anchors
          .filter((one, i) => anchors.indexOf(one) !== i)
          .map((one) => `${one} is there twice: links find the first`)
      )
    ]
  })
})

const textsOf = (block: Block): ReadonlyArray<Inline> => {
  switch (block._tag) {
    case "Paragraph":
    case "KeyFinding":
    case "Caveat":
      return block.text
    case "Definitions":
      return block.items.flatMap(({ text }) => text)
    default:
      return []
  }
}

const linksOf = (block: Block): ReadonlyArray<string> => [
  ...textsOf(block).flatMap((inline) =>
    typeof inline === "object" && "link" in inline && inline.link.startsWith("#") ? [inline.link.slice(1)] : []
  ),
  ...(block._tag === "KeyFinding" && block.evidence !== undefined ? [block.evidence.replace(/^#/u, "")] : [])
]

const links = ofSections("links to what is in its section", (section) => {
  const blocks = ReportDocument.allBlocks(section)
  const anchors = new Set([section.id, ...anchorsOf(blocks).map(({ id }) => id)])
  return blocks.flatMap((block) =>
    linksOf(block)
      .filter((target) => !anchors.has(target))
      .map((target) => `A ${block._tag} points at "${target}", but the section has no block with that id`)
  )
})

const contentOf = (cell: Cell) => (typeof cell === "object" && cell !== null && "value" in cell ? cell.value : cell)

const columns = ofSections("fills the columns of its tables, and no others", (section) =>
  blocksOf(section, "Table").flatMap((table) => {
    const keys = [...table.columns.map(({ key }) => key), ...(table.group === undefined ? [] : [table.group])]
    const used = new Set(table.rows.flatMap((row) => Object.keys(row)))
    return [
      ...keys.filter((key, i) => keys.indexOf(key) !== i).map((key) => `Table "${table.id}" has column "${key}" twice`),
      ...[...used]
        .filter((key) => !keys.includes(key))
        .map((key) => `Table "${table.id}" has rows with "${key}", which is no column: nobody sees it`),
      ...(table.rows.length === 0
        ? []
        : keys
            .filter((key) => !used.has(key))
            .map((key) => `Table "${table.id}" has column "${key}", but no row has it`)),
      ...(table.rows.length === 0 && table.empty === undefined
        ? [`Table "${table.id}" has no rows and does not say so: set \`empty\``]
        : [])
    ]
  })
)

const verdicts: ReadonlyArray<string> = ReportDocument.Verdict.literals

const fits = ({ type }: Column, value: ReturnType<typeof contentOf>): boolean => {
  if (value === null) return true
  switch (type._tag) {
    case "text":
      return !Array.isArray(value)
    case "interval":
      return Array.isArray(value)
    case "verdict":
      return verdicts.includes(String(value))
    default:
      return typeof value === "number"
  }
}

const types = ofSections("puts into each column what the column holds", (section) =>
  blocksOf(section, "Table").flatMap((table) =>
    table.columns.flatMap((column) => {
      const odd = table.rows.map((row) => contentOf(row[column.key] ?? null)).find((value) => !fits(column, value))
      return odd === undefined
        ? []
        : [`Table "${table.id}" has ${JSON.stringify(odd)} in "${column.key}", a column of type ${column.type._tag}`]
    })
  )
)

const charts = ofSections("draws every chart without a warning", async (section) =>
  (
    await Promise.all(
      blocksOf(section, "Chart").map(async ({ id, spec }) =>
        (await drawingProblems(spec)).map((problem) => `Chart "${id}": ${problem}`)
      )
    )
  ).flat()
)

const words = ofSections("says in words what every chart shows", (section) =>
  blocksOf(section, "Chart").flatMap(({ alt, caption, id }) =>
    alt.trim() === ""
      ? [`Chart "${id}" has no alternative text: say what it shows to those who cannot see it`]
      : alt.trim() === caption.trim()
        ? [`Chart "${id}" has its caption as alternative text: say what the chart shows, the caption is there already`]
        : []
  )
)

export const reportChecks: ReadonlyArray<Check> = [schema, pure, named, ids, links, columns, types, charts, words]
