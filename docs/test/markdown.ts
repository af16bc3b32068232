import { readFileSync } from "node:fs"
import { join } from "node:path"

export const repository = join(import.meta.dirname, "../..")

export const page = (path: string): string => readFileSync(join(repository, path), "utf8")

/** The fenced blocks of a language, in the order of the page. */
export const blocks = (markdown: string, language: string): ReadonlyArray<string> =>
  [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gmu"))].map(([, content]) => content!)

/** Rows of all tables whose first cell is code: the code and the other cells. */
export const rows = (markdown: string): ReadonlyArray<readonly [code: string, ...cells: ReadonlyArray<string>]> =>
  markdown.split("\n").flatMap((line) => {
    const cells = line.split(" | ").map((cell) => cell.replace(/^\| /u, "").replace(/ \|$/u, "").trim())
    const code = /^`([^`]+)`$/u.exec(cells[0] ?? "")?.[1]
    return line.startsWith("| ") && code !== undefined ? [[code, ...cells.slice(1)] as const] : []
  })
