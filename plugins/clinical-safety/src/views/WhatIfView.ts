/** What other thresholds and silences would bring, and to whom. */
import { type ComparisonTables, Prose, ReportDocument } from "@fairward/core"
import type { CohortFindings, Findings } from "../Findings.ts"
import { allCohorts, cohortsOf, fullName, type Named, thresholdDigits } from "../Words.ts"
import { everyoneLabel, intervalCell, numberColumn, type Table, textColumn } from "./cells.ts"
import { auditsSetting, silenceName, triedIn, within } from "./WhatIf.ts"
import { whatIfChart } from "./WhatIfChart.ts"

type Block = ReportDocument.Block

const { text } = Prose

/** Cohorts with enough patients with an event, the one of whom the fewest events are caught first. */
const fewestCaught = (findings: Findings, budget: number): ReadonlyArray<Named> =>
  allCohorts(findings)
    .filter(
      ({ cohort }) => cohort.eventPatients >= findings.verdictMinimum && within(cohort, budget).recall.estimate !== null
    )
    .toSorted((a, b) => within(a.cohort, budget).recall.estimate! - within(b.cohort, budget).recall.estimate!)

const share = (key: string, title: string, width: number) =>
  ({ key, title, type: { _tag: "percent", digits: 0 }, width }) as const

const percentOf = (share: number): number => Math.round(100 * share)

/** The setting within each budget that catches most events of all patients. */
const budgetsTable = (findings: Findings): Block => ({
  _tag: "Table",
  id: "clinical-safety-budgets",
  caption: `Of the settings tried, the one within a budget of alarms per patient-day that catches most events of all patients, who are those it is chosen on: try it on others; fewest: of cohorts with at least ${findings.verdictMinimum} patients with an event`,
  columns: [
    numberColumn("budget", "At most per day", 1, 0.7),
    numberColumn("threshold", "Threshold", thresholdDigits(findings), 0.8),
    textColumn("silence", "Silence", 0.7),
    share("caught", "Events caught", 0.7),
    { key: "interval", title: "95 % interval", type: { _tag: "interval", digits: 2 }, width: 1.1 },
    numberColumn("alarms", "Alarms per day", 1, 0.75),
    numberColumn("oneIn", "One true in", 0, 0.6),
    textColumn("cohort", "Fewest caught in", 1.8),
    share("fewest", "Caught there", 0.75)
  ],
  rows: triedIn(findings).budgets.map(({ alarmsPerDay, silence, threshold }, budget) => {
    const { alarmsPerDay: alarms, precision, recall } = within(findings.everyone, budget)
    const [worst] = fewestCaught(findings, budget)
    const fewest = worst === undefined ? null : within(worst.cohort, budget).recall.estimate
    const isLess = fewest !== null && recall.estimate !== null && percentOf(fewest) < percentOf(recall.estimate)
    const note = worst === undefined ? "none is large enough" : "no cohort has fewer"
    return {
      budget: alarmsPerDay,
      threshold: threshold === null ? { value: null, note: "none within it" } : threshold,
      silence: silence === null ? null : silenceName(silence),
      caught: recall.estimate,
      interval: intervalCell(recall),
      alarms: alarms.estimate,
      oneIn:
        precision.estimate === null || precision.estimate === 0
          ? null
          : { value: 1 / precision.estimate, digits: precision.estimate > 0.1 ? 1 : 0 },
      ...(isLess ? { cohort: fullName(worst!), fewest } : { cohort: { value: null, note }, fewest: null })
    }
  })
})

/** From this share of steps on an alarm tells hardly any from the others. */
const nearlyAll = 0.5

/** That a threshold is so low that the silence alone decides when it rings. */
const asAClock = (findings: Findings, threshold: number): ReportDocument.Text => {
  const place = findings.curve.thresholds.indexOf(threshold)
  const everyStep = triedIn(findings).silences.indexOf(0)
  const setting = findings.everyone.whatIf?.settings[everyStep]
  const [own, other] = [setting?.trueAlarms.share[place], setting?.falseAlarms.share[place]]
  const share = (own ?? Number.NaN) + (other ?? Number.NaN)
  return share >= nearlyAll
    ? text` At that threshold ${ReportDocument.count(percentOf(share))} of 100 steps are alarms: it rings for nearly everybody, about as often as the silence lets it.`
    : []
}

