/** The tags of a document, written into it while its pages are painted. */
import { type Element, type StructuredFile, writeTree } from "./internal/structureTree.ts"
import type { Aside, Tag } from "./Tag.ts"

export type { Reference, StructuredFile } from "./internal/structureTree.ts"

/** A rectangle of a page, in points from its upper left corner. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Structure {
  /** Says in which order tags are read; others are read where they are painted. */
  readonly order: (tags: ReadonlyArray<Tag>) => void
  /** Paints what belongs to a tag. */
  readonly within: (tag: Tag, paint: () => void) => void
  /** Paints what no reader needs to know of. */
  readonly aside: (kind: Aside, paint: () => void) => void
  /** To be called before anything is written to the page: letters belong to the tag within which they stand. */
  readonly letters: () => void
  /** The same for lines and fills, which mean something only in a figure. */
  readonly shapes: () => void
  /** Says where a figure is. */
  readonly place: (area: Area) => void
  /** Makes a rectangle lead to where a tag says. `target` is an address, or `#` and a name of a destination. */
  readonly link: (tag: Tag, area: Area, target: string, text: string) => void
  /** To be called at the end of every page. */
  readonly endPage: () => void
  /** Writes the tree; to be called before the file ends. */
  readonly end: () => void
}

const artifacts = {
  layout: "<</Type /Layout>>",
  header: "<</Type /Pagination /Subtype /Header>>",
  footer: "<</Type /Pagination /Subtype /Footer>>",
  repetition: "<</Type /Pagination>>"
} as const

type Artifact = keyof typeof artifacts

/** The structure of a file of pdfkit, which is empty as yet. */
export const structureOf = (file: StructuredFile): Structure => {
  const root: Element = { role: "Document", parent: null, kids: [] }
  const elements = new Map<Tag, Element>()
  let current: Element = root
  let asideOf: Aside | null = null
  /** What the marked content that is open belongs to. */
  let open: Element | Artifact | null = null

  const elementOf = (tag: Tag, enclosing: Element = root): Element => {
    const known = elements.get(tag)
    if (known !== undefined) return known
    const parent = tag.parent === undefined ? enclosing : elementOf(tag.parent)
    const element: Element = { role: tag.role, tag, parent, kids: [] }
    parent.kids.push(element)
    elements.set(tag, element)
    return element
  }
  const close = (): void => {
    if (open !== null) file.addContent("EMC")
    open = null
  }
  const mark = (wanted: Element | Artifact): void => {
    if (open === wanted) return
    close()
    open = wanted
    if (typeof wanted === "string") {
      file.addContent(`/Artifact ${artifacts[wanted]} BDC`)
      return
    }
    wanted.ref ??= file.ref({})
    const contents = file.getStructParentTree().get(file.page.structParentTreeKey)
    file.addContent(`/${wanted.role} <</MCID ${contents.length}>> BDC`)
    wanted.kids.push({ page: file.page.dictionary, id: contents.length })
    contents.push(wanted.ref)
  }
  return {
    order: (tags) => {
      for (const tag of tags) elementOf(tag)
    },
    within: (tag, paint) => {
      if (asideOf !== null) return paint()
      const enclosing = current
      current = elementOf(tag, enclosing)
      paint()
      current = enclosing
    },
    aside: (kind, paint) => {
      const enclosing = asideOf
      asideOf ??= kind
      paint()
      asideOf = enclosing
    },
    letters: () => mark(asideOf ?? (current === root ? "layout" : current)),
    shapes: () => mark(asideOf ?? (current.role === "Figure" ? current : "layout")),
    place: ({ height, width, x, y }) => {
      if (current.role !== "Figure" || asideOf !== null) return
      const bottom = file.page.height - y - height
      current.box ??= [x, bottom, x + width, bottom + height]
    },
    link: (tag, { height, width, x, y }, target, text) => {
      const element = elementOf(tag)
      element.ref ??= file.ref({})
      const key = file.createStructParentTreeNextKey()
      file.getStructParentTree().add(key, element.ref)
      const options = { StructParent: key, Contents: new String(text) }
      if (target.startsWith("#")) file.goTo(x, y, width, height, target.slice(1), options)
      else file.link(x, y, width, height, target, options)
      element.kids.push({ page: file.page.dictionary, annotation: file.page.annotations.at(-1)! })
    },
    endPage: close,
    end: () => writeTree(root, file)
  }
}
