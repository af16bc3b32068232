import type { ReportDocument } from "@fairward/core"
import { leastReliable } from "../Dependence.ts"
import type { Findings } from "../Findings.ts"

type Block = ReportDocument.Block

const caveat = (severity: "note" | "warning", text: ReportDocument.Text): ReadonlyArray<Block> => [
  { _tag: "Caveat", severity, text }
]

/** What limits these findings on these data. */
export const caveats = (findings: Findings): ReadonlyArray<Block> => {
  const { alpha, dependence, everyone, groupings, permutations, replicates, variables, withoutStay } = findings
  const titleOf = (id: string, of: ReadonlyArray<{ readonly id: string; readonly title: string }>) =>
    of.find((one) => one.id === id)!.title
  const never = everyone.filter(({ none, patients }) => none === patients)
  const named = (some: Findings["dependence"]) =>
    some.map((one) => `${titleOf(one.variable, variables)} by ${titleOf(one.grouping, groupings)}`).join("; ")
  const sparse = dependence.filter(({ test }) => test !== null && test.permutationP !== null)
  const smallest = 1 / (permutations + 1)
  const unsupported = sparse.filter(
    ({ test }) => test!.dependent && test!.permutationP! >= Math.max(alpha, 2 * smallest)
  )
  return [
    ...(never.length === 0
      ? []
      : caveat("warning", [
          `No test patient has a measurement of ${never.map(({ variable }) => titleOf(variable, variables)).join(", ")}.`
        ])),
    ...(withoutStay === 0
      ? []
      : caveat("note", [
          { value: withoutStay, as: { _tag: "integer" } },
          withoutStay === 1
            ? " patient of the test split has no prediction, and so no stay that could be looked at."
            : " patients of the test split have no prediction, and so no stay that could be looked at."
        ])),
    ...(sparse.length === 0
      ? []
      : caveat("note", [
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
        ])),
    ...(unsupported.length === 0
      ? []
      : caveat("warning", [
          `Called dependent by the chi-squared test, which the shuffled labels do not bear out: ${named(unsupported)}.`
        ])),
    ...(replicates >= 1000
      ? []
      : caveat("warning", [
          `Verdicts need at least 1,000 replicates. This audit drew ${replicates}, so intervals are shown without them and the simultaneous test marks nothing.`
        ]))
  ]
}
