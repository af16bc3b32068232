/** A text as parts that one font each can draw, in the order in which they are seen. */
import type { Font } from "fontkit"
import { isLeftward, visualRuns } from "../Bidi.ts"

export interface NamedFont {
  /** Under which the file knows it. */
  readonly name: string
  readonly font: Font
  readonly characters: ReadonlySet<number>
}

export interface TextPart extends NamedFont {
  readonly text: string
}

const mark = /^[\p{M}\u200c\u200d]$/u

/** Parts of a text, each in the first of the fonts that has its characters. A mark stays with the letter below it. */
const byFont = (text: string, chain: ReadonlyArray<NamedFont>): ReadonlyArray<TextPart> => {
  const parts: Array<{ text: string; font: NamedFont }> = []
  for (const character of text) {
    const codePoint = character.codePointAt(0)!
    const last = parts.at(-1)
    const stays = last !== undefined && mark.test(character) && last.font.characters.has(codePoint)
    const font = stays ? last.font : (chain.find(({ characters }) => characters.has(codePoint)) ?? chain[0]!)
    if (last?.font === font) last.text += character
    else parts.push({ text: character, font })
  }
  return parts.map(({ font, text }) => ({ ...font, text }))
}

/** The font turns the letters of a word around that is written to the left, but not words, nor signs alone. */
const turned = (text: string): ReadonlyArray<string> =>
  text
    .split(/(\s+)/u)
    .filter((word) => word !== "")
    .map((word) => (isLeftward(word) ? word : [...word].reverse().join("")))
    .reverse()

/** Every face has these. */
const plain = /^[ -~]*$/

/** `null` for a text that the first of the fonts draws as it is. */
export const textParts = (text: string, chain: ReadonlyArray<NamedFont>): ReadonlyArray<TextPart> | null => {
  if (plain.test(text)) return null
  const { characters } = chain[0]!
  const isPlain = !isLeftward(text) && [...text].every((character) => characters.has(character.codePointAt(0)!))
  if (isPlain) return null
  return visualRuns(text).flatMap((run) => {
    const words = run.isLeftward ? turned(run.text) : [run.text]
    return words.flatMap((word) => {
      const parts = byFont(word, chain)
      return run.isLeftward ? parts.toReversed() : parts
    })
  })
}
