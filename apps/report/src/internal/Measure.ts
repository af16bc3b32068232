/** Heights before anything is laid out: what may not be broken must be known to fit on a page. */
import { breakLines } from "../TableLayout.ts"
import type { Press } from "./Press.ts"

/** Height of a text, rounded up by a line, since the engine breaks lines by its own rules. */
export const proseHeight = (text: string, size: number, lineHeight: number, press: Press): number =>
  (breakLines(text, press.textWidth, (line) => press.fonts.width(line, size, "bold")).length + 1) * size * lineHeight
