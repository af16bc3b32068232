import { Curves, type Theme } from "@fairward/charts"
import type { ComparisonTables, ReportDocument } from "@fairward/core"
import type { CohortFindings, Findings } from "../Findings.ts"
import { isLogarithmic } from "../Setting.ts"
import { allCohorts, cohortsOf, itemOf, money, perExposure } from "../Words.ts"
import { auditedCost, benefits, costsAlong, gains } from "./AtThresholds.ts"

interface Series {
  readonly label: string
  readonly cohort: CohortFindings
}

const hasLogarithms = ({ netBenefit: { p }, threshold }: Findings): boolean => isLogarithmic(threshold, p.at(-1) ?? 0)

const xDomain = (findings: Findings): readonly [number, number] => {
  const { curve, netBenefit, scale, threshold } = findings
  const known = curve.thresholds.filter((one) => !Number.isNaN(one))
  if (scale === "points") return [Math.min(0, threshold, ...known), Math.max(1, threshold, ...known)]
  const most = Math.max(threshold, curve.thresholds[0] ?? 0, netBenefit.p.at(-1)!)
  return hasLogarithms(findings) ? [threshold / 10, most] : [0, most]
}

/** `NaN` where it is withheld, or where there is none and so no cost per any. */
const exposureOf = ({ mode }: Findings, { patientDays, patients }: CohortFindings): number => {
  const exposure = mode === "patients" ? patients / 1000 : (patientDays ?? 0)
  return exposure > 0 ? exposure : Number.NaN
}

/** In total, of everyone's cheapest threshold over the cohort's own. */
const extraCost = ({ cost, patients }: CohortFindings): number => ((cost.extra.estimate ?? 0) * patients) / 1000

/** The axis of costs holds what each cohort costs at the audit's threshold and its cheapest, with room; beyond it lines are cut. */
const mostCost = (findings: Findings): number =>
  1.5 *
  Math.max(
    1e-9,
    ...[{ cohort: findings.everyone }, ...allCohorts(findings)]
      .flatMap(({ cohort }) =>
        [auditedCost(findings, cohort), (cohort.cost.least ?? 0) + extraCost(cohort)].map(
          (cost) => cost / exposureOf(findings, cohort)
        )
      )
      .filter((cost) => !Number.isNaN(cost))
  )

const shared = (findings: Findings) => ({
  xDomain: xDomain(findings),
  isLogarithmic: hasLogarithms(findings),
  threshold: findings.threshold
})

const costPanel = (findings: Findings, series: ReadonlyArray<Series>, most: number): Curves.Panel => ({
  ...shared(findings),
  id: "cost",
  title: "Cost of errors",
  xTitle: findings.scale === "points" ? "Threshold in points" : "Threshold",
  yTitle: `${money(findings)} ${perExposure(findings)}`,
  yDomain: [0, most],
  series: series.map(({ cohort, label }) => {
    const costs = costsAlong(findings, cohort)
    const exposure = exposureOf(findings, cohort)
    const { cheapest, least } = cohort.cost
    return {
      id: label,
      label,
      points: findings.curve.thresholds
        .map((x, i) => ({ x, y: costs[i]! / exposure }))
        .filter(({ y }) => !Number.isNaN(y)),
      chosen:
        cheapest === null || least === null || Number.isNaN(exposure) ? undefined : { x: cheapest, y: least / exposure }
    }
  })
})

/** The axis of gains holds the largest of them, and all at the audit's threshold; below it lines are cut. */
const gainDomain = (findings: Findings, kind: "patient" | "window"): readonly [number, number] => {
  const all = [{ cohort: findings.everyone }, ...allCohorts(findings)].flatMap(({ cohort }) =>
    gains(findings, cohort, kind)
  )
  const most = Math.max(1e-3, ...all.map(({ y }) => y))
  const audited = all.flatMap(({ x, y }) => (x === findings.threshold ? [y] : []))
  return [1.15 * Math.min(-0.25 * most, ...audited), most * 1.08]
}

const gainPanel = (
  findings: Findings,
  series: ReadonlyArray<Series>,
  kind: "patient" | "window",
  yDomain: readonly [number, number]
): Curves.Panel => ({
  ...shared(findings),
  id: `gain ${kind}`,
  title: kind === "patient" ? "Gain in net benefit, patients" : "Gain in net benefit, windows",
  xTitle: "Threshold, as a probability",
  yTitle: kind === "patient" ? "True positives per patient" : "True positives per window",
  yDomain,
  series: series.map(({ cohort, label }) => ({
    id: label,
    label,
    points: gains(findings, cohort, kind)
  }))
})

/** Net benefit itself, with both alternatives, of all patients. */
const benefitPanel = (findings: Findings, kind: "patient" | "window"): Curves.Panel => {
  const along = benefits(findings, findings.everyone, kind)
  const most = Math.max(1e-6, ...along.flatMap(({ all, model }) => [model, all]))
  return {
    ...shared(findings),
    id: `benefit ${kind}`,
    title: kind === "patient" ? "Net benefit, per patient" : "Net benefit, per window",
    xTitle: "Threshold, as a probability",
    yTitle: `True positives per ${kind}`,
    yDomain: [-0.25 * most, most * 1.05],
    series: [
      { id: "Model", label: "Model", points: along.map(({ model, p }) => ({ x: p, y: model })) },
      { id: "Alarm always", label: "Alarm always", points: along.map(({ all, p }) => ({ x: p, y: all })) },
      { id: "Alarm never", label: "Alarm never", points: findings.netBenefit.p.map((x) => ({ x, y: 0 })) }
    ]
  }
}

