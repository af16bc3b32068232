/// <reference path="./internal/fontkit.d.ts" />
/**
 * The embedded fonts: where they lie, how wide their text is, which characters they can draw.
 *
 * @since 0.1.0
 */
import { createRequire } from "node:module"
import { fontFamily } from "@fairward/charts/Theme"
import { Font as PdfFont } from "@react-pdf/renderer"
import { Effect } from "effect"
import { type Font, openSync } from "fontkit"

/** The text face. Condensed: tables are what a report is made of. */
export const sans = fontFamily
/** For code and identifiers. */
export const mono = "DejaVu Sans Mono"

export type Face = "regular" | "bold" | "oblique" | "boldOblique" | "mono"

const files: Readonly<Record<Face, string>> = {
  regular: "DejaVuSansCondensed.ttf",
  bold: "DejaVuSansCondensed-Bold.ttf",
  oblique: "DejaVuSansCondensed-Oblique.ttf",
  boldOblique: "DejaVuSansCondensed-BoldOblique.ttf",
  mono: "DejaVuSansMono.ttf"
}

export interface Fonts {
  /** Width in points of one line of text, kerning included. */
  readonly width: (text: string, size: number, face?: Face) => number
  /** Whether every face that the text may be set in has the character. */
  readonly has: (codePoint: number) => boolean
  /** Whether the monospaced face has every character. */
  readonly hasMono: (text: string) => boolean
}

const path = (face: Face): string => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${files[face]}`)

const textFaces = ["regular", "bold", "oblique", "boldOblique"] as const

/** Registers the fonts with the PDF engine, and loads them for measuring. */
const load = async (): Promise<Fonts> => {
  PdfFont.register({
    family: sans,
    fonts: [
      { src: path("regular"), fontWeight: 400 },
      { src: path("bold"), fontWeight: 700 },
      // SVG text that says bold is looked up as a weight above 700, and finds the regular face without this.
      { src: path("bold"), fontWeight: 701 },
      { src: path("oblique"), fontWeight: 400, fontStyle: "italic" },
      { src: path("boldOblique"), fontWeight: 700, fontStyle: "italic" },
      { src: path("boldOblique"), fontWeight: 701, fontStyle: "italic" }
    ]
  })
  PdfFont.register({
    family: mono,
    fonts: [
      { src: path("mono"), fontWeight: 400 },
      { src: path("mono"), fontWeight: 400, fontStyle: "italic" }
    ]
  })
  PdfFont.registerHyphenationCallback(breakable)
  const sources = [sans, mono].flatMap((family) => PdfFont.getRegisteredFonts()[family]?.sources ?? [])
  for (const source of sources) {
    await source.load()
    const font = source.data as Font | null
    // Met here first, ligatures are cached as the letters they stand for, and "fi" is found by a search.
    font?.layout("fi fl ff ffi ffl")
    // Glyphs are cached without their code points when first reached by id; a second document then loses letters.
    for (const codePoint of font?.characterSet ?? []) font?.glyphForCodePoint(codePoint)
  }
  const metrics = Object.fromEntries(
    Object.keys(files).map((face) => [face, openSync(path(face as Face))])
  ) as unknown as Readonly<Record<Face, Font>>
  const common = textFaces
    .map((face) => new Set(metrics[face].characterSet))
    .reduce((left, right) => left.intersection(right))
  const monospaced = new Set(metrics.mono.characterSet)
  const widths = new Map<string, number>()
  const ems = (text: string, face: Face): number => {
    const key = `${face}\n${text}`
    const known = widths.get(key)
    if (known !== undefined) return known
    const font = metrics[face]
    const ems = font.layout(text).advanceWidth / font.unitsPerEm
    widths.set(key, ems)
    return ems
  }
  return {
    width: (text, size, face = "regular") => ems(text, face) * size,
    has: (codePoint) => common.has(codePoint),
    hasMono: (text) => [...text].every((character) => monospaced.has(character.codePointAt(0)!))
  }
}

const longWord = 40

/** No hyphenation, whose rules would be English; only what is longer than a line is broken. */
const breakable = (word: string | null): Array<string> =>
  word === null ? [] : word.length <= longWord ? [word] : (word.match(/.{1,20}?(?:[/_.,;:?&=-]|$)|.{20}/gu) ?? [word])

/** The fonts, loaded once in a process: the PDF engine's registry of fonts is one, too. */
export const fonts: Effect.Effect<Fonts> = Effect.runSync(Effect.cached(Effect.promise(load)))
