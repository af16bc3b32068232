/** The sections of a report and their blocks. */
import type { Block, GlossaryEntry, ReportDocument, Section } from "@fairward/core/ReportDocument"
import type { Format } from "../Format.ts"
import { glossaryTerms } from "../Glossary.ts"
import { anchorOf, glossaryAnchor, type Outline, referenceAnchor, referencesAnchor } from "../Outline.ts"
import { type About, aboutAttribute, type Setting } from "./About.ts"
import { findingId, firstFindings, idOf, type Place } from "./Anchors.ts"
import { badge, callout } from "./Badges.ts"
import { figure, placeRule } from "./Figures.ts"
import { groupingsOf } from "./Groupings.ts"
import { type Content, html, type Markup } from "./Markup.ts"
import { inlines } from "./Prose.ts"
import { tablePart } from "./Tables.ts"

type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>

export interface Body {
  /** Sections that are read before all others. */
  readonly front: Markup
  readonly markup: Markup
  /** Rules for single tables. */
  readonly css: string
}

export interface PageContext {
  readonly document: ReportDocument
  readonly outline: Outline
  readonly format: Format
  readonly about: About
}

interface BlockPlace extends Place, Setting {
  readonly section: Section
}

/** All sections, then glossary and references. */
export const body = (context: PageContext): Body => {
  const { about, document, outline } = context
  const findings = firstFindings(document, outline)
  const map = heatMapOf(document, about)
  const css: Array<string> = []
  let findingNumber = 0

  const back = (anchor: string): Content => {
    const number = findings.get(anchor)
    return number === undefined
      ? null
      : html`<a class="back" href="#${findingId(number)}" aria-label="Back to the key finding">↑&#160;key&#160;finding</a>`
  }

  const findingRow = (finding: KeyFinding, place: BlockPlace): Markup => {
    findingNumber++
    const anchor = finding.evidence === undefined ? null : outline.resolve(place.section, finding.evidence)
    const evidence =
      anchor === null
        ? null
        : html` <a class="evidence" href="#${idOf(outline, anchor)}">Evidence: ${outline.label(anchor)}</a>`
    return html`<li id="${findingId(findingNumber)}"${aboutAttribute(about.finding(finding, place.section))}>${badge(finding.verdict)}<p>${inlines(finding.text, place)}${evidence}</p></li>\n`
  }

  /** In front the picture and the sentences after a finding belong to it. */
  const block = (block: Exclude<Block, KeyFinding>, place: BlockPlace, told: KeyFinding | null): Content => {
    const aboutTold = told === null ? "" : about.finding(told, place.section)
    switch (block._tag) {
      case "Heading":
        return heading(anchorOf(place.section, "Heading", block.id), context, back)
      case "Paragraph":
        return html`<p${aboutAttribute(aboutTold)}>${inlines(block.text, place)}</p>\n`
      case "Table": {
        const anchor = anchorOf(place.section, "Table", block.id)
        const part = tablePart(block, {
          id: idOf(outline, anchor),
          label: outline.label(anchor),
          format: context.format,
          back: back(anchor),
          isMap: block === map,
          rowAbout: (row) => about.row(row, block, place),
          columnAbout: (column) => about.column(column, place)
        })
        css.push(part.css)
        return part.markup
      }
      case "Chart": {
        const anchor = anchorOf(place.section, "Chart", block.id)
        const id = idOf(outline, anchor)
        css.push(placeRule(block, id))
        return figure(block, {
          id,
          label: outline.label(anchor),
          back: back(anchor),
          about: aboutTold
        })
      }
      case "Definitions":
        return html`<dl>${block.items.map(({ term, text }) => html`<dt>${term}</dt><dd>${inlines(text, place)}</dd>\n`)}</dl>\n`
      case "Caveat":
        return callout(block.severity, inlines(block.text, place))
      case "Reference":
        return null
    }
  }

  /** Key findings that follow each other are one list. */
  const blocks = (all: ReadonlyArray<Block>, place: BlockPlace): Content => {
    const contents: Array<Content> = []
    for (let index = 0; index < all.length; index++) {
      const one = all[index]!
      if (one._tag !== "KeyFinding") {
        contents.push(block(one, place, toldBefore(all, index, place.section)))
        continue
      }
      const run: Array<Markup> = []
      for (let next: Block | undefined = one; next?._tag === "KeyFinding"; next = all[++index]) {
        run.push(findingRow(next, place))
      }
      index--
      contents.push(html`<ul class="findings">\n${run}</ul>\n`)
    }
    return contents
  }

  const sections = document.sections.map((section) => ({
    part: section.part,
    markup: sectionMarkup({ ...section, blocks: mapFirst(section.blocks, map) }, context, back, (part, setting) =>
      blocks(part, { outline, section, ...setting })
    )
  }))
  const those = (wanted: Section["part"]) => sections.flatMap(({ markup, part }) => (part === wanted ? [markup] : []))
  const annex = those("annex")
  const markup = html`${those(undefined)}${annex.length === 0 ? null : annexHead}${annex}${document.glossary.length === 0 ? null : glossary(document.glossary, context)}${outline.references.length === 0 ? null : references(context)}`
  return { front: html`${those("front")}`, markup, css: css.join("") }
}

