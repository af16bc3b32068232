/** Numbers and anchors of everything in a report that can be pointed at: computed once, before anything is drawn. */
import type { Block, ReportDocument, Section } from "@fairward/core/ReportDocument"
import { Effect } from "effect"
import { RenderError } from "./RenderError.ts"

type Reference = Extract<Block, { readonly _tag: "Reference" }>

/** A line of the contents, and an entry of the PDF's outline. */
export interface Entry {
  readonly anchor: string
  readonly number: string
  readonly title: string
  /** 0 for a section, else the heading's level. */
  readonly level: 0 | 1 | 2 | 3
  /** How many entries it stands below: its level, unless levels above it were left out. */
  readonly depth: 0 | 1 | 2 | 3
  /** Anchor of the entry that this one stands below. */
  readonly parent: string | null
}

export interface Outline {
  readonly entries: ReadonlyArray<Entry>
  readonly references: ReadonlyArray<Reference>
  /** Anchors that several sections, or several blocks of one kind in a section, lay claim to. */
  readonly duplicates: ReadonlyArray<string>
  /** The anchor that `#id`, written in a section, points at: in that section, else anywhere; `null` if nowhere. */
  readonly resolve: (section: Section | null, link: string) => string | null
  /**
   * Name of an anchor inside the PDF. Readers look names up by bisection in the order of their bytes, the writer sorts
   * them by locale: only names that both sort alike are found. `undefined` for what is no anchor.
   */
  readonly destination: (anchor: string) => string | undefined
  /** How a text calls an anchor: `Table 3`, `Section 2.1`, `[4]`. */
  readonly label: (anchor: string) => string
  /** The heading of that anchor; `undefined` for a table, figure or reference. */
  readonly entry: (anchor: string) => Entry | undefined
  /** Number of a table or figure. */
  readonly number: (anchor: string) => number
}

export const glossaryAnchor = "glossary"
export const referencesAnchor = "references"

/** Anchor of a heading, table or figure: the id is its stage's choice, and need be unique only among its kind. */
export const anchorOf = (section: Section, kind: "Heading" | "Table" | "Chart", id: string): string =>
  `${section.id}/${kind}/${id}`
const kinds = ["Table", "Chart", "Heading"] as const

export const referenceAnchor = (id: string): string => `reference/${id}`

/** A, B, ..., Z, AA, AB, ... */
const lettered = (index: number): string =>
  `${index < 26 ? "" : lettered(Math.floor(index / 26) - 1)}${String.fromCharCode(65 + (index % 26))}`

export const outlineOf = (document: ReportDocument): Outline => {
  const entries: Array<Entry> = []
  const labels = new Map<string, string>()
  const numbers = new Map<string, number>()
  const globals = new Map<string, string>()
  const references = new Map<string, Reference>()
  const duplicates: Array<string> = []
  const counts = { table: 0, figure: 0 }
  const name = (id: string, anchor: string, label: string): void => {
    if (labels.has(anchor)) duplicates.push(anchor)
    labels.set(anchor, label)
    if (!globals.has(id)) globals.set(id, anchor)
  }
  const inAnnex = document.sections.filter(({ part }) => part === "annex")
  const others = document.sections.filter(({ part }) => part !== "annex")
  document.sections.forEach((section) => {
    const number = section.part === "annex" ? lettered(inAnnex.indexOf(section)) : `${others.indexOf(section) + 1}`
    entries.push({ anchor: section.id, number, title: section.title, level: 0, depth: 0, parent: null })
    name(section.id, section.id, `Section ${number}`)
    const levels = [0, 0, 0]
    const parents: Array<string> = [section.id]
    for (const block of section.blocks) {
      if (block._tag === "Heading") {
        const level = block.level
        levels[level - 1]!++
        levels.fill(0, level)
        const anchor = anchorOf(section, block._tag, block.id)
        const heading = [number, ...levels.slice(0, level)].join(".")
        parents.length = Math.min(parents.length, level)
        const depth = parents.length as 1 | 2 | 3
        entries.push({ anchor, number: heading, title: block.text, level, depth, parent: parents.at(-1)! })
        parents.push(anchor)
        name(block.id, anchor, `Section ${heading}`)
      } else if (block._tag === "Table" || block._tag === "Chart") {
        const kind = block._tag === "Table" ? "table" : "figure"
        counts[kind]++
        const anchor = anchorOf(section, block._tag, block.id)
        numbers.set(anchor, counts[kind])
        name(block.id, anchor, `${kind === "table" ? "Table" : "Figure"} ${counts[kind]}`)
      } else if (block._tag === "Reference" && !references.has(block.id)) {
        references.set(block.id, block)
        name(block.id, referenceAnchor(block.id), `[${references.size}]`)
      }
    }
  })
  const end = (anchor: string, title: string): void => {
    entries.push({ anchor, number: "", title, level: 0, depth: 0, parent: null })
    labels.set(anchor, title)
  }
  if (document.glossary.length > 0) end(glossaryAnchor, "Glossary")
  if (references.size > 0) end(referencesAnchor, "References")
  const byAnchor = new Map(entries.map((entry) => [entry.anchor, entry]))
  const places = new Map([...labels.keys()].map((anchor, index) => [anchor, `p${`${index}`.padStart(6, "0")}`]))
  return {
    entries,
    references: [...references.values()],
    duplicates,
    resolve: (section, link) => {
      const id = link.replace(/^#/, "")
      const near = section === null ? [] : kinds.map((kind) => anchorOf(section, kind, id))
      const own = near.find((anchor) => labels.has(anchor))
      if (own !== undefined) return own
      return labels.has(id) ? id : (globals.get(id) ?? null)
    },
    destination: (anchor) => places.get(anchor),
    label: (anchor) => labels.get(anchor) ?? "",
    entry: (anchor) => byAnchor.get(anchor),
    number: (anchor) => numbers.get(anchor) ?? 0
  }
}

/** The outline of a document in which every anchor is one thing. */
export const uniqueOutline = (document: ReportDocument): Effect.Effect<Outline, RenderError> => {
  const outline = outlineOf(document)
  return outline.duplicates.length === 0
    ? Effect.succeed(outline)
    : Effect.fail(
        new RenderError({
          reason: "document",
          message: `The report has more than one ${outline.duplicates.join(", ")}: ids must be unique among the tables, charts or headings of a section, and sections among each other.`
        })
      )
}
