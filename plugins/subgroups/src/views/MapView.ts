/** What was searched, at a glance: every group by its size and by how far it lies from all others. */
import { Theme } from "@fairward/charts"
import type { ReportDocument } from "@fairward/core"
import { Prose } from "@fairward/core"
import { type Findings, keyOf } from "../Findings.ts"
import type { Told } from "../Measures.ts"
import { headedIn, nameOf, searchedIn, worseIn } from "../Told.ts"

type Block = ReportDocument.Block

const height = 150
const labelled = 2
const between = 34
const axisWidth = 46

const states = ["Worse off", "Not shown to differ", "Better off"] as const

const stateOf = (verdict: ReportDocument.Verdict): (typeof states)[number] =>
  verdict === "material" || verdict === "worse"
    ? "Worse off"
    : verdict === "better"
      ? "Better off"
      : "Not shown to differ"

const byState = {
  color: {
    field: "state",
    type: "nominal",
    title: null,
    scale: { domain: states, range: [Theme.palette.vermillion, Theme.colors.rule, Theme.palette.blue] },
    legend: { orient: "bottom", direction: "horizontal" }
  },
  shape: {
    field: "state",
    type: "nominal",
    title: null,
    scale: { domain: states, range: ["diamond", "circle", "triangle-up"] },
    legend: { orient: "bottom", direction: "horizontal" }
  }
}

const pointsOf = (findings: Findings, measure: Told) => {
  const groups = new Map(findings.groups.map((group) => [keyOf(group), group]))
  const told = headedIn(worseIn(findings))
    .filter((one) => one.measure === measure)
    .slice(0, labelled)
    .map(({ group }) => keyOf(group))
  return findings.comparisons.flatMap((one) => {
    if (one.metric !== measure.id || one.difference === null) return []
    const group = groups.get(keyOf(one))!
    const state = stateOf(one.verdict)
    return [
      {
        group: nameOf(findings, group),
        patients: group.eventPatients,
        difference: Number(one.difference.toPrecision(4)),
        state,
        label: told.includes(keyOf(one)) ? nameOf(findings, group) : ""
      }
    ]
  })
}

/** From the smallest group to the largest, with room for a name above it. */
const sizesOf = ({ groups }: Findings): readonly [number, number] => {
  const sizes = groups.map(({ eventPatients }) => eventPatients)
  return [0.85 * Math.min(...sizes), 1.4 * Math.max(...sizes)]
}

const panelOf = (
  findings: Findings,
  measure: Told,
  width: number,
  isFirst: boolean,
  sizes: readonly [number, number]
) => {
  const values = pointsOf(findings, measure)
  const x = {
    field: "difference",
    type: "quantitative",
    title: "From all others",
    scale: { zero: true, reverse: measure.sense === "lower" },
    axis: { tickCount: 3, grid: true }
  }
  const y = {
    field: "patients",
    type: "quantitative",
    title: isFirst ? "Event-bearing patients" : null,
    scale: { type: "log", nice: false, domain: sizes },
    axis: { tickCount: 4, format: ",d", grid: true }
  }
  return {
    title: { text: measure.title, fontSize: 8.5, anchor: "start" },
    width,
    height,
    data: { values },
    layer: [
      { mark: { type: "rule", color: Theme.colors.muted }, encoding: { x: { datum: 0 } } },
      {
        mark: { type: "point", filled: true, opacity: 0.8 },
        encoding: {
          x,
          y,
          ...byState,
          size: { condition: { test: `datum.state === '${states[0]}'`, value: 55 }, value: 16 },
          order: { condition: { test: `datum.state === '${states[0]}'`, value: 1 }, value: 0 },
          tooltip: [
            { field: "group", type: "nominal", title: "Group" },
            { field: "patients", type: "quantitative", title: "Event-bearing patients" },
            { field: "difference", type: "quantitative", title: "From all others" }
          ]
        }
      },
      ...(values.some(({ label }) => label !== "")
        ? [
            {
              transform: [{ filter: "datum.label !== ''" }],
              mark: { type: "text", align: "left", dx: 6, dy: -7, fontSize: 8 },
              encoding: { x, y, text: { field: "label", type: "nominal" } }
            }
          ]
        : [])
    ]
  }
}

/** One panel a measure, side by side. */
export const mapBlocks = (findings: Findings, measures: ReadonlyArray<Told>): ReadonlyArray<Block> => {
  const shown = measures.filter(({ id }) =>
    findings.comparisons.some((one) => one.metric === id && one.difference !== null)
  )
  if (shown.length === 0) return []
  const width = Math.floor((Theme.textWidth - axisWidth - between * (shown.length - 1)) / shown.length)
  const spec = {
    hconcat: shown.map((measure, i) => panelOf(findings, measure, width, i === 0, sizesOf(findings))),
    spacing: between,
    bounds: "flush"
  } as unknown as Theme.Spec
  return [
    {
      _tag: "Chart",
      id: "subgroups-map",
      spec,
      caption:
        "Every group that was searched: how far it lies from all others, and its size. Worse is to the left; small groups lie further apart by chance alone",
      alt: `A dot for each of ${searchedIn(findings)} groups by its difference from all others and its event-bearing patients, for ${Prose.listed(shown.map(({ title }) => Prose.uncapitalised(title)))}. Groups that are worse off are diamonds. The tables name them.`
    }
  ]
}