/** The largest budget under what the alarm rings now: a setting that spares alarms, told in a sentence. */
const summary = (findings: Findings): ReadonlyArray<Block> => {
  const now = auditsSetting(findings).broughtTo(findings.everyone)
  const budget = triedIn(findings).budgets.findLastIndex(
    ({ alarmsPerDay, threshold }) => threshold !== null && (now === null || alarmsPerDay <= now.alarms)
  )
  const told = triedIn(findings).budgets[budget]
  if (told === undefined || now === null) return []
  const { recall } = within(findings.everyone, budget)
  if (recall.estimate === null) return []
  const [worst] = fewestCaught(findings, budget)
  const [caught, least] = [recall, worst === undefined ? recall : within(worst.cohort, budget).recall].map(
    ({ estimate }) => percentOf(estimate ?? Number.NaN)
  )
  const nowIn = ({ cohort }: Named) => {
    const brought = auditsSetting(findings).broughtTo(cohort)
    return brought === null ? "" : text` (${ReportDocument.count(Math.round(brought.caught))} now)`
  }
  const fewest =
    worst === undefined || least! >= caught!
      ? ""
      : text`, and ${ReportDocument.count(least!)} of 100 in ${fullName(worst)}${nowIn(worst)}`
  return [
    ReportDocument.paragraph(
      ...text`As it is set, the alarm rings ${ReportDocument.decimal(now.alarms, 1)} times per patient-day and catches ${ReportDocument.count(Math.round(now.caught))} of 100 events. With at most ${ReportDocument.decimal(told.alarmsPerDay, ReportDocument.decimalsOf(told.alarmsPerDay, 2))} alarms per patient-day, the best of the settings tried (threshold ${ReportDocument.score(told.threshold!)}, silence ${silenceName(told.silence!)}) would catch ${ReportDocument.count(caught!)}${fewest}.${asAClock(findings, told.threshold!)}`
    )
  ]
}

/** Silences that are not shown, with the reason. */
const notShown = (findings: Findings): ReadonlyArray<Block> => {
  const { same = [] } = triedIn(findings)
  const told = same.map(({ as, silence }) =>
    as === 0
      ? text`a silence of ${silenceName(silence)} is over before the next step, and so is none`
      : silence === 0
        ? text`one of ${silenceName(as)} is none`
        : text`one of ${silenceName(silence)} lasts as many steps as one of ${silenceName(as)}`
  )
  return told.length === 0
    ? []
    : [
        ReportDocument.paragraph(
          ...text`With a step of ${silenceName(findings.timestep)}, ${Prose.enumerated(told)}: not shown.`
        )
      ]
}

/** What other settings would bring; nothing where none were tried. */
export const whatIfBlocks = (findings: Findings): ReadonlyArray<Block> =>
  triedIn(findings).silences.length === 0
    ? []
    : [
        ReportDocument.heading(1, "clinical-safety-settings", "What if the alarm were set otherwise?"),
        ...summary(findings),
        ...whatIfChart(findings),
        ...notShown(findings),
        budgetsTable(findings)
      ]

/** Of each category the events that are caught within each budget. */
export const whatIfTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): ReadonlyArray<Block> => {
  const { budgets } = triedIn(findings)
  if (budgets.length === 0) return []
  const cells = (cohort: CohortFindings): Table["rows"][number] =>
    Object.fromEntries(
      budgets.flatMap((_, budget) => {
        const { alarmsPerDay, recall } = within(cohort, budget)
        return [
          [`caught ${budget}`, recall.estimate],
          [`interval ${budget}`, intervalCell(recall)],
          [`alarms ${budget}`, alarmsPerDay.estimate]
        ]
      })
    )
  return [
    {
      _tag: "Table",
      id: `clinical-safety-what-if-${grouping.id}`,
      caption: `${grouping.title}: share of events caught, with its 95 % interval, and alarms per patient-day, at the setting that is best for all patients within each budget of alarms`,
      columns: [
        textColumn("category", "Category", 1.7),
        ...budgets.flatMap(({ alarmsPerDay }, budget) => [
          share(`caught ${budget}`, `Caught within ${alarmsPerDay}`, 0.7),
          {
            key: `interval ${budget}`,
            title: "95 % interval",
            type: { _tag: "interval", digits: 2 },
            width: 1.1
          } as const,
          numberColumn(`alarms ${budget}`, "Alarms", 1, 0.6)
        ])
      ],
      rows: [
        ...cohortsOf(findings, grouping).map(({ cohort, label }) => ({ category: label, ...cells(cohort) })),
        { category: everyoneLabel, ...cells(findings.everyone) }
      ]
    }
  ]
}
