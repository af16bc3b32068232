import { describe, expect, it } from "vitest"
import { logoProblem } from "../src/AuditFindings.ts"

const svg = (content: string) =>
  `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${content}</svg>`).toString("base64")}`

describe("the image on the cover", () => {
  it.each([
    ["a PNG", "data:image/png;base64,iVBORw0KGgo="],
    ["an SVG", svg('<rect width="4" height="4" fill="#123456"/>')],
    ["an SVG that uses what it defines", svg('<g id="a"/><use href="#a"/><rect fill="url(#b)"/>')]
  ])("may be %s that holds all that it shows", (_, address) => {
    expect(logoProblem(address)).toBeUndefined()
  })

  it.each([
    ["an address of the web", "https://example.org/logo.png"],
    ["a file", "file:///etc/hostname"],
    ["a path", "../../secret.png"],
    ["a page", "data:text/html;base64,PHA+"],
    ["text that is not encoded", "data:image/svg+xml,<svg/>"],
    ["more than 1 MB", `data:image/png;base64,${"A".repeat(1_500_000)}`],
    ["an SVG with an image from elsewhere", svg('<image href="file:///etc/hostname"/>')],
    ["an SVG with a link", svg('<a xlink:href="https://example.org"><rect/></a>')],
    ["an SVG with a script", svg("<script>alert(1)</script>")],
    ["an SVG with a style from elsewhere", svg("<style>@import url(https://example.org/a.css)</style>")],
    ["an SVG with a paint from elsewhere", svg('<rect fill="url( https://example.org/a#b )"/>')],
    ["an SVG with an entity", svg('<!ENTITY x SYSTEM "file:///etc/hostname">')]
  ])("is not %s", (_, address) => {
    expect(logoProblem(address)).toMatch(/^Expected /u)
  })
})
