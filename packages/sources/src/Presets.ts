/** Formats that are known: `data: {preset, from}` becomes the tables that it stands for. */
import { readdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import { Names } from "@fairward/core"
import { Effect, Predicate } from "effect"
import { isQuery } from "./internal/isQuery.ts"
import { identifier, literal } from "./internal/sql.ts"
import { famews } from "./presets/famews.ts"
import { hirid } from "./presets/hirid.ts"
import { meds } from "./presets/meds.ts"
import { mimic3, mimic4 } from "./presets/mimic.ts"
import type { Preset, PresetTable } from "./presets/Preset.ts"
import { physionet2019 } from "./presets/physionet2019.ts"
import { plp } from "./presets/plp.ts"
import { seismometer } from "./presets/seismometer.ts"
import { yaib } from "./presets/yaib.ts"

export type { Preset, PresetTable, TableName } from "./presets/Preset.ts"

/** The presets by the name that `data.preset` takes. */
export const presets: Readonly<Record<string, Preset>> = {
  meds,
  plp,
  yaib,
  physionet2019,
  famews,
  hirid,
  mimic3,
  mimic4,
  seismometer
}

/** What cannot be expanded, and the path of the setting. */
export interface PresetIssue {
  readonly path: ReadonlyArray<string>
  readonly message: string
}

export interface Expanded {
  /** `data` as it could have been written without the preset. */
  readonly data: unknown
  readonly issues: ReadonlyArray<PresetIssue>
}

type Settings = Readonly<Record<string, unknown>>

/**
 * Writes out the preset of a configuration's `data`. Data without a preset stay as they are.
 *
 * What the user has written wins, setting by setting; `null` removes a setting or a table. Files are looked for in the
 * folder, relative to `base`.
 */
export const expand = Effect.fn("Presets.expand")(function* (data: unknown, base: string) {
  if (!isSettings(data) || data.preset === undefined) return { data, issues: [] } satisfies Expanded
  const { from, preset: name, ...written } = data
  const preset = typeof name === "string" && Object.hasOwn(presets, name) ? presets[name] : undefined
  const issues: Array<PresetIssue> = []
  if (preset === undefined) {
    issues.push({
      path: ["data", "preset"],
      message: `No preset "${String(name)}"${Names.suggestion(String(name), Object.keys(presets))}`
    })
  } else if (typeof from !== "string" || from === "") {
    issues.push({ path: ["data", "from"], message: `Required with preset ${name}: ${preset.folder}` })
  }
  if (preset === undefined || typeof from !== "string" || issues.length > 0) return { data, issues } satisfies Expanded
  const tables: Record<string, unknown> = Object.fromEntries(
    Object.entries(written).filter(([table, own]) => own !== null && !Object.hasOwn(preset.tables, table))
  )
  const missing = new Set<string>()
  for (const [table, template] of Object.entries(preset.tables)) {
    const own = written[table]
    if (own === null) continue
    if (own !== undefined && !isSettings(own)) {
      tables[table] = own
      continue
    }
    const asked = unanswered(template, own)
    if (template.asks?.code !== undefined && own?.code !== undefined && !isCodes(own.code)) {
      issues.push({ path: ["data", table, "code"], message: "Expected a code, or a list of codes" })
    }
    const absent = own?.from === undefined ? yield* filesMissing(template, resolve(base, from)) : []
    if (own === undefined && template.optional && (asked.length > 0 || absent.length > 0)) continue
    for (const setting of asked) {
      issues.push({
        path: ["data", table, setting],
        message: `Required with preset ${name}: ${template.asks![setting]}`
      })
    }
    for (const file of absent) missing.add(file)
    tables[table] = { ...template.settings, ...own }
  }
  if (missing.size > 0) {
    issues.push({
      path: ["data", "from"],
      message: `No ${[...missing].join(", no ")} in ${resolve(base, from)}\nPreset ${name} looks for ${preset.folder}.`
    })
  }
  const filled = Object.entries(tables).map(([table, settings]) => [
    table,
    isSettings(settings) ? filledIn(settings, preset.tables[table as keyof Preset["tables"]], from, tables) : settings
  ])
  return { data: Object.fromEntries(filled), issues } satisfies Expanded
})

const isSettings = (value: unknown): value is Settings => Predicate.isObject(value) && !Array.isArray(value)

/** What the table asks for and the user has not said, unless the table is read from elsewhere. */
const unanswered = ({ asks = {} }: PresetTable, own: Settings | undefined) =>
  own?.from === undefined
    ? Object.keys(asks).filter((setting) => own?.[setting] === undefined || own[setting] === null)
    : []

/** The user's settings and the preset's with the user's in their places; without what was removed or only asked for. */
const filledIn = (settings: Settings, template: PresetTable | undefined, from: string, tables: Settings): Settings => {
  const isAsked = (setting: string) => setting === "code" && template?.asks?.code !== undefined
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([setting, value]) => value !== null && !isAsked(setting))
      .map(([setting, value]) => [
        setting,
        typeof value === "string" && value === template?.settings[setting] ? interpolated(value, from, tables) : value
      ])
  )
}

