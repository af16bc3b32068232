/** Counts over the data sets of each cell: what the page is made from. */
import { Quantile } from "@fairward/stats"
import type { About } from "./Cells.ts"
import type { Heard, Judged, Judgement } from "./Judgements.ts"
import { cellsOf, type Run } from "./Parts.ts"
import type { Header, Line } from "./Plan.ts"

/** Of a contrast whose cohort differs. */
export interface AskedCounts {
  readonly grouping: string
  readonly category: string
  readonly metric: string
  readonly truth: number
  readonly dataSets: number
  /** The interval lies beside 0, on the side of the difference. */
  readonly found: number
  /** The interval lies above or below the truth. */
  readonly above: number
  readonly below: number
  readonly meanDifference: number
  readonly medianWidth: number
}

export interface StageCounts {
  readonly stage: string
  /** With at least one interval. */
  readonly dataSets: number
  /** With at least one interval that does not hold the truth. */
  readonly off: number
  /** Median over data sets. */
  readonly judged: number
  /** Share of all contrasts of all data sets that the paper's test calls significant. */
  readonly significant: number
  /** Data sets in which an interval of the metric lies above or below the truth. */
  readonly metrics: Readonly<Record<string, { readonly above: number; readonly below: number }>>
  readonly asked: ReadonlyArray<AskedCounts>
}

export interface AuditCounts {
  readonly target: number
  readonly stages: ReadonlyArray<StageCounts>
  /** With an interval of any of the six stages that does not hold the truth. */
  readonly anyOff: number
}

export interface CellCounts extends Pick<About, "id" | "isPlanted" | "title"> {
  readonly dataSets: number
  readonly audits: ReadonlyArray<AuditCounts>
}

export interface Summary extends Pick<Header, "seed"> {
  readonly cells: ReadonlyArray<CellCounts>
}

const median = (values: ReadonlyArray<number>): number => Quantile.median(Float64Array.from(values))

const rounded = (value: number): number => Number(value.toPrecision(5))

const isFound = ({ high, low }: Judged, truth: number): boolean => (truth > 0 ? low > 0 : high < 0)

const nameOf = ({ category, grouping, metric }: Judged) => JSON.stringify([grouping, category, metric])

/** An interval that misses the truth lies wholly on one side of it. */
const sideOf = (one: Judged, truth: number) => (one.low > truth ? "above" : "below")

const metricsOf = (judgements: ReadonlyArray<Judgement>, truthOf: (one: Judged) => number) => {
  const metrics: Record<string, { above: number; below: number }> = {}
  for (const { off } of judgements) {
    const seen = new Set(off.map((one) => JSON.stringify([one.metric, sideOf(one, truthOf(one))])))
    for (const text of seen) {
      const [metric, side] = JSON.parse(text) as [string, "above" | "below"]
      metrics[metric] ??= { above: 0, below: 0 }
      metrics[metric][side]++
    }
  }
  return Object.fromEntries(Object.entries(metrics).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const askedOf = (judgements: ReadonlyArray<Judgement>, truthOf: (one: Judged) => number): ReadonlyArray<AskedCounts> =>
  [
    ...Map.groupBy(
      judgements.flatMap(({ asked }) => asked),
      nameOf
    ).values()
  ].map((own) => {
    const { category, grouping, metric } = own[0]!
    return {
      grouping,
      category,
      metric,
      truth: truthOf(own[0]!),
      dataSets: own.length,
      found: own.filter((one) => isFound(one, truthOf(one))).length,
      above: own.filter((one) => one.low > truthOf(one)).length,
      below: own.filter((one) => one.high < truthOf(one)).length,
      meanDifference: rounded(own.reduce((sum, { difference }) => sum + difference, 0) / own.length),
      medianWidth: rounded(median(own.map(({ high, low }) => high - low)))
    }
  })

const stageCounts = (
  stage: string,
  judgements: ReadonlyArray<Judgement>,
  truthOf: (one: Judged) => number
): StageCounts => {
  const some = judgements.filter(({ judged }) => judged > 0)
  return {
    stage,
    dataSets: some.length,
    off: some.filter(({ off }) => off.length > 0).length,
    judged: median(some.map(({ judged }) => judged)),
    significant: rounded(
      some.reduce((sum, { significant }) => sum + significant, 0) / some.reduce((sum, { judged }) => sum + judged, 0)
    ),
    metrics: metricsOf(some, truthOf),
    asked: askedOf(some, truthOf)
  }
}

/** Families of a single metric are not among the six stages. */
const isStage = (id: string): boolean => !id.includes(" alone")

const auditCounts = (target: number, heard: ReadonlyArray<Heard>, truthOf: (one: Judged) => number): AuditCounts => ({
  target,
  stages: Object.keys(heard[0]!.judgements).map((stage) =>
    stageCounts(
      stage,
      heard.map(({ judgements }) => judgements[stage]!),
      truthOf
    )
  ),
  anyOff: heard.filter(({ judgements }) =>
    Object.entries(judgements).some(([id, { off }]) => isStage(id) && off.length > 0)
  ).length
})

/** Counts of one cell; its lines in the order of their places. */
export const cellCounts = (
  { id, isPlanted, targets, title, truth }: About,
  lines: ReadonlyArray<Line>
): CellCounts => ({
  id,
  title,
  isPlanted,
  dataSets: lines.length,
  audits: targets.map((target, i) =>
    auditCounts(
      target,
      lines.map(({ audits }) => audits[i]!),
      truth.of
    )
  )
})

/** Counts of all cells that the runs have data sets of. */
export const summary = (runs: ReadonlyArray<Run>): Summary => ({
  seed: runs[0]!.header.seed,
  cells: (["simulated", "coins"] as const).flatMap(cellsOf).flatMap((about) => {
    const own = runs.flatMap(({ lines }) => lines.filter(({ cell }) => cell === about.id))
    return own.length === 0 ? [] : [cellCounts(about, own)]
  })
})

/** Mean seconds of processor time a data set takes, by cell and stage. */
export const costs = (
  runs: ReadonlyArray<Run>
): ReadonlyArray<readonly [cell: string, stage: string, seconds: number]> => {
  const sums = new Map<string, { cell: string; stage: string; seconds: number; count: number }>()
  for (const { audits, cell } of runs.flatMap(({ lines }) => lines)) {
    for (const [stage, seconds] of audits.flatMap((audit) => Object.entries(audit.seconds))) {
      const key = JSON.stringify([cell, stage])
      const known = sums.get(key) ?? { cell, stage, seconds: 0, count: 0 }
      sums.set(key, { cell, stage, seconds: known.seconds + seconds, count: known.count + 1 })
    }
  }
  return [...sums.values()].map(({ cell, count, seconds, stage }) => [cell, stage, seconds / count])
}
