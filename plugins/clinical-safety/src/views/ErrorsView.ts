import type { ComparisonTables, ReportDocument } from "@fairward/core"
import type { CohortFindings, Findings } from "../Findings.ts"
import { cohortsOf, itemOf, measureOf, type Named, tiersWithScores } from "../Words.ts"
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

type Row = Table["rows"][number]

/** A row for each category, then one for all patients. */
const rowsOf = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  cellsOf: (named: Named | undefined, cohort: CohortFindings) => Row
): ReadonlyArray<Row> => [
  ...cohortsOf(findings, grouping).map((named) => ({ category: named.label, ...cellsOf(named, named.cohort) })),
  { category: everyoneLabel, ...cellsOf(undefined, findings.everyone) }
]

/** "One alarm in k is true." */
const oneIn = (findings: Findings, named: Named | undefined, metric: string) =>
  orReason(measureOf(findings, named, metric).estimate, "none true")

/** Events and alarms of each category: what is missed, what disturbs, and how often an alarm is true. */
export const alarmsTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): ReportDocument.Block => {
  const hasEvents = findings.mode === "events"
  const hasPolicy = findings.policy !== null
  return {
    _tag: "Table",
    id: `clinical-safety-alarms-${grouping.id}`,
    caption: `${grouping.title}: ${hasEvents ? "events and alarms" : "alarms"}; an alarm is true ${hasEvents ? "inside the window of an evaluable event" : "at a positive step"}`,
    columns: [
      textColumn("category", "Category", 1.9),
      ...(hasEvents
        ? [
            integerColumn("events", "Events", 0.7),
            integerColumn("missed", "Missed", 0.7),
            numberColumn("missRate", "of all", 3, 0.7),
            intervalColumn("missInterval", "95 % interval", 3, 1.2),
            ...(hasPolicy ? [integerColumn("silenced", "Only silenced", 0.8)] : []),
            numberColumn("f2", "F2", 3, 0.65)
          ]
        : []),
      numberColumn("precision", "True, of all alarms", 3, 0.8),
      intervalColumn("precisionInterval", "95 % interval", 3, 1.2),
      numberColumn("oneIn", "One true in", 1, 0.7),
      numberColumn("perDay", "Alarms per patient-day", 2, 0.95),
      numberColumn("falsePerDay", "False per patient-day", 2, 0.95),
      numberColumn("truePerDay", "True per patient-day", 3, 0.95),
      ...(hasPolicy
        ? []
        : [numberColumn("stepRecall", "Recall, per step", 3, 0.75), numberColumn("stepF2", "F2, per step", 3, 0.7)]),
      ...(hasEvents && hasPolicy ? [numberColumn("lead", "Median lead in min", 0, 0.8)] : [])
    ],
    rows: rowsOf(findings, grouping, (named, { counts, leadMinutes }) => {
      const measure = (metric: string) => measureOf(findings, named, metric)
      return {
        ...(hasEvents
          ? {
              events: counts.events!.all,
              missed: counts.events!.all - counts.events!.caught,
              missRate: orReason(measure("event_miss_rate").estimate, "no event"),
              missInterval: intervalCell(measure("event_miss_rate")),
              ...(hasPolicy ? { silenced: counts.events!.silenced } : {}),
              f2: measure("event_f2").estimate
            }
          : {}),
        precision: orReason(measure("alarm_precision").estimate, "no alarm"),
        precisionInterval: intervalCell(measure("alarm_precision")),
        oneIn: oneIn(findings, named, "needed_to_evaluate"),
        perDay: measure("alarms_per_day").estimate,
        falsePerDay: measure("false_alarms_per_day").estimate,
        truePerDay: measure("true_alarms_per_day").estimate,
        ...(hasPolicy ? {} : { stepRecall: measure("step_recall").estimate, stepF2: measure("step_f2").estimate }),
        ...(hasEvents && hasPolicy ? { lead: orReason(leadMinutes?.estimate ?? null, "none caught") } : {})
      }
    })
  }
}

