/** Sizes, colours and type of the printed page, in points. */
import { colors, textWidth } from "@fairward/charts/Theme"
import type { Presentation, Section } from "@fairward/core/ReportDocument"
import { contrastOnWhite } from "@fairward/typesetter/Colour"
import type { Face } from "@fairward/typesetter/Fonts"
import type { PageStyle, TextStyle } from "@fairward/typesetter/Text"

export const color = {
  text: colors.text,
  muted: colors.muted,
  rule: "#9AA5B1",
  hair: "#DDE2E7",
  accent: "#0B3C5D",
  link: "#0B4F8A",
  worse: "#A63A00",
  worseFill: "#FCEFE6",
  better: "#00664B",
  betterFill: "#E8F4EF",
  added: "#B3261E",
  moved: "#00598C",
  noteFill: "#F1F5F9",
  warning: "#8A5A00",
  warningFill: "#FDF6E7"
} as const

const style = (size: number, leading: number, face: Face = "regular", letters: string = color.text): TextStyle => ({
  size,
  leading: size * leading,
  face,
  color: letters
})

/** Of the annex, and of what stands around sections. */
export const type = {
  body: style(8.5, 1.36),
  goal: style(9, 1.36, "oblique", color.muted),
  caption: style(7.5, 1.32),
  small: style(7, 1.3, "regular", color.muted),
  muted: color.muted,
  hair: color.hair
} as const satisfies PageStyle & { readonly goal: TextStyle }

/** Of sections. */
const sectionType = {
  ...type,
  body: style(9.5, 1.36),
  caption: style(8.5, 1.32),
  small: style(7.5, 1.3, "regular", color.muted)
} as const satisfies PageStyle

/** Of pages that are read at arm's length. */
const frontType = {
  ...type,
  body: style(10, 1.36),
  caption: style(8, 1.32),
  small: style(7.5, 1.3, "regular", color.muted)
} as const satisfies PageStyle

/** The type of a part of the document, and the largest of its tables; of what stands around sections when absent. */
export const typeOf = (section: Pick<Section, "part"> | null): PageStyle & { readonly table?: number } => {
  if (section === null || section.part === "annex") return type
  return section.part === "front" ? { ...frontType, table: 9 } : { ...sectionType, table: 8.5 }
}

export interface Sheet {
  readonly size: "A4" | "LETTER"
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
  readonly textWidth: number
  readonly textHeight: number
  /** Of titles and rules. */
  readonly accent: string
}

const sizes = {
  A4: { size: "A4", width: 595.28, height: 841.89 },
  Letter: { size: "LETTER", width: 612, height: 792 }
} as const

export const margin = { top: 54, bottom: 46 } as const

/** Titles are large, but the accent also colours rules and numbers. */
const leastContrast = 4.5

export const sheetOf = ({ accent, paper }: Presentation): Sheet => {
  const { height, size, width } = sizes[paper]
  return {
    size,
    width,
    height,
    left: (width - textWidth) / 2,
    top: margin.top,
    textWidth,
    textHeight: height - margin.top - margin.bottom,
    accent: accent !== undefined && (contrastOnWhite(accent) ?? 0) >= leastContrast ? accent : color.accent
  }
}