const interpolated = (text: string, folder: string, tables: Settings): string => {
  const inQuery = isQuery(text)
  return text.replaceAll(/\{\{([\w.]+)\}\}/gu, (_, name: string) => {
    if (name === "from") return inQuery ? folder.replaceAll("'", "''") : folder
    const [table = "", setting = "from"] = name.split(".")
    const settings = tables[table]
    const value = isSettings(settings) ? settings[setting] : undefined
    if (setting === "code") return isOneOf(value)
    const shown = typeof value === "string" ? interpolated(value, folder, tables) : ""
    if (setting === "from") return isQuery(shown) ? `(${shown})` : literal(shown)
    return inQuery ? identifier(shown) : shown
  })
}

/** The end of a condition: equal to one of the codes, in which `*` stands for any characters. */
const isOneOf = (codes: unknown): string => {
  const all = (Array.isArray(codes) ? codes : [codes]).map(String)
  if (!all.some((code) => code.includes("*"))) return `in (${all.map(literal).join(", ")})`
  const pattern = all.map((code) => code.split("*").map(quotedPattern).join(".*")).join("|")
  return `similar to ${literal(pattern)}`
}

const isCodes = (value: unknown) =>
  Array.isArray(value) ? value.length > 0 && value.every(isCode) : value === null || isCode(value)

const isCode = (value: unknown) => (typeof value === "string" && value !== "") || typeof value === "number"

const quotedPattern = (text: string) => text.replaceAll(/[\\^$.|?*+()[\]{}]/gu, "\\$&")

/** The files that a preset cannot do without and the folder lacks. */
export const missingFrom = (preset: Preset, folder: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.forEach(
    Object.values(preset.tables).filter(({ optional }) => optional !== true),
    (table) => filesMissing(table, folder)
  ).pipe(Effect.map((missing) => [...new Set(missing.flat())]))

const filesMissing = Effect.fnUntraced(function* ({ files }: PresetTable, folder: string) {
  const found = yield* Effect.forEach(files, (pattern) => Effect.promise(() => isThere(folder, pattern)))
  return files.filter((_, i) => !found[i])
})

/** Whether a file matches the pattern, whose `*` is anything but a slash and whose `**` any folders. */
const isThere = async (folder: string, pattern: string): Promise<boolean> => {
  const [first = "", ...rest] = pattern.split("/")
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const below = (name: string, then: ReadonlyArray<string>) => isThere(join(folder, name), then.join("/"))
  if (first === "**") {
    if (await isThere(folder, rest.join("/"))) return true
    for (const entry of entries) {
      if (entry.isDirectory() && (await below(entry.name, [first, ...rest]))) return true
    }
    return false
  }
  const matches = new RegExp(`^${first.split("*").map(quotedPattern).join(".*")}$`, "u")
  for (const { name } of entries) {
    if (matches.test(name) && (rest.length === 0 || (await below(name, rest)))) return true
  }
  return false
}