/** Single steps (or patients) of each category, whatever the policy. */
export const stepsTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): ReportDocument.Block => {
  const item = itemOf(findings)
  return {
    _tag: "Table",
    id: `clinical-safety-steps-${grouping.id}`,
    caption: `${grouping.title}: counted per ${item}${findings.policy === null ? "" : ", whatever the policy silences"}`,
    columns: [
      textColumn("category", "Category", 1.9),
      integerColumn("positives", `Positive ${item}s`),
      numberColumn("recall", "Recall", 3, 0.7),
      intervalColumn("recallInterval", "95 % interval", 3, 1.2),
      numberColumn("missRate", "Miss rate", 3, 0.7),
      numberColumn("precision", "Precision", 3),
      intervalColumn("precisionInterval", "95 % interval", 3, 1.2),
      numberColumn("f2", "F2", 3, 0.65),
      numberColumn("falsePerTrue", "False per true", 1),
      numberColumn("oneIn", "One true in", 1, 0.7)
    ],
    rows: rowsOf(findings, grouping, (named, { counts }) => {
      const measure = (metric: string) => measureOf(findings, named, metric)
      return {
        positives: counts.positives.all,
        recall: orReason(measure("step_recall").estimate, "nothing positive"),
        recallInterval: intervalCell(measure("step_recall")),
        missRate: measure("step_miss_rate").estimate,
        precision: orReason(measure("step_precision").estimate, "no alarm"),
        precisionInterval: intervalCell(measure("step_precision")),
        f2: measure("step_f2").estimate,
        falsePerTrue: orReason(measure("step_false_per_true").estimate, "none true"),
        oneIn: oneIn(findings, named, "step_needed_to_evaluate")
      }
    })
  }
}

/** Decimals of percentages with which the smallest tier that has scores is not shown as having none. */
const shareDigits = ({ everyone: { tiers } }: Findings): number => {
  const steps = tiers.map(({ negatives, positives }) => negatives + positives)
  const total = steps.reduce((sum, count) => sum + count, 0)
  const least = Math.min(...steps.filter((count) => count > 0)) / total
  return least < 0.0001 ? 3 : least < 0.001 ? 2 : 1
}

const mostTiersAcross = 3

/** Labelled steps and patients per tier: the same colour should mean the same risk. Few tiers stand side by side. */
export const tiersTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): ReportDocument.Block => {
  const item = itemOf(findings)
  const isClassical = findings.mode === "patients"
  const tiers = tiersWithScores(findings).toReversed()
  const digits = shareDigits(findings)
  const shared = {
    _tag: "Table",
    id: `clinical-safety-tiers-${grouping.id}`,
    caption: `${grouping.title}: tiers of risk; share of the labelled ${item}s that lie in the tier, share of all positive ${item}s that do, and observed risk, the share of the tier's ${item}s that are positive${isClassical ? "" : "; patients count in their highest tier"}`
  } as const
  const numbers = (key: string): ReadonlyArray<Column> => [
    { key: `${key}share`, title: `of all ${item}s`, type: { _tag: "percent", digits }, width: 0.8 },
    { key: `${key}positiveShare`, title: "of all positive", type: { _tag: "percent", digits }, width: 0.8 },
    numberColumn(`${key}risk`, "Risk", 3, 0.7),
    ...(isClassical ? [] : [integerColumn(`${key}patients`, "Patients", 0.8)])
  ]
  if (tiers.length > mostTiersAcross) {
    return {
      ...shared,
      columns: [textColumn("tier", "Tier", 1.4), textColumn("category", "Category", 1.9), ...numbers("")],
      rows: tiers.flatMap(({ from, name }) =>
        rowsOf(findings, grouping, (_, cohort) => ({
          tier: { value: name, note: `≥ ${from}` },
          ...tierCells(cohort, name, "", isClassical)
        }))
      )
    }
  }
  return {
    ...shared,
    columns: [
      textColumn("category", "Category", 1.7),
      ...tiers.flatMap(({ from, name }) => {
        const [first, ...others] = numbers(name)
        return [{ ...first!, title: `${name} (≥\u00a0${from}), of all ${item}s`, width: 1 }, ...others]
      })
    ],
    rows: rowsOf(findings, grouping, (_, cohort) =>
      Object.assign({}, ...tiers.map(({ name }) => tierCells(cohort, name, name, isClassical)))
    )
  }
}

const tierCells = ({ counts, tiers }: CohortFindings, name: string, key: string, isClassical: boolean): Row => {
  const { negatives, patients, positives, risk } = tiers.find(({ tier }) => tier === name)!
  const steps = counts.positives.all + counts.negatives.all
  return {
    [`${key}share`]: steps === 0 ? null : (positives + negatives) / steps,
    [`${key}positiveShare`]: counts.positives.all === 0 ? null : positives / counts.positives.all,
    [`${key}risk`]: risk.estimate,
    ...(isClassical ? {} : { [`${key}patients`]: patients?.all ?? null })
  }
}
