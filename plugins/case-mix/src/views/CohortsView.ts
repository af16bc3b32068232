/** Crude beside like with like, for every cohort: as a table, and as dots with their intervals. */
import { Intervals, Theme } from "@fairward/charts"
import { Prose, type ReportDocument } from "@fairward/core"
import type { Findings, Support } from "../Findings.ts"
import { type Compared, countedDifference, frequencyOf } from "../Words.ts"

const { capitalised } = Prose

type Block = ReportDocument.Block
type Cell = ReportDocument.Cell

const keyOf = (one: { readonly grouping: string; readonly category: string; readonly metric: string }) =>
  JSON.stringify([one.grouping, one.category, one.metric])

const aloneShare = ({ comparable, patients }: Support): Cell => {
  const share = 1 - comparable / patients
  return Number.isFinite(share) ? share : { value: null, note: patients === 0 ? "nobody" : "withheld" }
}

/** A row a cohort and metric. */
export const cohortsTable = (findings: Findings, all: ReadonlyArray<Compared>, id: string, whose: string): Block => {
  const support = new Map(findings.support.map((one) => [keyOf(one), one]))
  const difference = (one: Compared, of: "crude" | "alike"): Cell => {
    const { difference: found, reason, verdict, withheld = verdict } = one[of]
    return found === null
      ? { value: null, verdict: withheld, note: reason ?? "not estimable" }
      : { value: countedDifference(frequencyOf(findings, one.metric), found), verdict: withheld }
  }
  return {
    _tag: "Table",
    id,
    caption: `${whose}: the difference from all of the rest (crude) and from comparable patients of it (like with like), as how many more of so many in the cohort; the part of the crude difference that the case mix explains (below 0: like with like it is larger), with its pointwise 95 % interval, where there is such a difference; and the patients of the cohort who have nobody to be compared with`,
    columns: [
      { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 1.8, filter: true },
      { key: "metric", title: "Of", type: { _tag: "text" }, width: 2.2, filter: true },
      { key: "crude", title: "Crude", type: { _tag: "number", digits: 1 } },
      { key: "alike", title: "Like with like", type: { _tag: "number", digits: 1 }, width: 1.2 },
      { key: "explained", title: "Explained", type: { _tag: "percent", digits: 0 } },
      { key: "interval", title: "95 % interval, %", type: { _tag: "interval", digits: 0 }, width: 1.3 },
      { key: "alone", title: "Nobody comparable", type: { _tag: "percent", digits: 0 }, width: 1.2 }
    ],
    group: "grouping",
    rows: all.map((one) => {
      const { high, low, share } = one.explained
      return {
        grouping: one.grouping.title,
        cohort: one.category.label,
        metric: ofWords(findings, one.metric),
        crude: difference(one, "crude"),
        alike: difference(one, "alike"),
        explained: share,
        interval: low === null || high === null ? null : ([100 * low, 100 * high] as const),
        alone: aloneShare(
          support.get(keyOf({ grouping: one.grouping.id, category: one.category.id, metric: one.metric }))!
        )
      }
    }),
    empty: "There is no cohort."
  }
}

/** "100 events, missed". */
const ofWords = (findings: Findings, metric: Compared["metric"]): string => {
  const { of, outcome, per } = frequencyOf(findings, metric)
  return `${per.toLocaleString("en")} ${of}: ${outcome.replace(/^(are|have an?|have) /u, "")}`
}

const kinds = ["crude", "like with like"] as const

const rowsOf = (findings: Findings, all: ReadonlyArray<Compared>) =>
  all.flatMap((one) =>
    (["crude", "alike"] as const).flatMap((of, kind) => {
      const { difference, interval, verdict, withheld = verdict } = one[of]
      const frequency = frequencyOf(findings, one.metric)
      const counted = (value: number) => countedDifference(frequency, value)
      if (difference === null || interval === null) return []
      const [low, high] = [counted(interval.low), counted(interval.high)].toSorted((a, b) => a - b)
      return [
        {
          panel: capitalised(`of ${ofWords(findings, one.metric)}`),
          cohort: `${one.grouping.title}: ${one.category.label}`,
          kind: kinds[kind]!,
          difference: counted(difference),
          low: low!,
          high: high!,
          verdict: withheld,
          ...(one[of].margin === null ? {} : { margin: frequency.per * one[of].margin })
        }
      ]
    })
  )

