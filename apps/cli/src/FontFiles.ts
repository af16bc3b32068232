/** Fonts that are named for characters that the built-in one lacks, and what none of them has. */
import { Effect, FileSystem, Path, Result } from "effect"
import { readFault } from "./internal/diskFault.ts"
import { failOnProblems } from "./Problem.ts"

const load = Effect.fn("FontFiles.load")(function* (folder: string, path: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const { isFont } = yield* Effect.promise(() => import("@fairward/report/FontFiles"))
  const absolute = paths.resolve(folder, path)
  const content = yield* files
    .readFile(absolute)
    .pipe(
      Effect.mapError((error) =>
        error.reason._tag === "NotFound"
          ? `There is no file ${absolute}.`
          : `${absolute} cannot be read: ${readFault(error)}`
      )
    )
  return isFont(content)
    ? content
    : yield* Effect.fail(`${absolute} is no font: name a file of TrueType, OpenType, WOFF or WOFF2.`)
})

/** Contents of the files, whose paths are relative to a folder, and what is wrong with which of them. */
export const loadAll = Effect.fn("FontFiles.loadAll")(function* (folder: string, named: ReadonlyArray<string>) {
  const fonts: Array<Uint8Array> = []
  const problems: Array<{ readonly index: number; readonly message: string }> = []
  for (const [index, path] of named.entries()) {
    const loaded = yield* Effect.result(load(folder, path))
    if (Result.isSuccess(loaded)) fonts.push(loaded.success)
    else problems.push({ index, message: loaded.failure })
  }
  return { fonts, problems }
})

/** Contents of the files of `--font`. */
export const fontsNamed = Effect.fn("FontFiles.fontsNamed")(function* (named: ReadonlyArray<string>) {
  const { fonts, problems } = yield* loadAll(".", named)
  yield* failOnProblems(
    "--font",
    problems.map(({ index, message }) => ({ where: named[index]!, message }))
  )
  return fonts
})

export interface NamedGrouping {
  readonly title: string
  readonly categories: ReadonlyArray<{ readonly label: string }>
  readonly dropped: ReadonlyArray<{ readonly label: string }>
}

/** The built-in font has these for certain, and is not loaded for them. */
const plain = /^[ -~\u00a0-\u024f\u0370-\u03ff\u2010-\u2044\u2190-\u2199\u2260-\u2265]*$/u

const mostNamed = 8

/** A sentence on the names that would be code points in the PDF, as lines; none when all can be drawn. */
export const lackingLines = Effect.fn("FontFiles.lackingLines")(function* (
  groupings: ReadonlyArray<NamedGrouping>,
  fonts: ReadonlyArray<Uint8Array>,
  /** How a font is named. */
  where = "under report.fonts, such as fonts: [fonts/NotoSansSC-Regular.ttf]"
) {
  const named = groupings.map(({ categories, dropped, title }) => ({
    title,
    names: [title, ...[...categories, ...dropped].map(({ label }) => label)].filter((name) => !plain.test(name))
  }))
  if (named.every(({ names }) => names.length === 0)) return []
  const { undrawable } = yield* Effect.promise(() => import("@fairward/report/FontFiles"))
  const lacking = named.flatMap(({ names, title }) =>
    undrawable(names, fonts).map((name) => (name === title ? `the grouping "${title}"` : `"${name}" of ${title}`))
  )
  if (lacking.length === 0) return []
  const more = lacking.length > mostNamed ? ` and ${lacking.length - mostNamed} more` : ""
  return [
    `Warning: the PDF has no font for ${lacking.length === 1 ? "a name" : `${lacking.length} names`}: ${lacking.slice(0, mostNamed).join(", ")}${more}. What it lacks will be code points there, such as [U+4E2D]. Name a font that has the characters ${where}, or give the categories other labels under groupings.`
  ]
})
