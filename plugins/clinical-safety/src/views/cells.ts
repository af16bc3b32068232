import type { ReportDocument } from "@fairward/core"
import type { Measured } from "../Findings.ts"

type Cell = ReportDocument.Cell

export type Table = Extract<ReportDocument.Block, { readonly _tag: "Table" }>
export type Column = Table["columns"][number]

export const textColumn = (key: string, title: string, width = 1.5): Column => ({
  key,
  title,
  type: { _tag: "text" },
  width,
  filter: true
})
export const integerColumn = (key: string, title: string, width = 0.8): Column => ({
  key,
  title,
  type: { _tag: "integer" },
  width
})
export const numberColumn = (key: string, title: string, digits: number, width = 0.8): Column => ({
  key,
  title,
  type: { _tag: "number", digits },
  width
})
export const intervalColumn = (key: string, title: string, digits: number, width = 1.3): Column => ({
  key,
  title,
  type: { _tag: "interval", digits },
  width
})

export const orReason = (value: number | null, reason: string): Cell =>
  value === null ? { value: null, note: reason } : value

export const intervalCell = ({ high, low }: Measured): Cell =>
  low === null || high === null ? null : ([low, high] as const)

/** The row of all patients, in no category or any, stands apart. */
export const everyoneLabel: Cell = { value: "All", mark: "muted" }
