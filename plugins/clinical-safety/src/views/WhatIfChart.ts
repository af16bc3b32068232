/** Events caught against alarms, and what every cohort gets, at one setting of many. */
import { Theme } from "@fairward/charts"
import type { ReportDocument } from "@fairward/core"
import type { CohortFindings, Findings } from "../Findings.ts"
import { allCohorts, fullName, type Named } from "../Words.ts"
import { figuresOf, labelLayers, labelWidthOf, type Row, rowStep, rowsOf, yOf } from "./Rows.ts"
import { auditsSetting, type Brought, broughtTo, silenceName, thresholdName, triedIn } from "./WhatIf.ts"

const shownAtMost = 20

/** As many groupings as one figure holds; of one with more categories those of whom the fewest events are caught now. */
const shownCohorts = (findings: Findings): ReadonlyArray<Named> => {
  const first = figuresOf(findings)[0] ?? []
  if (first.length <= shownAtMost * 2) return first
  const now = auditsSetting(findings)
  const caught = ({ cohort }: Named) => now.broughtTo(cohort)?.caught ?? 101
  return first
    .toSorted((a, b) => caught(a) - caught(b))
    .slice(0, shownAtMost)
    .toSorted((a, b) => first.indexOf(a) - first.indexOf(b))
}

/** Of a setting, counted from the lowest threshold. */
type Point = Brought & { readonly key: string; readonly at: number; readonly silence: number }

const pointsOf = (findings: Findings, cohort: CohortFindings, key: string): ReadonlyArray<Point> => {
  const { thresholds } = findings.curve
  return triedIn(findings).silences.flatMap((_, silence) =>
    thresholds.flatMap((_, place) => {
      const brought = broughtTo(cohort, silence, place)
      const short = (value: number) => Number(value.toPrecision(6))
      return brought === null
        ? []
        : [
            {
              key,
              at: thresholds.length - 1 - place,
              silence,
              caught: short(brought.caught),
              alarms: short(brought.alarms),
              oneIn: brought.oneIn === null ? null : short(brought.oneIn)
            }
          ]
    })
  )
}

const isChosen = "datum.at === at && datum.silence === silence"

const settingChosen = [{ filter: isChosen }]

/** Of large numbers no decimals. */
const oneIn = "format(datum.oneIn, datum.oneIn < 10 ? '.1f' : '.0f')"

const told = `format(datum.caught, '.0f') + ' of 100 events, ' + format(datum.alarms, '.1f') + ' alarms per patient-day' + (datum.oneIn === null ? '' : ', one in ' + ${oneIn} + ' true')`

const quoted = (names: ReadonlyArray<string>): string => JSON.stringify(names)

const legend = {
  orient: "bottom",
  offset: 2,
  titleOrient: "left",
  titleFontWeight: "normal",
  titleFontSize: 7.5,
  columnPadding: 8,
  symbolType: "stroke",
  symbolSize: 160,
  labelFontSize: 7.5
}

/** Beyond this many times the largest budget the audit's setting would squeeze all others together. */
const mostBeyond = 3

/** Up to where alarms are shown: beyond the largest budget, and to the audit's setting unless that is far away. */
const highestAlarms = (findings: Findings): number => {
  const largest = Math.max(...triedIn(findings).budgets.map(({ alarmsPerDay }) => alarmsPerDay))
  const now = auditsSetting(findings).broughtTo(findings.everyone)?.alarms ?? 0
  return Math.max(1.25 * largest, now <= mostBeyond * largest ? 1.1 * now : 0)
}

/** Events caught against alarms: a line for each silence, and the chosen setting on it. */
const tradeOff = (findings: Findings, points: ReadonlyArray<Point>, size: { width: number; height: number }) => {
  const { silences, budgets } = triedIn(findings)
  const names = silences.map(silenceName)
  const x = {
    field: "alarms",
    type: "quantitative",
    title: "Alarms per patient-day",
    scale: { domain: [0, highestAlarms(findings)], nice: false }
  }
  const y = {
    field: "caught",
    type: "quantitative",
    title: "Events caught, of 100",
    scale: { domain: [0, 100] },
    axis: { tickCount: 5 }
  }
  return {
    ...size,
    title: {
      text: {
        expr: `'All patients at threshold ' + ${quoted(
          findings.curve.thresholds.toReversed().map(thresholdName)
        )}[at] + ', silence: ' + ${quoted(names)}[silence]`
      },
      fontSize: 8.5,
      offset: 14
    },
    data: { values: points },
    layer: [
      {
        data: { values: budgets.map(({ alarmsPerDay }) => ({ alarms: alarmsPerDay })) },
        mark: { type: "rule", strokeDash: [2, 2], color: Theme.colors.rule },
        encoding: { x }
      },
      {
        transform: [{ calculate: `${quoted(names)}[datum.silence]`, as: "name" }],
        mark: { type: "line", clip: true },
        encoding: {
          x,
          y,
          order: { field: "at" },
          color: { field: "name", type: "nominal", title: "Silence", scale: { domain: names }, legend },
          strokeDash: {
            field: "name",
            type: "nominal",
            title: "Silence",
            scale: { domain: names, range: Theme.dashes.slice(0, names.length).map((dash) => [...dash]) },
            legend
          }
        }
      },
      {
        transform: settingChosen,
        mark: { type: "point", size: 60, stroke: "#000000", fill: "#FFFFFF", opacity: 1, strokeWidth: 1.4, clip: true },
        encoding: { x, y }
      },
      {
        transform: [...settingChosen, { calculate: told, as: "told" }],
        mark: { type: "text", align: "left", baseline: "bottom", fontSize: 7.5, color: Theme.colors.muted },
        encoding: { text: { field: "told" }, x: { value: 0 }, y: { value: -4 } }
      }
    ]
  }
}

