import { readdir, stat } from "node:fs/promises"
import { basename, join, relative, resolve, sep } from "node:path"
import { Effect } from "effect"
import { missingFrom, type Preset, presets } from "../../Presets.ts"
import type { Opening } from "../Loading.ts"
import { openSource } from "../Source.ts"
import { literal } from "../sql.ts"
import { tableEnding } from "../tableFiles.ts"

/** A folder in a known format. */
export interface PresetInput {
  readonly name: string
  readonly preset: Preset
  /** As the configuration names it. */
  readonly from: string
}

/** A file, or a glob of files that are parts of one table. */
export interface TableInput {
  /** As the configuration names it. */
  readonly from: string
  /** Named by the person, and not only found in a folder. */
  readonly isNamed: boolean
}

export interface Inputs {
  readonly preset: PresetInput | undefined
  readonly tables: ReadonlyArray<TableInput>
  /** What is not there. */
  readonly absent: ReadonlyArray<string>
  /** Formats that a folder would be in if it had some files more, as a message says it. */
  readonly nearly: ReadonlyArray<string>
}

const notTables = /^(?:package(?:-lock)?|tsconfig.*|findings.*|.*\.schema)\.json$/iu

/** Paths as the configuration names them: relative to it, with slashes. */
const written = ({ base }: Opening, path: string) => {
  const inside = relative(base, path).split(sep).join("/")
  return inside === "" ? "." : inside
}

const patternOf = (name: string) => name.replaceAll(/\d+/gu, "[0-9]*")

/** Files whose names differ by numbers alone are parts of one table. */
const tablesAmong = (opening: Opening, folder: string, names: ReadonlyArray<string>): ReadonlyArray<TableInput> =>
  [...Map.groupBy(names, patternOf)].map(([pattern, same]) => ({
    from: written(opening, join(folder, same.length === 1 ? same[0]! : pattern)),
    isNamed: false
  }))

/** How deep folders are looked into. */
const deepest = 2

const tablesIn = async (opening: Opening, folder: string, depth = 0): Promise<ReadonlyArray<TableInput>> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = entries.map(({ name }) => name).toSorted()
  // What an earlier audit wrote.
  if (depth > 0 && names.includes("findings.json")) return []
  const files = names.filter((name) => tableEnding.test(name) && !notTables.test(name) && !name.startsWith("."))
  const folders = entries.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules"
  )
  const below = depth === deepest ? [] : folders.map(({ name }) => tablesIn(opening, join(folder, name), depth + 1))
  return [
    ...tablesAmong(
      opening,
      folder,
      files.filter((name) => entries.some((entry) => entry.name === name && !entry.isDirectory()))
    ),
    ...(await Promise.all(below)).flat()
  ]
}

/** Of the files by which a format is recognised, which are there with their columns, and which are not. */
const marksOf = Effect.fnUntraced(function* (opening: Opening, preset: Preset, folder: string) {
  const there: Array<string> = []
  const absent: Array<string> = []
  for (const [pattern, marks] of Object.entries(preset.marks)) {
    const found = yield* opening.database.rows(
      `select file from glob(${literal(join(folder, pattern))}) order by file limit 1`
    )
    if (found.length === 0) {
      absent.push(pattern)
      continue
    }
    const source = yield* openSource({ ...opening, problems: [] }, `table:${pattern}`, {
      source: { from: String(found[0]!.file) },
      required: [],
      all: true
    })
    if (source !== undefined && marks.every((mark) => source.columns.has(mark))) there.push(pattern)
  }
  return { there, absent }
})

/** The format of a folder, or what it lacks of one. */
const presetIn = Effect.fnUntraced(function* (opening: Opening, folder: string) {
  const nearly: Array<string> = []
  for (const [name, preset] of Object.entries(presets)) {
    const { absent, there } = yield* marksOf(opening, preset, folder)
    const isMarked = there.length === Object.keys(preset.marks).length
    const missing = isMarked ? yield* missingFrom(preset, folder) : absent
    if (isMarked && missing.length === 0) {
      const found: PresetInput = { name, preset, from: written(opening, folder) }
      return { found, nearly: [] }
    }
    if (there.length > 0 && missing.length > 0) {
      nearly.push(`${written(opening, folder)} looks like the ${preset.title}, and has no ${missing.join(", no ")}.`)
    }
  }
  return { found: undefined, nearly }
})

/** What a person named: folders of a known format, tables, and folders of tables. */
export const inputsOf = Effect.fnUntraced(function* (opening: Opening, paths: ReadonlyArray<string>) {
  const tables: Array<TableInput> = []
  const absent: Array<string> = []
  const nearly: Array<string> = []
  let preset: PresetInput | undefined
  for (const path of paths) {
    const full = resolve(path)
    const found = yield* Effect.promise(() => stat(full).catch(() => undefined))
    if (found === undefined && /[*?[]/u.test(path)) tables.push({ from: written(opening, full), isNamed: true })
    else if (found === undefined) absent.push(path)
    else if (!found.isDirectory()) tables.push({ from: written(opening, full), isNamed: true })
    else {
      const inside = yield* Effect.promise(() => readdir(full, { withFileTypes: true }).catch(() => []))
      const folders = [full, ...inside.filter((entry) => entry.isDirectory()).map(({ name }) => join(full, name))]
      for (const folder of folders.slice(0, 100)) {
        if (preset !== undefined) break
        const { found, nearly: lacking } = yield* presetIn(opening, folder)
        preset = found
        nearly.push(...lacking)
      }
      tables.push(...(yield* Effect.promise(() => tablesIn(opening, full))))
    }
  }
  const unique = [...new Map(tables.map((table) => [table.from, table])).values()]
  const inputs: Inputs = { preset, tables: preset === undefined ? unique : [], absent, nearly }
  return inputs
})

/** How a table is called where only its file matters. */
export const shortName = (from: string) => basename(from)
