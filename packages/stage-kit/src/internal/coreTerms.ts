import { type AuditFindings, type Comparison, ComparisonTables } from "@fairward/core"
import { AuditReport } from "@fairward/document"
import { Effect } from "effect"

const counts = { patients: 0, eventPatients: 0, events: 0, steps: 0, positives: 0, prevalence: null }

/** An audit with time and events in which no stage ran: its glossary has all of core's terms. */
const emptyAudit: AuditFindings.AuditFindings = {
  schemaVersion: 1,
  fairward: "0.0.0",
  report: { locale: "en", paper: "A4" },
  audit: {
    title: "",
    dataset: {
      timestepMinutes: 60,
      horizonSteps: 12,
      maxLengthSteps: null,
      isSplit: true,
      patients: { all: 0, test: 0, train: 0 },
      inputs: ["predictions", "events", "timeseries", "attributions"],
      notes: []
    },
    threshold: { value: 0.5, chosenBy: null, warnings: [] },
    resampling: { replicates: 1000, seed: 42, scheme: "multinomial" },
    significance: "simultaneous",
    level: 0.95,
    verdictMinimum: 30,
    everyone: counts,
    groupings: [],
    droppedGroupings: []
  },
  stages: {},
  provenance: { inputs: [], configSha256: "", versions: {}, seed: 42, startedAt: "2025-01-01T00:00:00.000Z" }
}

const categories = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `${i}`, label: `${i}`, patients: 1, eventPatients: 1 }))

/** Column titles of the tables that stages share: what they mean, core explains at the front of every report. */
const sharedTitles = (significance: "simultaneous" | "mann-whitney"): ReadonlyArray<string> =>
  [2, 3].flatMap((count) => {
    const grouping = { id: "", title: "", categories: categories(count), minority: 0 }
    const comparisons: ReadonlyArray<Comparison.Comparison> = []
    const compared: ComparisonTables.Compared = {
      stage: "",
      metricTitle: "",
      metrics: [{ id: "", title: "", sense: "higher" }],
      groupings: [grouping],
      comparisons,
      significance,
      level: 0.95
    }
    const tables = [
      ComparisonTables.topCohortsTable(compared),
      ComparisonTables.summaryTable(compared, grouping, new Map()),
      ComparisonTables.significantTable(compared, grouping),
      ComparisonTables.comparisonTable(compared, grouping)
    ]
    return tables.flatMap((table) => (table._tag === "Table" ? table.columns.map(({ title }) => title) : []))
  })

/** What core explains in every report with time and events: its glossary, and the column titles of its shared tables. */
export const coreTerms = AuditReport.assemble(emptyAudit, []).pipe(
  Effect.map(({ glossary }) => ({
    glossary,
    titles: [...sharedTitles("simultaneous"), ...sharedTitles("mann-whitney")]
  })),
  Effect.orDie
)
