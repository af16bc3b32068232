import type { ComparisonTables, ReportDocument } from "@fairward/core"
import type { CohortFindings, Findings } from "../Findings.ts"
import {
  cohortsOf,
  costMetric,
  itemOf,
  measureOf,
  money,
  moneyDigits,
  type Named,
  perExposure,
  thresholdDigits
} from "../Words.ts"
import {
  type Column,
  everyoneLabel,
  integerColumn,
  intervalCell,
  intervalColumn,
  numberColumn,
  orReason,
  type Table,
  textColumn
} from "./cells.ts"

const thousand = (total: number | null, { patients }: CohortFindings) =>
  total === null ? null : (total * 1000) / patients

const withheld = { value: null, note: "withheld" } as const

const costCells = (findings: Findings, named: Named | undefined, cohort: CohortFindings): Table["rows"][number] => {
  const { cheapest, extra, fewest, least } = cohort.cost
  const { alarms, events, negatives, positives } = cohort.counts
  const byEvent = findings.costs.unit === "event"
  const cost = measureOf(findings, named, costMetric(findings))
  return {
    missed: byEvent && events !== null ? events.all - events.caught : positives.missed,
    falseAlarms: byEvent && alarms !== null ? alarms.false : negatives.reached,
    cost: cost.estimate,
    costInterval: intervalCell(cost),
    ...(findings.mode === "patients"
      ? {}
      : { perThousand: measureOf(findings, named, "cost_per_1000_patients").estimate }),
    cheapest: Number.isNaN(fewest) ? withheld : orReason(cheapest, "never alarm"),
    least: thousand(least, cohort),
    extra: named === undefined ? null : extra.estimate,
    extraInterval: named === undefined ? null : intervalCell(extra)
  }
}

/** What errors cost each category, at the audit's threshold, at its own cheapest one, and at everyone's. */
export const costsTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): ReportDocument.Block => {
  const isClassical = findings.mode === "patients"
  const missed = findings.costs.unit === "event" ? "Missed events" : `Missed ${itemOf(findings)}s`
  const digits = moneyDigits(measureOf(findings, undefined, costMetric(findings)).estimate)
  const perThousandDigits = moneyDigits(measureOf(findings, undefined, "cost_per_1000_patients").estimate)
  const perThousand: ReadonlyArray<Column> = isClassical
    ? []
    : [numberColumn("perThousand", "per 1,000 patients", perThousandDigits, 0.95)]
  return {
    _tag: "Table",
    id: `clinical-safety-costs-${grouping.id}`,
    caption: `${grouping.title}: cost of errors in ${money(findings)} at the audit's threshold ${Number(findings.threshold.toPrecision(4))}; then, per 1,000 patients, at the category's own cheapest threshold, and what everyone's cheapest threshold costs it more than that`,
    columns: [
      textColumn("category", "Category", 1.9),
      integerColumn("missed", missed, 0.75),
      integerColumn("falseAlarms", "False alarms", 0.8),
      numberColumn("cost", `Cost ${perExposure(findings)}`, digits, 0.95),
      intervalColumn("costInterval", "95 % interval", digits, 1.2),
      ...perThousand,
      numberColumn("cheapest", "Own cheapest threshold", thresholdDigits(findings), 0.9),
      numberColumn("least", "Cost there, per 1,000", perThousandDigits, 0.9),
      numberColumn("extra", "More at everyone's", perThousandDigits, 0.9),
      intervalColumn("extraInterval", "95 % interval", perThousandDigits, 1.3)
    ],
    rows: [
      ...cohortsOf(findings, grouping).map((named) => ({
        category: named.label,
        ...costCells(findings, named, named.cohort)
      })),
      { category: everyoneLabel, ...costCells(findings, undefined, findings.everyone) }
    ]
  }
}

const targetCells = ({ mode }: Findings, { target }: CohortFindings): Table["rows"][number] => {
  const { falseAlarmsPerDay, fewest, precision, reached, recallAtEveryones, threshold } = target
  return {
    recall: recallAtEveryones.estimate,
    recallInterval: intervalCell(recallAtEveryones),
    threshold: Number.isNaN(fewest)
      ? withheld
      : threshold === null
        ? {
            value: null,
            note: reached === null ? "nothing to catch" : `not reached, at best ${Number(reached.toFixed(3))}`
          }
        : threshold,
    reached: threshold === null ? null : reached,
    precision: precision.estimate,
    precisionInterval: intervalCell(precision),
    oneIn: precision.estimate === null || precision.estimate === 0 ? null : 1 / precision.estimate,
    ...(mode === "patients" ? {} : { falsePerDay: falseAlarmsPerDay.estimate })
  }
}

/** The recall that each category gets where all patients get the target, and what its own threshold for it would bring. */
export const targetTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): ReportDocument.Block => {
  const { target } = findings
  const { threshold } = findings.everyone.target
  const everyones = threshold === null ? "" : ` ${Number(threshold.toPrecision(4))}`
  const of = target.metric === "event-recall" ? "events" : `positive ${itemOf(findings)}s`
  return {
    _tag: "Table",
    id: `clinical-safety-target-${grouping.id}`,
    caption: `${grouping.title}: recall of ${of} at everyone's target threshold${everyones}, and the category's own highest threshold that reaches ${target.value} with the alarms it brings`,
    columns: [
      textColumn("category", "Category", 1.9),
      numberColumn("recall", "Recall at everyone's", 3, 0.9),
      intervalColumn("recallInterval", "95 % interval", 3, 1.2),
      numberColumn("threshold", "Own threshold", thresholdDigits(findings), 0.9),
      numberColumn("reached", "Recall there", 3),
      numberColumn("precision", "True, of all alarms there", 3, 0.95),
      intervalColumn("precisionInterval", "95 % interval", 3, 1.2),
      numberColumn("oneIn", "One true in", 1, 0.75),
      ...(findings.mode === "patients" ? [] : [numberColumn("falsePerDay", "False per patient-day", 2, 0.9)])
    ],
    rows: [
      ...cohortsOf(findings, grouping).map(({ cohort, label }) => ({
        category: label,
        ...targetCells(findings, cohort)
      })),
      { category: everyoneLabel, ...targetCells(findings, findings.everyone) }
    ]
  }
}
