/** Names on axes, broken into lines so that none is cut off. */

/** Advance of an average letter as a share of the font size; condensed sans, measured over English text. */
const letterWidth = 0.53

/**
 * The name in lines of at most `most` letters, broken at spaces and after `_`, `-` and `/`, and inside a word that is
 * longer than a line.
 */
export const wrapLabel = (name: string, most: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const piece of name.split(/(?<=[\s_\-/])/u)) {
    if (line !== "" && [...(line + piece).trimEnd()].length > most) {
      lines.push(line.trimEnd())
      line = ""
    }
    line += piece
    while ([...line.trimEnd()].length > most) {
      const letters = [...line]
      lines.push(letters.slice(0, most).join(""))
      line = letters.slice(most).join("")
    }
  }
  if (line.trimEnd() !== "" || lines.length === 0) lines.push(line.trimEnd())
  return lines
}

/** Width in pixels that lines of text are estimated to take. */
export const linesWidth = (lines: ReadonlyArray<string>, fontSize: number): number =>
  Math.ceil(Math.max(0, ...lines.map((line) => [...line].length)) * letterWidth * fontSize)
