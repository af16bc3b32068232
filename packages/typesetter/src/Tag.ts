/** What a page says to a reader who does not see it, in the words of tagged PDF. */

export type Role =
  | "Div"
  | "H1"
  | "H2"
  | "H3"
  | "H4"
  | "P"
  | "L"
  | "LI"
  | "Lbl"
  | "LBody"
  | "TOC"
  | "TOCI"
  | "Table"
  | "THead"
  | "TBody"
  | "TR"
  | "TH"
  | "TD"
  | "Figure"
  | "Caption"
  | "Link"

/**
 * An element of the structure of a document. What is painted within one and the same tag belongs to one element, on
 * however many lines and pages it stands.
 */
export interface Tag {
  readonly role: Role
  /** The element that it is part of: when absent that within which it is painted, else the document. */
  readonly parent?: Tag
  /** Says of a figure what it shows. */
  readonly alt?: string
  /** Of a `TH`: what it heads. */
  readonly scope?: "Row" | "Column"
  /** How many columns and rows a cell takes, when these are several. */
  readonly columns?: number
  readonly rows?: number
  /** Of an `L` whose labels are numbers. */
  readonly isNumbered?: true
}

/** What is on a page and no part of its content: running heads and feet, and what a page repeats of the one before. */
export type Aside = "header" | "footer" | "repetition"