const thresholdWords = "grey vertical line: the audit's threshold; lines are cut where they leave an axis"

const hasPoints = ({ points }: Curves.Series): boolean => points.length > 0

/** The panels in one row. */
const specOf = (panels: ReadonlyArray<Curves.Panel>, emphasised?: ReadonlySet<string>): Theme.Spec => {
  const series = panels.flatMap((panel) => panel.series.map(({ id }) => id))
  return Curves.curves({ series: [...new Set(series)], panels, emphasised })[0]!.spec
}

/** Panels and lines that have something to show. */
const withPoints = (panels: ReadonlyArray<Curves.Panel>): ReadonlyArray<Curves.Panel> =>
  panels
    .map((panel) => ({ ...panel, series: panel.series.filter(hasPoints) }))
    .filter(({ series }) => series.length > 0)

/** More lines than these in one panel cannot be told apart. */
const mostLines = 5

/**
 * Cost and gain in net benefit of the categories of a grouping against the threshold: a few categories a figure, or all in one
 * where some are `emphasised` and the others grey.
 */
export const thresholdCharts = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  emphasised?: ReadonlySet<string>
): ReadonlyArray<ReportDocument.Block> => {
  const all = cohortsOf(findings, grouping)
  const hasBenefit = findings.netBenefit.p.length > 0
  const gain = hasBenefit ? " and gain in net benefit" : ""
  const figures = emphasised === undefined ? Math.ceil(all.length / mostLines) : 1
  const bold = all.filter(({ category }) => emphasised?.has(category) === true)
  const labelled = emphasised === undefined ? undefined : new Set(bold.map(({ label }) => label))
  const perFigure = Math.ceil(all.length / figures)
  const most = mostCost(findings)
  const kinds = hasBenefit
    ? (["patient", "window"] as const).filter(
        (kind) => kind === "patient" || findings.everyone.netBenefit.window !== null
      )
    : []
  const gains = kinds.map((kind) => ({ kind, domain: gainDomain(findings, kind) }))
  return Array.from({ length: figures }, (_, i) => i).flatMap((i): ReadonlyArray<ReportDocument.Block> => {
    const series = all.slice(i * perFigure, (i + 1) * perFigure)
    const panels = withPoints([
      costPanel(findings, series, most),
      ...gains.map(({ domain, kind }) => gainPanel(findings, series, kind, domain))
    ])
    if (panels.length === 0) return []
    const part = figures === 1 ? "" : ` (${i + 1} of ${figures})`
    return [
      {
        _tag: "Chart",
        id: `clinical-safety-thresholds-${grouping.id}-${i + 1}`,
        spec: specOf(panels, labelled),
        caption:
          i > 0
            ? `${grouping.title}: cost ${perExposure(findings)}${gain}${part}`
            : `${grouping.title}: cost of errors ${perExposure(findings)}${gain}, against the threshold; circles: each category's cheapest threshold; ${thresholdWords}${part}`,
        alt: `Lines for ${series.map(({ label }) => label).join(", ")}. The tables of costs have the cheapest thresholds.`
      }
    ]
  })
}

const costAlone = (findings: Findings, cost: Curves.Panel): ReadonlyArray<ReportDocument.Block> =>
  cost.series.some(hasPoints)
    ? [
        {
          _tag: "Chart",
          id: "clinical-safety-everyone",
          spec: specOf([cost]),
          caption: `All patients: cost of errors ${perExposure(findings)} (circle: the cheapest threshold); ${thresholdWords}`,
          alt: "Cost against threshold."
        }
      ]
    : []

/** All patients: cost against threshold, and net benefit against alarming always and never. */
export const everyoneCharts = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const { everyone } = findings
  const { window } = everyone.netBenefit
  const cost = costPanel(findings, [{ label: "Model", cohort: everyone }], mostCost(findings))
  if (findings.netBenefit.p.length === 0) return costAlone(findings, cost)
  const benefits = [benefitPanel(findings, "patient"), ...(window === null ? [] : [benefitPanel(findings, "window")])]
  const panels = [cost, ...benefits].filter(({ series }) => hasPoints(series[0]!))
  if (panels.length === 0) return []
  return [
    {
      _tag: "Chart",
      id: "clinical-safety-everyone",
      spec: specOf(panels),
      caption: `All patients: cost of errors ${perExposure(findings)} (circle: the cheapest threshold), and net benefit of the model against alarming always and never; ${thresholdWords}`,
      alt: `Cost against threshold, and net benefit per patient${window === null ? "" : " and per window"} of the model, of alarming at every labelled ${itemOf(findings)} and of never alarming.`
    }
  ]
}
