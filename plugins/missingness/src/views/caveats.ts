import { ReportDocument } from "@fairward/core"
import { leastReliable } from "../Dependence.ts"
import { type Findings, noneOf, patientsOf, withoutStayOf } from "../Findings.ts"

const { caveat } = ReportDocument

type Block = ReportDocument.Block

const names = (ids: ReadonlyArray<string>) => ids.join(", ")

/** Where intervals come from the data, and what was left out for lack of them. */
export const inferenceCaveats = ({ leftOut, variables }: Findings): ReadonlyArray<Block> => {
  const inferred = variables.filter(({ inferredFrom }) => inferredFrom !== null)
  const { beyondMaximum, unmeasured } = leftOut
  return [
    ...(inferred.length === 0
      ? []
      : [
          caveat(
            "warning",
            {
              strong:
                inferred.length === variables.length
                  ? "Expected intervals were inferred from the data: "
                  : `The expected ${inferred.length === 1 ? "interval" : "intervals"} of ${inferred.map(({ title }) => title).join(", ")} ${inferred.length === 1 ? "was" : "were"} inferred from the data: `
            },
            "cohorts are compared with what is usual here, not with what care demands. The usual interval is the median gap between two measurements of the test patients, rounded up to one at which measurements are ordered. Set ",
            { code: "stages.missingness.variables" },
            " to what care demands, such as ",
            { code: `${inferred[0]!.id}: {every: 8 h}` },
            variables.some(({ definesLabel }) => definesLabel)
              ? "."
              : ", and say there which variable defines the label: none is taken to."
          )
        ]),
    ...(unmeasured.length === 0
      ? []
      : [
          caveat(
            "note",
            `Left out, since no test patient has two measurements from which to infer an interval: ${names(unmeasured)}.`
          )
        ]),
    ...(beyondMaximum.length === 0
      ? []
      : [
          caveat(
            "note",
            "Only the ",
            { value: variables.length, as: { _tag: "integer" } },
            ` most often measured variables are analysed. Left out: ${names(beyondMaximum)}. Name variables under `,
            { code: "stages.missingness.variables" },
            ", or raise ",
            { code: "maximumVariables" },
            "."
          )
        ])
  ]
}

const titleOf = (id: string, of: ReadonlyArray<{ readonly id: string; readonly title: string }>) =>
  of.find((one) => one.id === id)!.title

/** What limits these findings on these data. */
export const caveats = (findings: Findings): ReadonlyArray<Block> => {
  const { everyone, variables } = findings
  const withoutStay = withoutStayOf(everyone[0]!)
  const never = everyone.filter((own) => noneOf(own) === patientsOf(own))
  return [
    ...(never.length === 0
      ? []
      : [
          caveat(
            "warning",
            `No test patient has a measurement of ${never.map(({ variable }) => titleOf(variable, variables)).join(", ")}.`
          )
        ]),
    ...(withoutStay === 0
      ? []
      : [
          caveat(
            "note",
            { value: withoutStay, as: { _tag: "integer" } },
            withoutStay === 1
              ? " patient of the test split has no prediction, and so no stay that could be looked at."
              : " patients of the test split have no prediction, and so no stay that could be looked at."
          )
        ])
  ]
}

/** What limits the tests of dependence. */
export const dependenceCaveats = (findings: Findings): ReadonlyArray<Block> => {
  const { alpha, dependence, groupings, permutations, variables } = findings
  const named = (some: Findings["dependence"]) =>
    some.map((one) => `${titleOf(one.variable, variables)} by ${titleOf(one.grouping, groupings)}`).join("; ")
  const sparse = dependence.filter(({ test }) => test !== null && test.permutationP !== null)
  const smallest = 1 / (permutations + 1)
  const unsupported = sparse.filter(
    ({ test }) => test!.dependent && test!.permutationP! >= Math.max(alpha, 2 * smallest)
  )
  return [
    ...(sparse.length === 0
      ? []
      : [
          caveat(
            "note",
            "Expected counts below ",
            { value: leastReliable, as: { _tag: "integer" } },
            " make the chi-squared distribution a rough guide, so a p from ",
            { value: permutations, as: { _tag: "integer" } },
            " shuffles of the patients' labels stands beside it in ",
            { value: sparse.length, as: { _tag: "integer" } },
            " of ",
            { value: dependence.length, as: { _tag: "integer" } },
            " tests. It cannot be below 1 in ",
            { value: permutations + 1, as: { _tag: "integer" } },
            ", and does not decide what is called dependent."
          )
        ]),
    ...(unsupported.length === 0
      ? []
      : [
          caveat(
            "warning",
            `Called dependent by the chi-squared test, which the shuffled labels do not bear out: ${named(unsupported)}.`
          )
        ])
  ]
}
