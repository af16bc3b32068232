/// <reference path="./internal/fontkit.d.ts" />
/** The embedded fonts: where they lie, how wide their text is, which characters they can draw. */
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { create, type Font, openSync } from "fontkit"
import { type NamedFont, type TextPart, textParts } from "./internal/textParts.ts"

export type { TextPart } from "./internal/textParts.ts"

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
  /** Whether text can be set with the character, in each face or in one that takes its place. */
  readonly has: (codePoint: number) => boolean
  /** Whether the monospaced face has every character. */
  readonly hasMono: (text: string) => boolean
  /** The font itself, to be embedded. */
  readonly source: (face: Face) => Font
  /**
   * A text in parts that one font each can draw, in the order in which they are seen; `null` for one that its face draws
   * as it is.
   */
  readonly parts: (text: string, face: Face) => ReadonlyArray<TextPart> | null
}

/** Where the file of a face is. In the workspace they lie in a package; building copies those that are used, a quarter of it, into `dist/fonts`. */
export const path = (face: Face): string =>
  import.meta.url.endsWith(".ts")
    ? createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${files[face]}`)
    : fileURLToPath(new URL(`./fonts/${files[face]}`, import.meta.url))

/** Measured words are kept, up to so many a face. */
const mostKnown = 200_000

/** As pdfkit cuts a text before it measures it: each word with the space behind it. Where the word ends that begins there. */
const wordEnd = (text: string, start: number): number => {
  let end = start
  while (end < text.length && text[end] !== " " && text[end] !== "\t") end++
  return Math.min(end + 1, text.length)
}

/** Faces that take the place of one that lacks a character: scripts without italics are in upright ones only. */
const substitutes: Readonly<Record<Face, ReadonlyArray<Face>>> = {
  regular: [],
  bold: ["regular"],
  oblique: ["regular"],
  boldOblique: ["bold", "regular"],
  mono: ["regular"]
}

/** Presentation forms: letters of Arabic as they look at a place in a word. */
const isShape = (codePoint: number): boolean =>
  (codePoint >= 0xfb50 && codePoint <= 0xfdff) || (codePoint >= 0xfe70 && codePoint <= 0xfefc)

/** Fonts whose glyphs are known by their characters, however they are first reached. */
const prepared = (name: string, font: Font): NamedFont => {
  // Met here first, ligatures are cached as the letters they stand for, and "fi" is found by a search.
  font.layout("fi fl ff ffi ffl")
  // Glyphs are cached without their code points when first reached by id; a second document then loses letters.
  // Shapes of Arabic letters are met as those letters, so that a search finds them.
  for (const codePoint of font.characterSet) if (!isShape(codePoint)) font.glyphForCodePoint(codePoint)
  return { name, font, characters: new Set(font.characterSet) }
}

let loaded: Readonly<Record<Face, NamedFont>> | undefined

/** The faces, loaded once in a process. */
const faces = (): Readonly<Record<Face, NamedFont>> => {
  loaded ??= Object.fromEntries(
    Object.keys(files).map((face) => [face, prepared(face, openSync(path(face as Face)))])
  ) as unknown as Readonly<Record<Face, NamedFont>>
  return loaded
}

const fontIn = (content: Uint8Array): Font => {
  const found = create(content)
  return "fonts" in found ? found.fonts[0]! : found
}

/** Whether the content of a file is a font: TrueType, OpenType, WOFF or WOFF2. */
export const isFont = (content: Uint8Array): boolean => {
  try {
    return fontIn(content).characterSet.length > 0
  } catch {
    return false
  }
}

const fontsOf = (further: ReadonlyArray<Uint8Array>): Fonts => {
  const own = faces()
  const extra = further.map((content, index) => prepared(`further${index + 1}`, fontIn(content)))
  const chains = Object.fromEntries(
    Object.entries(substitutes).map(([face, others]) => [
      face,
      [own[face as Face], ...others.map((other) => own[other]), ...extra]
    ])
  ) as unknown as Readonly<Record<Face, ReadonlyArray<NamedFont>>>
  const known = Object.fromEntries(Object.keys(files).map((face) => [face, new Map<string, number>()])) as Readonly<
    Record<Face, Map<string, number>>
  >
  const parts: Fonts["parts"] = (text, face) => textParts(text, chains[face])
  const em = ({ font }: NamedFont, text: string): number => font.layout(text).advanceWidth / font.unitsPerEm
  const ems = (word: string, face: Face): number => {
    const cached = known[face].get(word)
    if (cached !== undefined) return cached
    const split = parts(word, face)
    const ems = split === null ? em(own[face], word) : split.reduce((sum, part) => sum + em(part, part.text), 0)
    if (known[face].size > mostKnown) known[face].clear()
    known[face].set(word, ems)
    return ems
  }
  return {
    width: (text, size, face = "regular") => {
      let total = 0
      for (let start = 0, end = 0; start < text.length; start = end) {
        end = wordEnd(text, start)
        total += ems(text.slice(start, end), face)
      }
      return total * size
    },
    has: (codePoint) => chains.regular.some(({ characters }) => characters.has(codePoint)),
    hasMono: (text) => [...text].every((character) => own.mono.characters.has(character.codePointAt(0)!)),
    source: (face) => own[face].font,
    parts
  }
}

let plain: Fonts | undefined

/** The fonts, and further ones for what they lack: contents of files, of which the first that has a character draws it. */
export const fonts = (further: ReadonlyArray<Uint8Array> = []): Fonts => {
  if (further.length > 0) return fontsOf(further)
  plain ??= fontsOf([])
  return plain
}
