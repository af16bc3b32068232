/** What an audit found, in forms that other tools read: one flat table of all comparisons, tables of the report, metrics. */
import type { AuditFindings } from "@fairward/core"
import type { Cell, ReportDocument } from "@fairward/core/ReportDocument"
import { Verdict } from "@fairward/core/ReportDocument"
import { table } from "arquero"
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer"
import { comparedStages } from "./internal/comparisons.ts"
import { namesOf } from "./internal/names.ts"

/** A column of the flat table; what is not estimable, withheld or not computed is `null`. */
export type Column =
  | { readonly name: string; readonly type: "STRING"; readonly values: ReadonlyArray<string | null> }
  | { readonly name: string; readonly type: "DOUBLE"; readonly values: ReadonlyArray<number | null> }

/**
 * Every comparison of a cohort with its rest, a row each, in the order of the findings. Estimates, differences, ends of
 * intervals and margins are in the unit of the measure; `difference` is cohort minus rest, `low` and `high` are its
 * simultaneous interval, those of a side its own percentile interval.
 */
export const comparisons = (findings: AuditFindings.AuditFindings): ReadonlyArray<Column> => {
  const names = namesOf(findings, findings)
  const rows = comparedStages(findings).flatMap((stage) =>
    stage.comparisons.map((one) => ({ one, stage, measure: stage.measures.get(one.metric) }))
  )
  type Row = (typeof rows)[number]
  const text = (name: string, value: (row: Row) => string | undefined): Column => ({
    name,
    type: "STRING",
    values: rows.map((row) => value(row) ?? null)
  })
  const number = (name: string, value: (row: Row) => number | null | undefined): Column => ({
    name,
    type: "DOUBLE",
    values: rows.map((row) => value(row) ?? null)
  })
  return [
    text("stage", ({ stage }) => stage.id),
    text("measure", ({ one }) => one.metric),
    text("measure_title", ({ measure }) => measure?.title),
    text("unit", ({ measure }) => measure?.unit),
    text("better", ({ one }) => one.sense),
    text("harm", ({ measure }) => measure?.harm),
    text("grouping", ({ one }) => one.grouping),
    text("grouping_title", ({ one }) => names.groupingOf(one.grouping)),
    text("category", ({ one }) => one.category),
    text("category_title", ({ one }) => names.categoryOf(one.grouping, one.category)),
    number("estimate", ({ one }) => one.cohort.estimate),
    number("estimate_low", ({ one }) => one.cohort.low),
    number("estimate_high", ({ one }) => one.cohort.high),
    number("rest", ({ one }) => one.rest.estimate),
    number("rest_low", ({ one }) => one.rest.low),
    number("rest_high", ({ one }) => one.rest.high),
    number("difference", ({ one }) => one.difference),
    number("low", ({ one }) => one.interval?.low),
    number("high", ({ one }) => one.interval?.high),
    number("level", ({ one }) => one.interval?.level),
    number("adjusted_p", ({ one }) => one.interval?.adjustedP),
    number("mann_whitney_p", ({ one }) => one.mannWhitney.p),
    number("margin", ({ one }) => one.margin),
    number("detectable", ({ one }) => one.detectable),
    number("bearing", ({ one }) => one.cohort.bearing),
    number("rest_bearing", ({ one }) => one.rest.bearing),
    text("verdict", ({ one }) => one.verdict),
    text("reason", ({ one }) => one.reason)
  ]
}

/** As CSV with a head, an empty field where there is no value; numbers with all their digits. */
export const csv = (
  columns: ReadonlyArray<{ readonly name: string; readonly values: ReadonlyArray<string | number | null> }>
): string =>
  `${table(columns.map(({ name, values }) => [name, values.map((value) => value ?? "")] as const)).toCSV({ format: {} })}`

/** As Apache Parquet, nullable columns of strings and doubles. */
export const parquet = (columns: ReadonlyArray<Column>): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map(
        ({ name, type, values }): ColumnSource => ({ name, type, data: [...values], nullable: true })
      )
    })
  )

const contentOf = (cell: Cell | undefined) =>
  typeof cell === "object" && cell !== null && "value" in cell ? cell : { value: cell ?? null }

