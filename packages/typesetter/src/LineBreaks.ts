/** Where lines of a text may end. */

/** Words, each with the space behind it; a sign that stands alone at the end stays with the word before. */
const spaced = (text: string): ReadonlyArray<string> => text.split(/(?<=\s)(?=\S)(?!\S$)/u)

/** The parts of a word that a line may end after when the word is longer than a line. */
const parts = (word: string): ReadonlyArray<string> =>
  word.split(/(?<=_)(?=[\p{L}\d])|(?<=\p{L}{3}[/\-–])(?=\p{L}{3})/u)

const mayEnd = /[\s_/\-–]/u

/** The parts of a text between which a line may end. */
export const words = (text: string): ReadonlyArray<string> => (mayEnd.test(text) ? spaced(text).flatMap(parts) : [text])

/** The lines of a text, each with the space that parts it from the next, so that words stay apart when they are read. */
export const withSpaces = (text: string, lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  let end = 0
  return lines.map((line) => {
    end = text.indexOf(line, end) + line.length
    return /^\s/.test(text.slice(end)) ? `${line} ` : line
  })
}

/** Sums of widths are compared with this much to spare, in points. */
export const tolerance = 0.01

/**
 * Breaks a text into lines no wider than `width`: at spaces; inside a word only when the word alone is wider, after an
 * underscore or hyphen if that helps, else anywhere.
 */
export const breakLines = (text: string, width: number, measure: (text: string) => number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  const fits = (candidate: string): boolean => measure(candidate.trimEnd()) <= width + tolerance
  /** How many letters from one on fit, at least one: never measures much more than a line. */
  const fitting = (letters: ReadonlyArray<string>, from: number): number => {
    const fit = (count: number) => from + count <= letters.length && fits(letters.slice(from, from + count).join(""))
    let [low, high] = [1, 2]
    while (fit(high)) [low, high] = [high, 2 * high]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (fit(middle)) low = middle
      else high = middle
    }
    return low
  }
  const add = (piece: string): void => {
    if (line !== "" && !fits(line + piece)) {
      lines.push(line.trimEnd())
      line = ""
    }
    line += piece
    if (fits(line)) return
    const letters = [...line]
    let from = 0
    for (let count = fitting(letters, from); from + count < letters.length; count = fitting(letters, from)) {
      lines.push(letters.slice(from, from + count).join(""))
      from += count
    }
    line = letters.slice(from).join("")
  }
  for (const word of spaced(text)) {
    if (fits(word)) add(word)
    else for (const part of parts(word)) add(part)
  }
  lines.push(line.trimEnd())
  return lines
}
