import { describe, expect, it } from "vitest"
import { Box, Callout, Fonts, Heading, Pages, Text } from "../src/index.ts"

const body = { size: 8.5, leading: 11.5, face: "regular", color: "#1F2933" } as const
const fonts = Fonts.fonts()

describe("text", () => {
  it("takes as many lines as it needs, on as many pages, none of them alone", () => {
    const place = { fonts, width: 505 }
    const boxes = Text.textBoxes("As many lines as it takes. ".repeat(400), body, place)
    const pages = Pages.paginate([{ title: "One", room: 1, units: [Box.flow(Box.unparted(boxes))] }], 742)
    expect(pages.flatMap(({ placed }) => placed)).toHaveLength(boxes.length)
    expect(pages).toHaveLength(Math.ceil((boxes.length * 11.5) / 742))
    expect(pages.at(-1)!.placed.length).toBeGreaterThanOrEqual(2)
  })

  it("is cut to one line with an ellipsis, and not when it fits", () => {
    const cut = Text.shortened("A long running header of a page", 60, body, fonts)
    expect(cut).toMatch(/^A long .*…$/u)
    expect(fonts.width(cut, body.size)).toBeLessThanOrEqual(60)
    expect(Text.shortened("Short", 60, body, fonts)).toBe("Short")
  })

  it("says what it is to readers who do not see it", () => {
    const style = { body, caption: body, small: body, muted: "#52606D", hair: "#DDE2E7" }
    const place = { fonts, style, width: 505 }
    const heading = { anchor: "a", number: "1.2", title: "Findings", level: 1, color: "#000000" } as const
    const rolesOf = (boxes: ReadonlyArray<Box.Box>) => boxes.flatMap(({ tags }) => tags.map(({ role }) => role))
    expect(rolesOf(Heading.headingBoxes(heading, place))).toEqual(["H2"])
    const look = { word: "Note", color: "#000000", fill: "#FFFFFF", width: 2 }
    const note = Callout.calloutBoxes(look, [Text.plainRun("Beware.", body)], place)
    expect(rolesOf(note)).toEqual(["P"])
  })
})
