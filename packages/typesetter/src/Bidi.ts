/// <reference path="./bidi-js.d.ts" />
/** A line in the order in which it is seen: the Unicode Bidirectional Algorithm, UAX 9, in text that runs to the right. */
import bidiFactory from "bidi-js"

export interface VisualRun {
  /** Its letters in the order in which they are read, with brackets as they are seen. */
  readonly text: string
  readonly isLeftward: boolean
}

const bidi = bidiFactory()

/** Letters that are written to the left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their likes. */
const leftward = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

export const isLeftward = (text: string): boolean => leftward.test(text)

const [isolate, pop] = ["\u2067", "\u2069"]

/** What may stand between the words of one name; a comma or colon parts names, which may each have a number. */
const within = "[\\s\\p{M}\\p{N}'’\"״׳().\\[\\]/&–־-]*"

/** Words written to the left, with what stands between them and the marks of their letters. */
const phrases = new RegExp(`(?:${leftward.source})(?:${within}(?:${leftward.source}))*\\p{M}*`, "gu")
const otherLetter = /\p{L}/u

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]" }

/** How many brackets of a phrase are closed by what directly follows it. */
const closedBehind = (phrase: string, rest: string): number => {
  const open: Array<string> = []
  for (const sign of phrase) {
    if (closing[sign] !== undefined) open.push(closing[sign])
    else if (open.at(-1) === sign) open.pop()
  }
  let count = 0
  while (open.length > 0 && rest[count] === open.at(-1)) {
    open.pop()
    count++
  }
  return count
}

/**
 * A text with its phrases that are written to the left isolated (UAX 9, 2.6): a number behind a name in a sentence is no part of the name, and stays
 * behind it. A text that is a name alone is written to the left as a whole.
 */
export const isolated = (text: string): string => {
  if (!isLeftward(text)) return text
  const others = text.replaceAll(new RegExp(leftward.source, "gu"), "")
  if (!otherLetter.test(others)) return `${isolate}${text}${pop}`
  let written = ""
  let end = 0
  for (const { 0: phrase, index } of text.matchAll(phrases)) {
    const whole =
      phrase + text.slice(index + phrase.length).slice(0, closedBehind(phrase, text.slice(index + phrase.length)))
    written += `${text.slice(end, index)}${isolate}${whole}${pop}`
    end = index + whole.length
  }
  return written + text.slice(end)
}

/** Parts of one direction, from left to right. */
export const visualRuns = (plain: string): ReadonlyArray<VisualRun> => {
  if (!isLeftward(plain)) return [{ text: plain, isLeftward: false }]
  const text = isolated(plain)
  const { levels } = bidi.getEmbeddingLevels(text, "ltr")
  const runs: Array<{ text: string; level: number }> = []
  for (let index = 0; index < text.length; index++) {
    const letter = text[index]!
    if (letter === isolate || letter === pop) continue
    const level = levels[index]!
    const shown = level % 2 === 1 ? (bidi.getMirroredCharacter(letter) ?? letter) : letter
    const last = runs.at(-1)
    if (last?.level === level) last.text += shown
    else runs.push({ text: shown, level })
  }
  // Rule L2: from the highest level to the lowest odd one, what is at that level or above it is reversed.
  for (let level = Math.max(...runs.map((run) => run.level)); level > 0; level--) reverseFrom(runs, level)
  return runs.map(({ level, text }) => ({ text, isLeftward: level % 2 === 1 }))
}

const reverseFrom = (runs: Array<{ text: string; level: number }>, least: number): void => {
  for (let start = 0; start < runs.length; start++) {
    let end = start
    while (end < runs.length && runs[end]!.level >= least) end++
    if (end > start) runs.splice(start, end - start, ...runs.slice(start, end).reverse())
    start = end
  }
}
