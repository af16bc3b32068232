/**
 * What the parts of a page are about, so that a reader can narrow the page to one cohort and measure: tokens like
 * `g0 c0.2 m5`, of groupings, cohorts and measures by their places in `compares`.
 */
import type { Block, Cell, Column, Compares, ReportDocument, Section } from "@fairward/core/ReportDocument"
import type { Outline } from "../Outline.ts"
import { html, type Markup } from "./Markup.ts"

type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>
type Table = Extract<Block, { readonly _tag: "Table" }>

/** Where a block stands: in the part on a grouping, in what a stage says. */
export interface Setting {
  readonly grouping: number | null
  readonly stage: string | null
}

export interface About {
  /** Place of the grouping with a title. */
  readonly grouping: (title: string) => number | null
  /** The stage whose section, or whose annex, has an id. */
  readonly stage: (section: string) => string | null
  readonly finding: (finding: KeyFinding, section: Section) => string
  /** A row, by its texts that say which cohort and measure it is on. */
  readonly row: (row: Table["rows"][number], table: Table, setting: Setting) => string
  /** A column that is on one grouping, one of several categories or, by its key, one measure. */
  readonly column: (column: Column, setting: Setting) => string
}

const arrow = / [↑↓]$/u
const nothing: Compares = { groupings: [], measures: [] }

/** Keeps the first of a name. */
const byName = <A>(entries: ReadonlyArray<readonly [string, A]>): ReadonlyMap<string, A> =>
  new Map(entries.toReversed())

/** Keeps names that only one has. */
const byOnlyName = <A>(entries: ReadonlyArray<readonly [string, A]>): ReadonlyMap<string, A> => {
  const counts = Map.groupBy(entries, ([name]) => name)
  return new Map(entries.filter(([name]) => counts.get(name)!.length === 1))
}

const textOf = (cell: Cell | undefined): string | null => {
  const value = typeof cell === "object" && cell !== null && "value" in cell ? cell.value : cell
  return typeof value === "string" ? value : null
}

/** What a document compares, and how its parts are found to be about it. */
export const aboutOf = ({ compares = nothing }: ReportDocument, outline: Outline): About => {
  const { groupings, measures } = compares
  const stages = new Set(measures.map(({ stage }) => stage))
  const titles = byName(groupings.map(({ title }, g) => [title, g]))
  const cohorts = groupings.flatMap(({ categories, title }, g) =>
    categories.map(({ label }, c) => ({
      g,
      label,
      token: `g${g} c${g}.${c}`,
      name: `${label} (${title.toLowerCase()})`
    }))
  )
  const inGrouping = byName(cohorts.map(({ g, label, token }) => [`${g} ${label}`, token]))
  const anywhere = byOnlyName([...cohorts.map(({ label, token }) => [label, token] as const)])
  const named = byName(cohorts.map(({ name, token }) => [name, token]))
  const byId = new Map(
    groupings.flatMap(({ categories, id }, g) =>
      categories.map((category, c) => [JSON.stringify([id, category.id]), { g, token: `g${g} c${g}.${c}` }])
    )
  )
  const measureIds = new Map(measures.map(({ id, stage }, m) => [`${stage}.${id}`, `m${m}`]))
  const measureTitles = byName(measures.map(({ stage, title }, m) => [`${stage} ${title}`, `m${m}`]))
  const onlyTitles = byOnlyName(measures.map(({ title }, m) => [title, `m${m}`]))

  /** A comparison of two categories is about both. */
  function isPair(g: number): boolean {
    return groupings[g]!.categories.length === 2
  }

  const stage: About["stage"] = (section) => {
    const id = section.replace(/-annex$/, "")
    return stages.has(id) ? id : null
  }

  const cohortIn = (text: string, g: number | null): string | undefined =>
    (g === null ? anywhere.get(text) : inGrouping.get(`${g} ${text}`)) ?? named.get(text)

  const measureIn = (text: string, stage: string | null): string | undefined => {
    const title = text.replace(arrow, "")
    return stage === null ? onlyTitles.get(title) : measureTitles.get(`${stage} ${title}`)
  }

  return {
    grouping: (title) => titles.get(title) ?? null,
    stage,
    finding: ({ cohorts = [], evidence, measures = [] }, section) => {
      const found = cohorts.flatMap(({ category, grouping }) => byId.get(JSON.stringify([grouping, category])) ?? [])
      // In front each of the gravest stands for its cohort, whatever measures it joins.
      if (section.part === "front") return tokens(found.map(({ token }) => token))
      const anchor = evidence === undefined ? null : outline.resolve(section, evidence)
      const told = stage(section.id) ?? stage(anchor?.split("/")[0] ?? "")
      return tokens([
        ...found.map(({ g, token }) => (isPair(g) ? `g${g}` : token)),
        ...measures.map((measure) => measureIds.get(`${told}.${measure}`))
      ])
    },
    row: (row, { columns, group }, setting) => {
      const texts = columns.flatMap(({ filter, key, type }, index) =>
        type._tag === "text" && (filter === true || index === 0) ? [textOf(row[key]) ?? ""] : []
      )
      const heading = group === undefined ? null : textOf(row[group])
      const own = [...(heading === null ? [] : [heading]), ...texts].find((text) => titles.has(text))
      const g = setting.grouping ?? (own === undefined ? null : titles.get(own)!)
      return tokens([
        ...(own === undefined ? [] : [`g${titles.get(own)}`]),
        ...texts.map((text) => cohortIn(text, g)),
        ...texts.map((text) => measureIn(text, setting.stage))
      ])
    },
    column: ({ key, title, type }, { grouping }) => {
      if (measureIds.has(key)) return measureIds.get(key)!
      if (type._tag === "text" || type._tag === "verdict") return ""
      if (grouping === null) return titles.has(title) ? `g${titles.get(title)}` : ""
      return isPair(grouping) ? "" : (inGrouping.get(`${grouping} ${title}`) ?? "")
    }
  }
}

const tokens = (found: ReadonlyArray<string | undefined>): string =>
  [...new Set(found.flatMap((one) => one?.split(" ") ?? []))].join(" ")

/** The attribute that a part bears which is about something. */
export const aboutAttribute = (tokens: string): Markup | null => (tokens === "" ? null : html` data-of="${tokens}"`)
