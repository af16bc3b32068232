/** Heights before anything is laid out: what may not be broken must be known to fit on a page. */
import { breakLines } from "../TableLayout.ts"
import type { Press } from "./Press.ts"

/** Height of a text; with a line to spare for long ones, since the engine breaks lines by its own rules. */
export const proseHeight = (
  text: string,
  size: number,
  lineHeight: number,
  press: Press,
  width: number = press.textWidth
): number => {
  const lines = breakLines(text, width, (line) => press.fonts.width(line, size)).length
  return (lines + (lines > 3 ? 1 : 0)) * size * lineHeight
}