/** The finding in front that a block belongs to: a picture right after it, and sentences after either. */
const toldBefore = (all: ReadonlyArray<Block>, index: number, { part }: Section): KeyFinding | null => {
  if (part !== "front") return null
  let at = index - 1
  if (all[index]!._tag === "Paragraph") {
    while (all[at]?._tag === "Paragraph") at--
    if (all[at]?._tag === "Chart") at--
  } else if (all[index]!._tag !== "Chart") return null
  const found = all[at]
  return found?._tag === "KeyFinding" ? found : null
}

/** What begins the annex, which the contents lead to. */
export const annexId = "annex"

const annexHead = html`<header class="divider" id="${annexId}"><p class="kind">Annex</p><p>Everything that the sections before sum up, so that nothing is hidden.</p></header>
`

/** On a screen, where it is what readers choose by, the map stands behind the answer itself and before all other sentences. */
const mapFirst = (blocks: ReadonlyArray<Block>, map: Block | undefined): ReadonlyArray<Block> => {
  const answer = blocks.findIndex(({ _tag }) => _tag === "Paragraph")
  if (map === undefined || !blocks.includes(map) || answer < 0) return blocks
  return blocks.filter((block) => block !== map).toSpliced(answer + 1, 0, map)
}

/** The table in front whose cells each are on a cohort and a measure. */
const heatMapOf = ({ sections }: ReportDocument, about: About): Block | undefined =>
  sections
    .flatMap(({ blocks, part }) => (part === "front" ? blocks : []))
    .find(
      (block) =>
        block._tag === "Table" &&
        block.group !== undefined &&
        block.columns.some((column) => about.column(column, { grouping: null, stage: null }).startsWith("m"))
    )

const sectionMarkup = (
  section: Section,
  context: PageContext,
  back: (anchor: string) => Content,
  blocks: (part: ReadonlyArray<Block>, setting: Setting) => Content
): Markup => {
  const { about, outline } = context
  const groupings = groupingsOf(section, about.grouping)
  const stage = about.stage(section.id)
  const parts: Array<Content> = []
  for (let from = 0; from < section.blocks.length; ) {
    let to = from + 1
    while (to < section.blocks.length && groupings[to] === groupings[from]) to++
    const grouping = groupings[from]!
    const content = blocks(section.blocks.slice(from, to), { grouping, stage })
    parts.push(grouping === null ? content : html`<div${aboutAttribute(`g${grouping}`)}>\n${content}</div>\n`)
    from = to
  }
  const id = idOf(outline, section.id)
  return html`<section${section.part === undefined ? null : html` class="${section.part}"`}${stage === null ? null : html` data-stage="${stage}"`} aria-labelledby="${id}">
${heading(section.id, context, back)}${section.goal === undefined ? null : html`<p class="goal">${section.goal}</p>\n`}${parts}</section>
`
}

const heading = (anchor: string, { outline }: PageContext, back: (anchor: string) => Content): Markup => {
  const { level, number, title } = outline.entry(anchor)!
  const id = idOf(outline, anchor)
  const content = html`${number === "" ? null : html`<span class="number">${number}</span> `}${title} <a class="permalink" href="#${id}" aria-label="Link to ${outline.label(anchor)}">#</a>${back(anchor)}`
  switch (level) {
    case 0:
      return html`<h2 id="${id}">${content}</h2>\n`
    case 1:
      return html`<h3 id="${id}">${content}</h3>\n`
    case 2:
      return html`<h4 id="${id}">${content}</h4>\n`
    case 3:
      return html`<h5 id="${id}">${content}</h5>\n`
  }
}

const glossary = (
  entries: ReadonlyArray<GlossaryEntry>,
  context: PageContext
): Markup => html`<section aria-labelledby="${glossaryAnchor}">
${heading(glossaryAnchor, context, () => null)}<dl class="glossary">${glossaryTerms(entries).map(({ definition, term }) => html`<dt>${term}</dt><dd>${definition}</dd>\n`)}</dl></section>
`

const references = (context: PageContext): Markup => html`<section aria-labelledby="${referencesAnchor}">
${heading(referencesAnchor, context, () => null)}<ol class="references">${context.outline.references.map(
  ({ doi, id, text }) =>
    html`<li id="${idOf(context.outline, referenceAnchor(id))}">${text}${
      doi === undefined ? null : html` <a href="https://doi.org/${doi}" rel="noopener noreferrer">doi:${doi}</a>`
    }</li>\n`
)}</ol></section>
`
