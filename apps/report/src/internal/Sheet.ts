/** Sizes, colours and type of the printed page. */
import { ink } from "@fairward/charts/Theme"
import type { Styles } from "@react-pdf/renderer"
import { mono, sans } from "../Fonts.ts"

export const color = {
  text: ink.text,
  muted: ink.muted,
  rule: "#C5CDD5",
  faint: "#F4F6F8",
  accent: "#0B3C5D",
  link: "#0B4F8A",
  worse: "#A63A00",
  worseFill: "#FCEFE6",
  better: "#00664B",
  betterFill: "#E8F4EF"
} as const

export const margin = { left: 56, right: 56, top: 70, bottom: 58 } as const

export const pageSizes = { A4: { width: 595.28, height: 841.89 }, LETTER: { width: 612, height: 792 } } as const

export const bodySize = 9
/**
 * Line heights are set on Text only, never on a View or Page: the engine multiplies an inherited line height by the font size again each
 * time that it lays a page out. It also needs the font size beside it, or takes it to be 18.
 */
export const bodyLine = 1.4

type Style = Styles[string]

const style = <const S extends Style>(value: S): S => value

export const sheet = {
  page: style({
    fontFamily: sans,
    fontSize: bodySize,
    color: color.text,
    paddingTop: margin.top,
    paddingBottom: margin.bottom,
    paddingLeft: margin.left,
    paddingRight: margin.right
  }),
  body: style({ fontSize: bodySize, lineHeight: bodyLine }),
  paragraph: style({ fontSize: bodySize, lineHeight: bodyLine, marginBottom: 7 }),
  strong: style({ fontWeight: 700 }),
  emphasis: style({ fontStyle: "italic" }),
  code: style({ fontFamily: mono, fontSize: bodySize - 1.2 }),
  link: style({ color: color.link, textDecoration: "none" }),
  muted: style({ color: color.muted })
} as const
