/** Text in several faces, broken into lines from the metrics of the embedded fonts. */
import type { Face, Fonts } from "./Fonts.ts"
import { breakLines, tolerance } from "./LineBreaks.ts"
import type { Tag } from "./Tag.ts"

export interface Run {
  readonly text: string
  readonly face: Face
  readonly color: string
  /** Where the text leads: `#anchor`, or an address. */
  readonly target?: string
}

/** Text of one run on one line, with the space that it ends in where another line goes on. */
export interface Piece extends Run {
  readonly x: number
  readonly width: number
  readonly size: number
  /** Of a text that leads somewhere: the same in all of its lines. */
  readonly link?: Tag
}

export type Line = ReadonlyArray<Piece>

interface Atom {
  readonly run: Run
  readonly text: string
}

/** The monospaced face is wide and looks large beside the others. */
const sizeOf = (face: Face, size: number): number => (face === "mono" ? size * 0.88 : size)

/** Lines of at most `width`: at spaces, and inside words that are longer than a line. */
export const linesOf = (runs: ReadonlyArray<Run>, width: number, size: number, fonts: Fonts): ReadonlyArray<Line> => {
  const measure = (text: string, face: Face): number => fonts.width(text, sizeOf(face, size), face)
  const lines: Array<Line> = []
  const links = new Map(runs.flatMap((run) => (run.target === undefined ? [] : [[run, { role: "Link" } as const]])))
  let line: Array<Atom> = []
  let used = 0
  const end = (): void => {
    lines.push(pieces(line, size, measure, links))
    line = []
    used = 0
  }
  const add = (word: ReadonlyArray<Atom>): void => {
    const bare = word.reduce(
      (total, { run, text }, index) => total + measure(index === word.length - 1 ? text.trimEnd() : text, run.face),
      0
    )
    if (line.length > 0 && used + bare > width + tolerance) end()
    if (bare > width + tolerance) {
      for (const { run, text } of word) {
        const parts = breakLines(text, width, (part) => measure(part, run.face))
        parts.forEach((part, index) => {
          if (line.length > 0 && used + measure(part, run.face) > width + tolerance) end()
          const whole = index === parts.length - 1 && text.endsWith(" ") ? `${part} ` : part
          line.push({ run, text: whole })
          used += measure(whole, run.face)
        })
      }
      return
    }
    line.push(...word)
    used += word.reduce((total, { run, text }) => total + measure(text, run.face), 0)
  }
  for (const word of wordsOf(runs)) add(word)
  if (line.length > 0 || lines.length === 0) end()
  return lines
}

/** Words with the spaces behind them; a word may begin in one run and end in another. */
const wordsOf = (runs: ReadonlyArray<Run>): ReadonlyArray<ReadonlyArray<Atom>> => {
  const words: Array<Array<Atom>> = []
  let open = false
  for (const run of runs) {
    // Some texts have a plain space before the sign.
    for (const [text] of run.text.replaceAll(" %", "\u00a0%").matchAll(/[^ ]*[ ]+|[^ ]+/g)) {
      if (open) words.at(-1)!.push({ run, text })
      else words.push([{ run, text }])
      open = !text.endsWith(" ")
    }
  }
  return words
}

const pieces = (
  atoms: ReadonlyArray<Atom>,
  size: number,
  measure: (text: string, face: Face) => number,
  links: ReadonlyMap<Run, Tag>
): Line => {
  const line: Array<Piece> = []
  let x = 0
  atoms.forEach(({ run, text }, index) => {
    const last = line.at(-1)
    const width = measure(index === atoms.length - 1 ? text.trimEnd() : text, run.face)
    if (last !== undefined && last.face === run.face && last.color === run.color && last.target === run.target) {
      line[line.length - 1] = { ...last, text: last.text + text, width: last.width + width }
    } else {
      const link = links.get(run)
      line.push({ ...run, text, x, width, size: sizeOf(run.face, size), ...(link === undefined ? {} : { link }) })
    }
    x += width
  })
  return line
}
