import { describe, expect, it } from "vitest"
import { type Box, flow, gap, type Run, type Unit } from "../src/Box.ts"
import { type Chapter, type PageContent, paginate } from "../src/Pages.ts"

const pageHeight = 100

interface Named extends Box {
  readonly name: string
}

const box = (name: string, height: number, more: Partial<Box> = {}): Named => ({
  name,
  height,
  tags: [],
  paint: () => {},
  ...more
})

const figure = (name: string, height: number, lead: ReadonlyArray<Box> = []): Unit => ({
  kind: "figure",
  lead,
  boxes: [box(name, height)]
})

const chapter = (units: ReadonlyArray<Unit>, room = 1): Chapter => ({ title: "c", room, units })

const namesOf = (pages: ReadonlyArray<PageContent>): ReadonlyArray<ReadonlyArray<string>> =>
  pages.map(({ placed }) => placed.flatMap(({ box }) => ("name" in box ? [(box as Named).name] : [])))

const heading = (name: string): Box => box(name, 10, { keep: true })

describe("pages", () => {
  it("keep boxes together that ask for it, and drop the space above the first", () => {
    const pages = paginate(
      [
        chapter([
          flow([box("a", 70)]),
          flow([box("b", 20, { keep: true, before: 5 }), box("c", 20)]),
          flow([box("d", 60, { before: 10 })])
        ])
      ],
      pageHeight
    )
    expect(namesOf(pages)).toEqual([["a"], ["b", "c"], ["d"]])
    expect(pages[1]!.placed.map(({ y }) => y)).toEqual([0, 20])
  })

  it("fill up with what follows a figure that does not fit, which comes at the top of the next page", () => {
    const pages = paginate(
      [chapter([flow([box("a", 60)]), figure("f", 50), flow([box("b", 30)]), flow([box("c", 30)])])],
      pageHeight
    )
    expect(namesOf(pages)).toEqual([
      ["a", "b"],
      ["f", "c"]
    ])
  })

  it("keep figures in order", () => {
    const pages = paginate(
      [chapter([flow([box("a", 70)]), figure("f", 50), figure("g", 10), flow([box("b", 20)])])],
      pageHeight
    )
    expect(namesOf(pages)).toEqual([
      ["a", "b"],
      ["f", "g"]
    ])
  })

  it("let a heading stand above the text that follows its figure, when the figure has to wait", () => {
    const units = [
      flow([box("a", 60)]),
      figure("f", 50, [heading("h")]),
      flow([box("b", 20)]),
      flow([box("c", 5)], [heading("i")])
    ]
    expect(namesOf(paginate([chapter(units)], pageHeight))).toEqual([
      ["a", "h", "b"],
      ["f", "i", "c"]
    ])
  })

  it("take a heading along with its figure, when no text stands below it", () => {
    const units = [flow([box("a", 60)]), figure("f", 50, [heading("h")]), flow([box("c", 5)], [heading("i")])]
    expect(namesOf(paginate([chapter(units)], pageHeight))).toEqual([["a"], ["h", "f", "i", "c"]])
  })

  it("bring every waiting figure before the chapter ends", () => {
    const pages = paginate(
      [chapter([flow([box("a", 60)]), figure("f", 80), figure("g", 80)]), chapter([flow([box("b", 10)])], 0.5)],
      pageHeight
    )
    expect(namesOf(pages)).toEqual([["a"], ["f"], ["g"], ["b"]])
  })

  it("shrink a figure a little rather than leave a gap", () => {
    const shrinking: Unit = {
      ...figure("f", 50),
      shrunk: (height) => (height >= 45 ? [box("f small", height)] : null)
    }
    const names = (above: number) => namesOf(paginate([chapter([flow([box("a", above)]), shrinking])], pageHeight))
    expect(names(54)).toEqual([["a", "f small"]])
    expect(names(60)).toEqual([["a"], ["f"]])
  })

  const again: Run = { resume: [box("again", 5, { keep: true })] }
  const tableOf = (rows: number, run = again): Unit =>
    flow([
      box("head", 5, { keep: true, run, anchors: ["t"] }),
      ...Array.from({ length: rows }, (_, index) => box(`r${index}`, 10, { run }))
    ])

  it("repeat what a table is about on another page, and tell its first row", () => {
    const pages = paginate([chapter([flow([box("a", 40)]), tableOf(12)])], pageHeight)
    expect(namesOf(pages)).toEqual([
      ["a", "head", "r0", "r1", "r2", "r3", "r4"],
      ["again", "r5", "r6", "r7", "r8", "r9", "r10", "r11"]
    ])
    const first = pages.map(({ placed }) =>
      placed.filter((at) => at.first && "name" in at.box).map((at) => (at.box as Named).name)
    )
    expect(first).toEqual([["head"], ["r5"]])
  })

  it("let a table go on above a figure that waited, where that leaves less empty than to begin below it", () => {
    const units = [flow([box("a", 40)]), figure("f", 65), tableOf(7)]
    expect(namesOf(paginate([chapter(units)], pageHeight))).toEqual([
      ["a", "head", "r0", "r1", "r2", "r3", "r4"],
      ["again", "r5", "r6", "f"]
    ])
  })

  it("begin a table below a figure that waited, where to begin it before would leave more empty", () => {
    const units = [flow([box("a", 75)]), figure("f", 80), tableOf(8), flow([box("b", 10)], [heading("h")])]
    expect(namesOf(paginate([chapter(units)], pageHeight))).toEqual([
      ["a"],
      ["f", "head", "r0"],
      ["again", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "h", "b"]
    ])
  })

  it("take a heading to the page of its figure, when the text that follows does not begin on this one", () => {
    const units = (text: number) => [
      flow([box("a", 60)]),
      figure("f", 50, [heading("h")]),
      flow([box("b", text)]),
      flow([box("c", 5)])
    ]
    expect(namesOf(paginate([chapter(units(30))], pageHeight))).toEqual([
      ["a", "h", "b"],
      ["f", "c"]
    ])
    expect(namesOf(paginate([chapter(units(31))], pageHeight))).toEqual([["a"], ["h", "f", "b", "c"]])
  })

  it("break what keeps together but is taller than a page", () => {
    const tall = Array.from({ length: 30 }, (_, index) => box(`${index}`, 10, { keep: true }))
    expect(namesOf(paginate([chapter([flow(tall)])], pageHeight)).map(({ length }) => length)).toEqual([10, 10, 10])
  })

  it("begin a chapter below another only where enough room is left, or where it is shorter than what is", () => {
    const pages = (room: number, height: number) =>
      paginate(
        [chapter([flow([box("a", 30)])]), chapter([flow([box("b", 10)]), flow([box("c", height)])], room)],
        pageHeight
      ).length
    expect(pages(0.5, 60)).toBe(2)
    expect(pages(0.8, 31)).toBe(2)
    expect(pages(0.8, 30)).toBe(1)
    expect(pages(1, 10)).toBe(2)
  })

  it("hold every box once, in order but for figures, none beyond the edge, no table cut, and none ends with a heading", () => {
    let state = 1
    const draw = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state / 2 ** 32
    }
    for (let round = 0; round < 300; round++) {
      const units = Array.from({ length: 40 }, (_, index): Unit => {
        const lead = draw() < 0.2 ? [heading(`h${index}`)] : []
        if (draw() < 0.3) return figure(`f${index}`, 5 + draw() * 80, lead)
        const run: { readonly run?: Run } = draw() < 0.5 ? { run: { resume: [gap(3)] } } : {}
        const boxes = Array.from({ length: 1 + Math.floor(draw() * 5) }, (_, part) =>
          box(`t${index}.${part}`, 2 + draw() * 15, { before: draw() * 5, keep: draw() < 0.3, ...run })
        )
        return flow([...boxes, box(`t${index}.end`, 5, run)], lead)
      })
      const pages = paginate([chapter(units)], pageHeight)
      for (const { placed } of pages) {
        for (const { box, y } of placed) expect(y + box.height).toBeLessThanOrEqual(pageHeight + 0.01)
        expect((placed.at(-1)!.box as Named).name.startsWith("h")).toBe(false)
      }
      const runs = pages.flatMap(({ placed }) => placed.flatMap(({ box }) => ("name" in box ? [box.run] : [])))
      const starts = runs.filter((run, index) => run !== undefined && runs[index - 1] !== run)
      expect(new Set(starts).size).toBe(starts.length)
      const names = namesOf(pages).flat()
      const wanted = units.flatMap(({ boxes, lead }) => [...lead, ...boxes]).map((one) => (one as Named).name)
      expect(names.toSorted()).toEqual(wanted.toSorted())
      for (const kind of ["f", "h", "t"]) {
        const own = (all: ReadonlyArray<string>) => all.filter((name) => name.startsWith(kind))
        if (kind !== "t") expect(own(names)).toEqual(own(wanted))
      }
    }
  })
})
