/// <reference path="./internal/fontkit.d.ts" />
/** The embedded fonts: where they lie, how wide their text is, which characters they can draw. */
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { type Font, openSync } from "fontkit"

/** Faces of the text, which is condensed: tables are what a report is made of; and one for code and identifiers. */
export type Face = "regular" | "bold" | "oblique" | "boldOblique" | "mono"

/** Files of the faces, by name. */
export const files: Readonly<Record<Face, string>> = {
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
  /** The font itself, to be embedded. */
  readonly source: (face: Face) => Font
}

/** In the workspace they lie in a package; building copies those that are used, a quarter of it, into `dist/fonts`. */
const path = (face: Face): string =>
  import.meta.url.endsWith(".ts")
    ? createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${files[face]}`)
    : fileURLToPath(new URL(`./fonts/${files[face]}`, import.meta.url))

/** Measured words are kept, up to so many a face. */
const mostKnown = 200_000

const textFaces = ["regular", "bold", "oblique", "boldOblique"] as const

/** How pdfkit cuts a text before it measures it: each word with the space behind it. */
const words = /[^ \t]*[ \t]|[^ \t]+/g

const load = (): Fonts => {
  const sources = Object.fromEntries(
    Object.keys(files).map((face) => [face, openSync(path(face as Face))])
  ) as unknown as Readonly<Record<Face, Font>>
  for (const font of Object.values(sources)) {
    // Met here first, ligatures are cached as the letters they stand for, and "fi" is found by a search.
    font.layout("fi fl ff ffi ffl")
    // Glyphs are cached without their code points when first reached by id; a second document then loses letters.
    for (const codePoint of font.characterSet) font.glyphForCodePoint(codePoint)
  }
  const common = textFaces
    .map((face) => new Set(sources[face].characterSet))
    .reduce((left, right) => left.intersection(right))
  const monospaced = new Set(sources.mono.characterSet)
  const known = Object.fromEntries(Object.keys(files).map((face) => [face, new Map<string, number>()])) as Readonly<
    Record<Face, Map<string, number>>
  >
  const ems = (word: string, face: Face): number => {
    const cached = known[face].get(word)
    if (cached !== undefined) return cached
    const font = sources[face]
    const ems = font.layout(word).advanceWidth / font.unitsPerEm
    if (known[face].size > mostKnown) known[face].clear()
    known[face].set(word, ems)
    return ems
  }
  return {
    width: (text, size, face = "regular") => {
      let total = 0
      for (const [word] of text.matchAll(words)) total += ems(word, face)
      return total * size
    },
    has: (codePoint) => common.has(codePoint),
    hasMono: (text) => [...text].every((character) => monospaced.has(character.codePointAt(0)!)),
    source: (face) => sources[face]
  }
}

let loaded: Fonts | undefined

/** The fonts, loaded once in a process. */
export const fonts = (): Fonts => {
  loaded ??= load()
  return loaded
}