/** The tables of a report as CSV by section and id; an interval is two columns, a note and a verdict stand beside the value. */
export const tables = ({ sections }: ReportDocument): Readonly<Record<string, string>> =>
  Object.fromEntries(
    sections.flatMap(({ blocks, id: section }) =>
      blocks.flatMap((block) => {
        if (block._tag !== "Table") return []
        const group =
          block.group === undefined
            ? []
            : [{ name: block.group, values: block.rows.map((row) => plain(contentOf(row[block.group!]).value)) }]
        const columns = block.columns.flatMap(({ key, title, type }) => {
          const cells = block.rows.map((row) => contentOf(row[key]))
          const values = cells.map(({ value }) => value)
          const own =
            type._tag === "interval"
              ? (["low", "high"] as const).map((end, at) => ({
                  name: `${title} ${end}`,
                  values: values.map((value) => (Array.isArray(value) ? (value[at] as number) : null))
                }))
              : [{ name: title, values: values.map(plain) }]
          const beside = (["bound", "verdict", "note"] as const).flatMap((what) =>
            cells.some((cell) => what in cell)
              ? [
                  {
                    name: `${title} (${what})`,
                    values: cells.map((cell) => (what in cell ? String(cell[what]) : null))
                  }
                ]
              : []
          )
          return [...own, ...beside]
        })
        return [[`${section}.${block.id}`, csv(unique([...group, ...columns]))] as const]
      })
    )
  )

const plain = (value: unknown): number | string | null =>
  typeof value === "number" || typeof value === "string" ? value : null

/** Columns of the same title are told apart by numbers. */
const unique = <A extends { readonly name: string }>(columns: ReadonlyArray<A>): ReadonlyArray<A> =>
  columns.map((column, i) => {
    const before = columns.slice(0, i).filter(({ name }) => name === column.name).length
    return before === 0 ? column : { ...column, name: `${column.name} ${before + 1}` }
  })

const escaped = (value: string): string => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")

const labelsOf = (labels: Readonly<Record<string, string>>): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",")}}`

/**
 * Gauges in the text format of Prometheus, for its node exporter's textfile collector: the estimate of each cohort, its
 * difference from the rest with both ends of the interval, whether it is worse off, and how often each verdict was given.
 * What has no value has no line.
 */
export const prometheus = (findings: AuditFindings.AuditFindings): string => {
  const stages = comparedStages(findings)
  const lines: Array<string> = []
  const gauge = (
    name: string,
    help: string,
    samples: ReadonlyArray<readonly [Readonly<Record<string, string>>, number | null | undefined]>
  ): void => {
    lines.push(`# HELP fairward_${name} ${help}`, `# TYPE fairward_${name} gauge`)
    for (const [labels, value] of samples) {
      if (value !== null && value !== undefined) lines.push(`fairward_${name}${labelsOf(labels)} ${value}`)
    }
  }
  const each = stages.flatMap(({ comparisons, id }) =>
    comparisons.map(
      (one) => [{ stage: id, measure: one.metric, grouping: one.grouping, category: one.category }, one] as const
    )
  )
  gauge(
    "estimate",
    "Estimate of a measure in a cohort.",
    each.map(([labels, { cohort }]) => [labels, cohort.estimate])
  )
  gauge(
    "difference",
    "Estimate of the cohort minus that of the rest.",
    each.map(([labels, one]) => [labels, one.difference])
  )
  gauge(
    "difference_low",
    "Lower end of the simultaneous interval of the difference.",
    each.map(([labels, { interval }]) => [labels, interval?.low])
  )
  gauge(
    "difference_high",
    "Upper end of the simultaneous interval of the difference.",
    each.map(([labels, { interval }]) => [labels, interval?.high])
  )
  gauge(
    "worse",
    "1 where a cohort is worse off than its rest, 2 where by more than the margin, else 0; absent where nothing was judged.",
    each.map(([labels, { sense, verdict }]) => [
      labels,
      sense === "none" || unjudged.has(verdict) ? null : verdict === "material" ? 2 : verdict === "worse" ? 1 : 0
    ])
  )
  gauge(
    "verdicts",
    "Comparisons of a stage with a verdict.",
    stages.flatMap(({ comparisons, id }) =>
      Verdict.literals.map(
        (verdict) => [{ stage: id, verdict }, comparisons.filter((one) => one.verdict === verdict).length] as const
      )
    )
  )
  gauge("audit_timestamp_seconds", "When the audit began.", [[{}, Date.parse(findings.provenance.startedAt) / 1000]])
  return `${lines.join("\n").replaceAll("{} ", " ")}\n`
}

const unjudged: ReadonlySet<Verdict> = new Set(["too small", "not estimable", "no verdict"])
