/** What tables of several audits have in common. */
import type { AuditFindings } from "@fairward/core"
import type { Cell, Column, Section } from "@fairward/core/ReportDocument"
import type { Judged } from "./points.ts"

export const judgedColumns = (key: string, title: string): ReadonlyArray<Column> => [
  { key, title, type: { _tag: "number", digits: 3 } },
  { key: `${key}-interval`, title: "Interval", type: { _tag: "interval", digits: 3 }, width: 1.4 }
]

export const judgedCells = (key: string, judged: Judged | null | undefined, digits: number): Record<string, Cell> =>
  judged === null || judged === undefined
    ? { [key]: { value: null, note: "not judged" }, [`${key}-interval`]: null }
    : {
        [key]: { value: judged.estimate, verdict: judged.verdict, digits },
        [`${key}-interval`]: { value: [judged.low, judged.high], digits }
      }

interface Audit {
  readonly name: string
  readonly findings: AuditFindings.AuditFindings
}

/** The audits in their order, each called a period or a site. */
export const auditsOf = (audits: ReadonlyArray<Audit>, called: "Period" | "Site"): Section => {
  const count = (value: number | null): Cell => (value === null ? { value: null, note: "withheld" } : value)
  return {
    id: "audits",
    title: `The ${called.toLowerCase()}s`,
    goal: "What was audited, and who.",
    blocks: [
      {
        _tag: "Table",
        id: `audits-${called.toLowerCase()}s`,
        caption: called === "Period" ? "The audits in their order" : "The audits that are pooled",
        columns: [
          { key: "name", title: called, type: { _tag: "text" }, width: 1.4 },
          { key: "title", title: "Title", type: { _tag: "text" }, width: 2 },
          { key: "patients", title: "Patients", type: { _tag: "integer" } },
          { key: "eventPatients", title: "With event", type: { _tag: "integer" } },
          { key: "threshold", title: "Threshold", type: { _tag: "number", digits: 4 } },
          { key: "date", title: "Audited on", type: { _tag: "text" } }
        ],
        rows: audits.map(({ findings: { audit, provenance }, name }) => ({
          name,
          title: audit.title,
          patients: count(audit.everyone.patients),
          eventPatients: count(audit.everyone.eventPatients),
          threshold: audit.threshold.value,
          date: provenance.startedAt.slice(0, 10)
        }))
      }
    ]
  }
}