const labelRoom = 130
const rowStep = 9

/** A panel a metric; of every cohort what it is crude, in grey, and like with like, with its verdict. */
export const differencesChart = (
  findings: Findings,
  all: ReadonlyArray<Compared>,
  id: string
): ReadonlyArray<Block> => {
  const values = rowsOf(findings, all)
  if (values.length === 0) return []
  const panels = [...new Set(values.map(({ panel }) => panel))]
  const cohorts = [...new Set(values.map(({ cohort }) => cohort))]
  const verdicts = [...new Set(values.filter(({ kind }) => kind !== "crude").map(({ verdict }) => verdict))]
  const width = Math.floor((Theme.textWidth - labelRoom - 14 * (panels.length - 1)) / panels.length)
  const marks = verdicts.map((verdict) => Intervals.verdictMarks[verdict])
  const isCrude = "datum.kind === 'crude'"
  const ofVerdict = (range: ReadonlyArray<string>) => ({
    field: "verdict",
    type: "nominal",
    title: "Like with like",
    scale: { domain: verdicts, range },
    legend: { orient: "bottom", symbolSize: 26 }
  })
  const spec = {
    data: { values },
    facet: {
      column: {
        field: "panel",
        type: "nominal",
        title: null,
        sort: panels,
        header: { labelLimit: width, labelAnchor: "start" }
      }
    },
    resolve: { scale: { x: "independent" } },
    spacing: 14,
    spec: {
      width,
      height: { step: rowStep, for: "offset" },
      encoding: {
        x: {
          field: "difference",
          type: "quantitative",
          title: "← worse off\u2003\u2003better off →",
          scale: { reverse: true },
          axis: { grid: true, tickCount: 6 }
        },
        y: {
          field: "cohort",
          type: "nominal",
          title: null,
          sort: cohorts,
          axis: { ticks: false, domain: false, labelLimit: labelRoom },
          scale: { paddingInner: 0.35 }
        },
        yOffset: { field: "kind", type: "nominal", sort: kinds, scale: { domain: kinds } }
      },
      layer: [
        {
          mark: { type: "rule", color: Theme.colors.text, strokeWidth: 0.7 },
          encoding: { x: { datum: 0 }, y: null, yOffset: null }
        },
        {
          transform: [{ filter: isCrude }],
          mark: { type: "rule", strokeWidth: 1.1, color: Theme.colors.rule },
          encoding: { x: { field: "low" }, x2: { field: "high" } }
        },
        {
          transform: [{ filter: isCrude }],
          mark: { type: "tick", thickness: 2, size: 7, color: Theme.colors.muted, opacity: 1 }
        },
        {
          transform: [{ filter: `!(${isCrude})` }],
          mark: { type: "rule", strokeWidth: 1.2 },
          encoding: {
            x: { field: "low" },
            x2: { field: "high" },
            stroke: ofVerdict(marks.map(({ color }) => color))
          }
        },
        {
          transform: [{ filter: `!(${isCrude})` }],
          mark: { type: "point", size: 30, opacity: 1, strokeWidth: 1 },
          encoding: {
            stroke: ofVerdict(marks.map(({ color }) => color)),
            fill: ofVerdict(marks.map(({ color, filled }) => (filled ? color : "#FFFFFF"))),
            shape: ofVerdict(marks.map(({ shape }) => shape))
          }
        }
      ]
    }
  }
  return [
    {
      _tag: "Chart",
      id,
      spec: spec as unknown as Theme.Spec,
      caption:
        "Each cohort against all of its rest (grey tick) and, below it, against comparable patients of it (sign of the verdict), with simultaneous intervals; left of 0 the cohort is worse off",
      alt: `Differences of ${cohorts.length} cohorts from their rests, crude and like with like, with intervals, worse to the left, for ${panels.join("; ")}. The table of cohorts has the numbers.`
    }
  ]
}
