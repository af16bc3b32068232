/** The file that a report is written to: PDF/UA, which the renderer of @react-pdf itself does not write. */
import type { Cover } from "@fairward/core/ReportDocument"
import type { Painter } from "@fairward/typesetter/Canvas"
import { type Structure, type StructuredFile, structureOf } from "@fairward/typesetter/Structure"
import layout from "@react-pdf/layout"
import render from "@react-pdf/render"
import { type DocumentProps, pdf } from "@react-pdf/renderer"
import type { ReactElement } from "react"
import { PackedDocument } from "./PackedDocument.ts"

export interface TaggedFile {
  readonly document: PackedDocument
  /** The same document, for what is painted and for what that is. */
  readonly painter: Painter
  readonly structure: Structure
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }

const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => escapes[sign]!)

class StructuredDocument extends PackedDocument {
  readonly structure: Structure = structureOf(this as unknown as StructuredFile)

  /** The engine writes what a document is about into XML as it stands. */
  override _addInfo(): void {
    const { info } = this
    this.info = Object.fromEntries(
      Object.entries(info).map(([name, value]) => [name, typeof value === "string" ? escaped(value) : value])
    )
    super._addInfo()
    this.info = info
  }

  override end(): void {
    this.structure.end()
    super.end()
  }
}

export const taggedFile = ({ author, keywords, language, title }: Cover, createdAt: Date): TaggedFile => {
  const document = new StructuredDocument({
    subset: "PDF/UA",
    pdfVersion: "1.7",
    tagged: true,
    lang: language,
    displayTitle: true,
    autoFirstPage: false,
    info: {
      Title: title,
      ...(author === undefined ? {} : { Author: author }),
      Subject: "Fairness audit of a clinical early-warning model",
      ...(keywords === undefined ? {} : { Keywords: keywords.join(", ") }),
      Creator: "Fairward",
      Producer: "Fairward",
      CreationDate: createdAt,
      ModificationDate: createdAt
    }
  })
  document._root.data.PageMode = "UseOutlines"
  return { document, painter: document as unknown as Painter, structure: document.structure }
}

/** The pages of a `Document`, laid out and painted into that file. */
export const taggedBytes = async ({ document }: TaggedFile, pages: ReactElement): Promise<Uint8Array> => {
  const { container } = pdf(pages as ReactElement<DocumentProps>) as unknown as {
    readonly container: { readonly document: Parameters<typeof layout>[0] }
  }
  const chunks: Array<Uint8Array> = []
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk))
    document.on("end", () => {
      const { buffer, byteLength, byteOffset } = Buffer.concat(chunks)
      resolve(new Uint8Array(buffer, byteOffset, byteLength))
    })
    document.on("error", reject)
  })
  render(document as unknown as Parameters<typeof render>[0], await layout(container.document))
  return whole
}
