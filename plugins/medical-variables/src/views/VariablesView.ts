import { ComparisonTables, Prose, ReportDocument } from "@fairward/core"
import { comparedOf, digitsOf, type Findings, type Variable } from "../Findings.ts"

const { caveat } = ReportDocument

const mostNamed = 8

const limitText = ({ onlyWhile }: Variable): string =>
  onlyWhile === null ? "" : `${onlyWhile.holds ? "while" : "while not"} ${onlyWhile.condition}`

/** What is compared: each variable with its unit, limit, patients, spread and margin. */
export const variablesTable = (findings: Findings): ReportDocument.Block => {
  const limited = findings.variables.some(({ onlyWhile }) => onlyWhile !== null)
  const named = findings.variables.some(({ column, title }) => column !== title)
  const everyone = new Map(findings.everyone.map((one) => [one.metric, one]))
  return {
    _tag: "Table",
    id: "medical-variables-variables",
    caption: "The variables, over the whole stay of the patients of the train split",
    columns: [
      { key: "variable", title: "Variable", type: { _tag: "text" }, width: 1.8 },
      ...(named ? [{ key: "column", title: "In the data", type: { _tag: "text" } as const, width: 1.2 }] : []),
      { key: "unit", title: "Unit", type: { _tag: "text" } },
      ...(limited ? [{ key: "limit", title: "Counted", type: { _tag: "text" } as const, width: 1.6 }] : []),
      { key: "patients", title: "Patients with a value", type: { _tag: "integer" } },
      { key: "median", title: "Median", type: { _tag: "number", digits: 2 } },
      { key: "sd", title: "Standard deviation", type: { _tag: "number", digits: 2 } },
      { key: "margin", title: "Margin", type: { _tag: "number", digits: 2 } }
    ],
    rows: findings.variables.map((variable) => {
      const own = everyone.get(`${variable.id}:whole_stay`)!
      const digits = digitsOf(variable)
      return {
        variable: variable.title,
        ...(named ? { column: variable.column } : {}),
        unit: variable.unit ?? "",
        ...(limited ? { limit: limitText(variable) } : {}),
        patients: own.patients,
        median:
          own.estimate === null ? { value: null, note: "no patient with a value" } : { value: own.estimate, digits },
        sd: { value: variable.sd, digits },
        margin: { value: variable.margin, digits: digits + (variable.marginFrom === "unit" ? 0 : 1) }
      }
    })
  }
}

const driverText = (
  { drivers, id }: Findings["conditions"][number],
  titles: ReadonlyMap<string, string>
): ReportDocument.Text => [
  { strong: `${id}: ` },
  drivers
    .map(
      ({ off, on, variable }) =>
        `${titles.get(variable) ?? variable} from a step with a value ${on} until the first later step with a value ${off}, that step not included`
    )
    .join("; or "),
  "."
]

/** The conditions that limit a variable, as rules in words. */
export const conditionsView = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const titles = new Map(findings.variables.map(({ column, title }) => [column, title]))
  return findings.conditions
    .filter(({ id }) => findings.variables.some(({ onlyWhile }) => onlyWhile?.condition === id))
    .map((condition) => ({ _tag: "Paragraph", text: driverText(condition, titles) }))
}

/** Cohorts that are too small for some metrics, but not for all. */
const fewValues = (findings: Findings): ReadonlyArray<string> => {
  const compared = comparedOf(findings)
  const isSmall = ({ patients }: { readonly patients: number }) => patients < findings.verdictMinimum
  const variableOf = new Map(findings.metrics.map(({ id, variable }) => [id, variable]))
  const isEmpty = ({ category, grouping, metric }: Findings["distributions"][number]) =>
    findings.distributions.some(
      (one) =>
        one.patients === 0 &&
        one.grouping === grouping &&
        one.category === category &&
        one.metric === `${variableOf.get(metric)!}:whole_stay`
    )
  const partly = findings.distributions.filter(
    (one) =>
      isSmall(one) && !isEmpty(one) && compared.bearing!.count(one.grouping, one.category) >= findings.verdictMinimum
  )
  return compared.metrics.flatMap(({ id, title }) => {
    const own = partly.filter(({ metric }) => metric === id)
    if (own.length === 0) return []
    if (findings.distributions.every((one) => one.metric !== id || isSmall(one))) return [`${title} (every cohort)`]
    const labels = own.map(({ category, grouping }) =>
      ComparisonTables.categoryLabel(ComparisonTables.groupingOf(compared, grouping), category)
    )
    return [`${title} (${Prose.listedFew(labels, mostNamed)})`]
  })
}

/** What could not be compared: conditions and variables left out, cohorts without a value, train and test not split. */
export const caveats = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const compared = new Map(findings.groupings.map((grouping) => [grouping.id, grouping]))
  const { eventConditions, variables } = findings.leftOut
  const empty = findings.variables.flatMap(({ id, title }) => {
    const cohorts = findings.distributions.flatMap(({ category, grouping, metric, patients }) =>
      patients === 0 && metric === `${id}:whole_stay`
        ? [`${ComparisonTables.categoryLabel(compared.get(grouping)!, category)} (${compared.get(grouping)!.title})`]
        : []
    )
    return cohorts.length === 0 ? [] : [`${title} in ${Prose.listedFew(cohorts, mostNamed)}`]
  })
  const few = fewValues(findings)
  return [
    ...(eventConditions.length === 0
      ? []
      : [
          caveat(
            "note",
            `Only the whole stay is compared, because ${eventConditions[0]!.reason}: levels outside events, and of patients without events, cannot be told apart from it. A difference may therefore come from events being more common in a cohort.`
          )
        ]),
    ...(variables.length === 0
      ? []
      : [
          caveat(
            "note",
            `The time series has more variables than the first ${findings.variables.length}, which are compared by default. Left out: ${variables.join(", ")}. Name those of interest under stages.medical-variables.variables.`
          )
        ]),
    ...(empty.length === 0
      ? []
      : [caveat("warning", `No patient of the cohort has a measurement that counts: ${empty.join("; ")}.`)]),
    ...(few.length === 0
      ? []
      : [
          caveat(
            "note",
            `Fewer than ${findings.verdictMinimum} patients with a value, so no verdict, for some variables only: ${few.join("; ")}.`
          )
        ]),
    ...(findings.isSplit
      ? []
      : [caveat("note", "The data are not split into train and test, so all patients are compared here.")])
  ]
}