/** What each cohort gets from the chosen setting. */
const shares = (
  everyone: ReadonlyArray<Point>,
  points: ReadonlyArray<Point>,
  rows: ReadonlyArray<Row>,
  { labelWidth, width }: { readonly labelWidth: number; readonly width: number }
) => {
  const y = yOf(rows)
  const x = {
    field: "caught",
    type: "quantitative",
    title: "Events caught, of 100",
    scale: { domain: [0, 100] },
    axis: { tickCount: 5 }
  }
  const beside = (told: string, at: number) => ({
    transform: [...settingChosen, { calculate: told, as: "told" }],
    mark: { type: "text", align: "right", baseline: "middle", fontSize: 7.5 },
    encoding: { y, x: { value: width + at }, text: { field: "told" } }
  })
  const head = (words: string, at: number) => ({
    data: { values: [{}] },
    mark: {
      type: "text",
      align: "right",
      baseline: "bottom",
      fontSize: 7,
      lineHeight: 8,
      color: Theme.colors.muted,
      text: words.split("\n")
    },
    encoding: { x: { value: width + at }, y: { value: -2 } }
  })
  return {
    width,
    height: { step: rowStep },
    data: { values: points },
    layer: [
      {
        data: { values: everyone },
        transform: settingChosen,
        mark: { type: "rule", strokeDash: [3, 2], color: Theme.colors.muted },
        encoding: { x }
      },
      {
        transform: settingChosen,
        mark: { type: "point", size: 22, stroke: Theme.palette.blue, fill: Theme.palette.blue, opacity: 1 },
        encoding: { x, y }
      },
      beside("format(datum.alarms, '.1f')", 38),
      beside(`datum.oneIn === null ? 'none' : ${oneIn}`, 72),
      head("alarms per\npatient-day", 38),
      head("one true\nin", 72),
      ...labelLayers(rows, labelWidth)
    ]
  }
}

/** As high as the rows beside it, within limits. */
const heightBeside = (rows: ReadonlyArray<Row>): number => Math.min(190, Math.max(112, rowStep * rows.length - 12))

const besideWidth = 80
const tradeOffWidth = 170

/** A chart whose setting a reader of the HTML report may move. */
export const whatIfChart = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const { curve, everyone } = findings
  const { silences } = triedIn(findings)
  const cohorts = shownCohorts(findings)
  const rows = rowsOf(cohorts)
  const labelWidth = labelWidthOf(rows)
  const own = auditsSetting(findings)
  const of = pointsOf(findings, everyone, "")
  const points = rows.flatMap(({ key, named }) => (named === null ? [] : pointsOf(findings, named.cohort, key)))
  if (of.length + points.length === 0) return []
  const names = curve.thresholds.toReversed().map(thresholdName)
  const width = Theme.textWidth - tradeOffWidth - labelWidth - besideWidth - 46
  const left = allCohorts(findings).length - cohorts.length
  const settings = `${curve.thresholds.length} thresholds and ${silences.length} silences`
  return [
    {
      _tag: "Chart",
      id: "clinical-safety-what-if",
      spec: {
        usermeta: { readouts: { at: names } },
        params: [
          {
            name: "at",
            value: curve.thresholds.length - 1 - own.place,
            bind: { input: "range", min: 0, max: curve.thresholds.length - 1, step: 1, name: "Threshold" }
          },
          {
            name: "silence",
            value: own.silence,
            bind: {
              input: "select",
              options: silences.map((_, i) => i),
              labels: silences.map(silenceName),
              name: "Silence after an alarm"
            }
          }
        ],
        hconcat: [
          tradeOff(findings, of, { width: tradeOffWidth, height: heightBeside(rows) }),
          shares(of, points, rows, { labelWidth, width })
        ],
        spacing: 20
      },
      caption: `Events caught against alarms, and what each cohort gets (dashed: all patients), at the audit's setting; dotted: budgets. In the HTML report a slider moves through ${settings}, each replayed${left > 0 ? `; ${left} other cohorts: in the annex` : ""}`,
      alt: altOf(findings, cohorts)
    }
  ]
}

const altOf = (findings: Findings, cohorts: ReadonlyArray<Named>): string => {
  const now = auditsSetting(findings)
  const words = (label: string, cohort: CohortFindings) => {
    const brought = now.broughtTo(cohort)
    return brought === null
      ? []
      : [`${label} ${brought.caught.toFixed(0)} of 100 events and ${brought.alarms.toFixed(1)} alarms per patient-day`]
  }
  const all = [
    ...words("All patients", findings.everyone),
    ...cohorts.flatMap((named) => words(fullName(named), named.cohort))
  ]
  return `At the audit's setting: ${all.join("; ")}.`
}
