/** Cohorts as the rows of a figure, below the names of their groupings. */
import { Labels } from "@fairward/charts"
import type { Findings } from "../Findings.ts"
import { allCohorts, type Named } from "../Words.ts"

export const rowStep = 11
const labelSize = 7.5

export interface Row {
  readonly key: string
  readonly text: string
  readonly named: Named | null
}

export const rowsOf = (cohorts: ReadonlyArray<Named>): ReadonlyArray<Row> =>
  cohorts.flatMap((named, i) => [
    ...(named.grouping.id === cohorts[i - 1]?.grouping.id
      ? []
      : [{ key: `group ${i}`, text: named.grouping.title, named: null }]),
    { key: `row ${i}`, text: named.label, named }
  ])

const longestLabel = 26

const shortened = (text: string): string => {
  const [first, ...others] = Labels.wrapLabel(text, longestLabel)
  return others.length === 0 ? first! : `${first}…`
}

/** Room for the names, left of a panel. */
export const labelWidthOf = (rows: ReadonlyArray<Row>): number =>
  Labels.linesWidth(
    rows.map(({ text }) => shortened(text)),
    labelSize
  ) + 8

export const yOf = (rows: ReadonlyArray<Row>) =>
  ({ field: "key", type: "ordinal", scale: { domain: rows.map(({ key }) => key) }, axis: null }) as const

/** The names, of cohorts and above them of their groupings. */
export const labelLayers = (rows: ReadonlyArray<Row>, labelWidth: number) =>
  [false, true].map((header) => ({
    data: {
      values: rows.flatMap(({ key, named, text }) =>
        (named === null) === header ? [{ key, text: shortened(text) }] : []
      )
    },
    mark: {
      type: "text",
      align: header ? "left" : "right",
      baseline: "middle",
      fontSize: labelSize,
      ...(header ? { fontWeight: "bold" } : {})
    },
    encoding: { y: yOf(rows), x: { value: header ? -labelWidth : -6 }, text: { field: "text" } }
  }))

const mostRows = 44

/** Groupings that fit one figure, in order. */
export const figuresOf = (findings: Findings): ReadonlyArray<ReadonlyArray<Named>> => {
  const figures: Array<Array<Named>> = []
  for (const grouping of findings.groupings) {
    const own = allCohorts(findings).filter((named) => named.grouping.id === grouping.id)
    const last = figures.at(-1)
    if (last === undefined || last.length + own.length > mostRows) figures.push([...own])
    else last.push(...own)
  }
  return figures
}
