/// <reference path="./pdfkit.d.ts" />
/**
 * A document of pdfkit that can put objects into compressed streams, and lists its objects in one (ISO 32000-1, 7.5.7 and
 * 7.5.8): a tag of each cell of each table would else weigh more than all that is painted.
 */
import type { Reference } from "@fairward/typesetter/Structure"
import PDFDocument from "pdfkit"

const objectsPerStream = 500

interface Packing {
  readonly stream: number
  readonly index: number
}

export class PackedDocument extends PDFDocument {
  readonly #packings = new Map<number, Packing>()
  /** Takes what is written while an object is packed. The engine writes before fields of this class are there. */
  declare private taken: Array<string> | undefined

  override _write(data: string | Uint8Array): void {
    if (this.taken !== undefined && typeof data === "string") this.taken.push(data)
    else super._write(data)
  }

  /** Ends these objects. None of them may be a stream. */
  pack(references: ReadonlyArray<Reference>): void {
    for (let start = 0; start < references.length; start += objectsPerStream) {
      this.#packStream(references.slice(start, start + objectsPerStream))
    }
  }

  #packStream(references: ReadonlyArray<Reference>): void {
    const bodies = references.map((reference) => {
      this.taken = []
      reference.end()
      const [, body] = this.taken
      this.taken = undefined
      return body!
    })
    let offset = 0
    const places = references.map(({ id }, index) => {
      const place = `${id} ${offset}`
      offset += bodies[index]!.length + 1
      return place
    })
    const head = `${places.join(" ")}\n`
    const stream = this.ref({ Type: "ObjStm", N: references.length, First: head.length })
    for (const [index, { id }] of references.entries()) this.#packings.set(id, { stream: stream.id, index })
    stream.end(head + bodies.join("\n"))
  }

  override _finalize(): void {
    this._ended = false
    const start = this._offset
    const list = this.ref({ Type: "XRef", W: [1, 4, 2], Root: this._root, Info: this._info, ID: [this._id, this._id] })
    this._offsets[list.id - 1] = start
    list.data.Size = this._offsets.length + 1
    list.end(listOf(this._offsets, this.#packings))
    this._write(`startxref\n${start}\n%%EOF`)
    this.push(null)
  }
}

const entryLength = 7

/** Of each object of a file, from 0: its kind, in four bytes where it is, and in two which of a stream it is. */
const listOf = (offsets: ReadonlyArray<number>, packings: ReadonlyMap<number, Packing>): Uint8Array => {
  const bytes = new Uint8Array(entryLength * (offsets.length + 1))
  const view = new DataView(bytes.buffer)
  view.setUint16(5, 65535)
  offsets.forEach((offset, index) => {
    const entry = entryLength * (index + 1)
    const packing = packings.get(index + 1)
    view.setUint8(entry, packing === undefined ? 1 : 2)
    view.setUint32(entry + 1, packing === undefined ? offset : packing.stream)
    view.setUint16(entry + 5, packing === undefined ? 0 : packing.index)
  })
  return bytes
}
