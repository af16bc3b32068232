/** The tree of a tagged document, as objects of its file. */
import type { Tag } from "../Tag.ts"

/** An object of the file, which others can refer to before it is written. */
export interface Reference {
  readonly id: number
  readonly data: Record<string, unknown>
  end(): void
}

/** The part of a document of pdfkit that structure is written with. */
export interface StructuredFile {
  readonly page: {
    readonly dictionary: Reference
    readonly structParentTreeKey: number
    readonly annotations: ReadonlyArray<Reference>
    readonly height: number
  }
  ref(data: object): Reference
  addContent(operator: string): unknown
  goTo(x: number, y: number, width: number, height: number, name: string, options: object): unknown
  link(x: number, y: number, width: number, height: number, address: string, options: object): unknown
  getStructTreeRoot(): Reference
  getStructParentTree(): {
    get(key: number): Array<Reference>
    add(key: number, value: Reference): unknown
  }
  createStructParentTreeNextKey(): number
  /** Ends objects, of which there are many small ones. */
  pack(references: ReadonlyArray<Reference>): void
}

interface MarkedContent {
  readonly page: Reference
  readonly id: number
}

interface Annotation {
  readonly page: Reference
  readonly annotation: Reference
}

export interface Element {
  readonly role: string
  readonly tag?: Tag
  readonly parent: Element | null
  readonly kids: Array<Element | MarkedContent | Annotation>
  /** Of a figure: left, lower, right and upper edge. */
  box?: ReadonlyArray<number>
  ref?: Reference
}

/** Cells are there also when nothing is in them, for the sake of their columns. */
const isKept = ({ kids, role }: Element): boolean => kids.length > 0 || role === "TD" || role === "TH"

export const writeTree = (root: Element, file: StructuredFile): void => {
  prune(root)
  const tree = file.getStructTreeRoot()
  const written: Array<Reference> = []
  tree.data.K = [write(root, tree, file, written)]
  file.pack(written)
}

const prune = (element: Element): void => {
  for (const kid of element.kids) if ("role" in kid) prune(kid)
  const kept = element.kids.filter((kid) => !("role" in kid) || isKept(kid))
  element.kids.splice(0, element.kids.length, ...kept)
}

const write = (element: Element, parent: Reference, file: StructuredFile, written: Array<Reference>): Reference => {
  const { box, role, tag } = element
  const ref = element.ref ?? file.ref({})
  const page = element.kids.find((kid) => "page" in kid)?.page
  const attributes = attributesOf(tag, box)
  Object.assign(ref.data, {
    S: role,
    P: parent,
    ...(page === undefined ? {} : { Pg: page }),
    ...(tag?.alt === undefined ? {} : { Alt: new String(tag.alt) }),
    ...(attributes === null ? {} : { A: attributes }),
    K: element.kids.map((kid) => {
      if ("role" in kid) return write(kid, ref, file, written)
      if ("annotation" in kid) return { Type: "OBJR", Pg: kid.page, Obj: kid.annotation }
      return kid.page === page ? kid.id : { Type: "MCR", Pg: kid.page, MCID: kid.id }
    })
  })
  written.push(ref)
  return ref
}

const attributesOf = (tag: Tag | undefined, box: Element["box"]): object | null => {
  if (box !== undefined) return { O: "Layout", Placement: "Block", BBox: box }
  if (tag?.isNumbered === true) return { O: "List", ListNumbering: "Decimal" }
  if (tag?.scope === undefined && tag?.columns === undefined && tag?.rows === undefined) return null
  return { O: "Table", Scope: tag.scope, ColSpan: tag.columns, RowSpan: tag.rows }
}
