import { describe, expect, it } from "vitest"
import { Structure, type Tag } from "../src/index.ts"

/** A file that writes down what it is told. */
const recordingFile = () => {
  const content: Array<string> = []
  const packed: Array<Structure.Reference> = []
  const parents = new Map<number, Array<Structure.Reference> | Structure.Reference>()
  let count = 0
  const ref = (data: object): Structure.Reference => ({ id: ++count, data: { ...data }, end: () => {} })
  const root = ref({})
  const page = { dictionary: ref({ Type: "Page" }), structParentTreeKey: 0, annotations: [], height: 800 }
  parents.set(0, [])
  const file: Structure.StructuredFile = {
    page,
    ref,
    addContent: (operator) => content.push(operator),
    goTo: () => {},
    link: () => {},
    getStructTreeRoot: () => root,
    getStructParentTree: () => ({
      get: (key) => parents.get(key) as Array<Structure.Reference>,
      add: (key, value) => parents.set(key, value)
    }),
    createStructParentTreeNextKey: () => parents.size,
    pack: (references) => packed.push(...references)
  }
  return { content, file, packed, parents, root }
}

describe("the structure of a file", () => {
  it("opens marked content where what is painted belongs to something else, and closes it before", () => {
    const { content, file } = recordingFile()
    const structure = Structure.structureOf(file)
    const paragraph: Tag.Tag = { role: "P" }
    structure.within(paragraph, () => {
      structure.letters()
      structure.letters()
      structure.shapes()
      structure.within({ role: "Link" }, () => structure.letters())
      structure.letters()
    })
    structure.aside("header", () => structure.within({ role: "P" }, () => structure.letters()))
    structure.endPage()
    expect(content).toEqual([
      ...["/P <</MCID 0>> BDC", "EMC"],
      ...["/Artifact <</Type /Layout>> BDC", "EMC"],
      ...["/Link <</MCID 1>> BDC", "EMC"],
      ...["/P <</MCID 2>> BDC", "EMC"],
      ...["/Artifact <</Type /Pagination /Subtype /Header>> BDC", "EMC"]
    ])
  })

  it("is in the order that was told, without what has no content, and knows the element of each piece", () => {
    const { file, packed, parents } = recordingFile()
    const structure = Structure.structureOf(file)
    const [first, second, never]: ReadonlyArray<Tag.Tag> = [{ role: "H1" }, { role: "P" }, { role: "P" }]
    structure.order([first!, never!, second!])
    structure.within(second!, () => structure.letters())
    structure.within(first!, () => structure.letters())
    structure.end()
    const roles = packed.map(({ data }) => data.S)
    expect(roles).toEqual(["H1", "P", "Document"])
    expect(packed.at(-1)!.data.K).toEqual(packed.slice(0, 2))
    expect(parents.get(0)).toEqual([packed[1], packed[0]])
  })

  it("has the cells of a table also where they are empty, and the place of a figure from below", () => {
    const { file, packed } = recordingFile()
    const structure = Structure.structureOf(file)
    const row: Tag.Tag = { role: "TR" }
    structure.order([
      { role: "TD", parent: row },
      { role: "TH", parent: row, scope: "Row", rows: 2 }
    ])
    structure.within({ role: "Figure", alt: "3 of 4" }, () => {
      structure.place({ x: 10, y: 100, width: 50, height: 20 })
      structure.shapes()
    })
    structure.end()
    expect(packed.map(({ data: { A, S } }) => [S, A])).toEqual([
      ["TD", undefined],
      ["TH", { O: "Table", Scope: "Row", ColSpan: undefined, RowSpan: 2 }],
      ["TR", undefined],
      ["Figure", { O: "Layout", Placement: "Block", BBox: [10, 680, 60, 700] }],
      ["Document", undefined]
    ])
  })
})
