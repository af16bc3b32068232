/** Findings of audits that `compare` and `gate` read. */
import { findings, stored } from "@fairward/fixtures/Findings"

const side = (estimate: number) => ({
  estimate,
  median: estimate,
  q1: estimate,
  q3: estimate,
  low: estimate,
  high: estimate,
  replicates: 1000,
  bearing: 100
})

const comparison = (category: string, difference: number, verdict: string) => ({
  grouping: "sex",
  category,
  metric: "event_recall",
  sense: "higher",
  cohort: side(0.8 + difference),
  rest: side(0.8),
  difference,
  delta: Math.abs(difference),
  direction: null,
  mannWhitney: { p: 0.5, alpha: 0.001, significant: false },
  interval: {
    low: difference - 0.06,
    high: difference + 0.06,
    level: 0.95,
    adjustedP: 0.5,
    joint: { family: "rates", share: 0.4, standardError: 0.02, criticalValue: 3 }
  },
  detectable: 0.1,
  margin: 0.05,
  verdict
})

/** The text of a findings.json in which women differ from men by so much, of a file with this hash. */
export const audit = (
  difference: number,
  hash: string,
  { level = 0.95, verdict = "inconclusive" }: { readonly level?: number; readonly verdict?: string } = {}
): string => {
  const found = findings(
    {
      performance: stored({
        title: "Performance",
        status: "done",
        measures: [
          {
            id: "event_recall",
            title: "Event recall",
            sense: "higher",
            unit: "share",
            harm: "missed",
            headline: { title: "Missed" }
          }
        ],
        findings: { comparisons: [comparison("F", difference, verdict), comparison("M", -difference, "inconclusive")] }
      })
    },
    { level }
  )
  const [input] = found.provenance.inputs
  const inputs = [{ ...input!, sha256: hash.repeat(64) }]
  return JSON.stringify({
    ...found,
    audit: { ...found.audit, dataset: { ...found.audit.dataset, notes: [] }, groupings: groupings(found) },
    provenance: { ...found.provenance, inputs }
  })
}

const groupings = ({ audit }: ReturnType<typeof findings>) => audit.groupings.map((one) => ({ ...one, dropped: [] }))
