import type { Console } from "effect"
import { visible } from "./visible.ts"

/** A console that shows what a terminal would obey, and the one behind it, for text that is ours alone. */
export interface VisibleConsole extends Console.Console {
  readonly behind: Console.Console
}

const shown = (parts: ReadonlyArray<unknown>) => parts.map((part) => (typeof part === "string" ? visible(part) : part))

/** What is logged, results and errors, as a terminal may safely be given it: names and values of data come along. */
export const visibleConsole = (behind: Console.Console): VisibleConsole =>
  Object.assign(Object.create(behind) as Console.Console, {
    behind,
    log: (...parts: ReadonlyArray<unknown>) => behind.log(...shown(parts)),
    error: (...parts: ReadonlyArray<unknown>) => behind.error(...shown(parts))
  })

/** The console behind, which takes colours of help as they are. */
export const consoleBehind = (console: Console.Console): Console.Console =>
  "behind" in console ? (console as VisibleConsole).behind : console
