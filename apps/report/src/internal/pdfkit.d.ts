declare module "pdfkit" {
  import type { Readable } from "node:stream"

  interface Reference {
    readonly id: number
    readonly data: Record<string, unknown>
    end(content?: string | Uint8Array): void
  }

  /** The part of its document that a report is written with, beside its painter. */
  interface PDFDocument extends Readable {
    info: Readonly<Record<string, unknown>>
    readonly _root: Reference
    readonly _info: Reference
    readonly _id: Uint8Array
    readonly _offsets: Array<number>
    readonly _offset: number
    _ended: boolean
    ref(data: object): Reference
    end(): void
    _addInfo(): void
    _write(data: string | Uint8Array): void
    _finalize(): void
  }

  const PDFDocument: new (options: object) => PDFDocument
  export default PDFDocument
}
