/** The document as pages: everything at its place, before anything is painted. */
import type { ReportDocument, Section } from "@fairward/core/ReportDocument"
import type { Unit } from "@fairward/typesetter/Box"
import { type Chapter, type PageContent, type Placed, paginate } from "@fairward/typesetter/Pages"
import type { Tag } from "@fairward/typesetter/Tag"
import { glossaryUnits, referencesUnits } from "./BackMatter.ts"
import { contentsUnits, coverUnits } from "./FrontMatter.ts"
import type { PageContext } from "./PageContext.ts"
import { sectionUnits } from "./Sections.ts"

export interface SetPage extends PageContent {
  /** From 1. */
  readonly number: number
  /** Emptied when it is painted: memory then has the page in the file, and no more its layout. */
  readonly placed: Array<Placed>
  /** Without running header and number. */
  readonly isCover: boolean
}

export interface Typeset {
  readonly pages: ReadonlyArray<SetPage>
  /** The page that an anchor is on. */
  readonly pageOf: (anchor: string) => number | undefined
  /** In the order of the document, in which they are read wherever figures float to. */
  readonly tags: ReadonlyArray<Tag>
}

const sectionRoom = 0.25
const backRoom = 0.12

export const typeset = (document: ReportDocument, missing: ReadonlyArray<string>, given: PageContext): Typeset => {
  const places = new Map<string, number>()
  const pageOf = pageIn(places)
  const { pages, tags } = laidOut(document, missing, { ...given, pageOf })
  for (const { number, placed } of pages) {
    for (const { box } of placed) for (const anchor of box.anchors ?? []) places.set(anchor, number)
  }
  return { pages, pageOf, tags }
}

/** Not a part of what lays pages out, all of which it would keep in memory. */
const pageIn =
  (places: ReadonlyMap<string, number>) =>
  (anchor: string): number | undefined =>
    places.get(anchor)

const laidOut = (
  document: ReportDocument,
  missing: ReadonlyArray<string>,
  context: PageContext & Pick<Typeset, "pageOf">
): Pick<Typeset, "pages" | "tags"> => {
  const { textHeight } = context.sheet
  const chapter = (title: string, units: ReadonlyArray<Unit>, room = 1): Chapter => ({ title, units, room })
  const sections = (part: Section["part"]): ReadonlyArray<Chapter> =>
    document.sections
      .filter((section) => section.part === part)
      .map((section, index) =>
        chapter(section.title, sectionUnits(section, context), part === "front" || index === 0 ? 1 : sectionRoom)
      )
  const front = sections("front")
  const parts = {
    front,
    cover: [chapter("", coverUnits(document.cover, front.length > 0, context))],
    contents: [chapter("Contents", contentsUnits(missing, context, context.pageOf))],
    body: sections(undefined),
    annex: [
      ...sections("annex"),
      ...(document.glossary.length === 0
        ? []
        : [chapter("Glossary", glossaryUnits(document.glossary, context), backRoom)]),
      ...(context.outline.references.length === 0 ? [] : [chapter("References", referencesUnits(context), backRoom)])
    ]
  }
  const isExcerpt = front.length > 0 && parts.body.length + document.cover.facts.length === 0
  const order = isExcerpt
    ? (["front"] as const)
    : parts.front.length === 0
      ? (["cover", "contents", "body", "annex"] as const)
      : parts.annex.length === 0
        ? (["front", "contents", "body"] as const)
        : (["front", "contents", "body", "cover", "annex"] as const)
  const pages = order
    .flatMap((part) => paginate(parts[part], textHeight).map((page) => ({ ...page, isCover: part === "cover" })))
    .map((page, index): SetPage => ({ ...page, placed: [...page.placed], number: index + 1 }))
  const boxes = order.flatMap((part) =>
    parts[part].flatMap(({ units }) => units.flatMap(({ boxes, lead }) => [...lead, ...boxes]))
  )
  return { pages, tags: boxes.flatMap(({ tags }) => tags) }
}
