/** What was found of cohorts, in sentences. */
import { Prose, ReportDocument } from "@fairward/core"
import { atSolvedThresholds, exchangeInBrief, mainsOf } from "./Exchange.ts"
import type { Findings, Model, Told } from "./Findings.ts"
import { beyondMargin, type Category, direction, type Found, foundOf, type Grouping, gravestFirst } from "./Found.ts"
import { bothValues, intervalWords, naturalDifference } from "./Numbers.ts"

const { listedFew, text } = Prose
const { decimal } = ReportDocument

type Text = ReportDocument.Text
type KeyFinding = Extract<ReportDocument.Block, { readonly _tag: "KeyFinding" }>

/** "with proposed, of 100 events 31 are missed, against 22 with current (difference 9, 2 to 16)". */
const differenceWords = ({ baseline, counted: counts }: Findings, { comparison, told }: Found): Text => {
  const { cohort, rest } = comparison
  if (cohort.estimate === null || rest.estimate === null) {
    return text`with ${told.model.title} ${told.metric.title} is worse than with ${baseline.title}, by numbers that are withheld`
  }
  const values = bothValues(told.metric, counts, [cohort.estimate, rest.estimate], comparison.interval, baseline)
  return text`with ${told.model.title}, ${values}${naturalDifference(told, counts, comparison)}`
}

/** "falls behind its rest with proposed: recall changes by -0.020, in the rest by 0.060 (...)". */
const changeWords = ({ baseline }: Findings, { comparison, told }: Found): Text => {
  const { cohort, rest } = comparison
  const begins = text`falls behind the rest with ${told.model.title} in place of ${baseline.title}: ${told.metric.title}`
  if (cohort.estimate === null || rest.estimate === null) return text`${begins}, by numbers that are withheld`
  return text`${begins} changes by ${decimal(cohort.estimate, 3)}, in the rest by ${decimal(rest.estimate, 3)}${intervalWords(comparison)}`
}

const alsoNamed = 3

const alsoWords = (others: ReadonlyArray<Found>): Text => {
  const titles = (between: Told["between"]) =>
    others.filter(({ told }) => told.between === between).map(({ told }) => told.metric.title)
  const [differences, changes] = [titles("models"), titles("changes")]
  return [
    ...(differences.length === 0 ? [] : text` Also worse: ${listedFew(differences, alsoNamed)}.`),
    ...(changes.length === 0 ? [] : text` Further behind the rest: ${listedFew(changes, alsoNamed)}.`)
  ]
}

const findingOf = (
  findings: Findings,
  model: Model,
  grouping: Grouping,
  category: Category
): ReadonlyArray<{ readonly gravest: Found; readonly finding: KeyFinding }> => {
  const worse = foundOf(findings, model, grouping.id, category.id)
    .filter((one) => direction(findings, one) === "worse")
    .toSorted(gravestFirst)
  const [gravest, ...others] = worse
  if (gravest === undefined) return []
  const said = gravest.told.between === "models" ? differenceWords(findings, gravest) : changeWords(findings, gravest)
  const words = text`${{ strong: category.label }} (${grouping.title.toLowerCase()}): ${said}.`
  return [
    {
      gravest,
      finding: {
        _tag: "KeyFinding",
        verdict: gravest.comparison.verdict,
        text: text`${words}${alsoWords(others)}`,
        answer: text`${words}${atSolvedThresholds(findings)}`,
        measures: worse.map(({ told }) => told.id),
        harm: gravest.told.harm,
        weight: beyondMargin(gravest),
        evidence: `model-comparison-${grouping.id}`,
        cohorts: [{ grouping: grouping.id, category: category.id }]
      }
    }
  ]
}

/** What holds for everybody, for the first page, and a sentence a cohort that would be worse off, the gravest first. */
export const findingBlocks = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const told = findings.models.flatMap((model) =>
    findings.groupings.flatMap((grouping) =>
      grouping.categories.flatMap((category) => findingOf(findings, model, grouping, category))
    )
  )
  const everyone = findings.models.flatMap((model): ReadonlyArray<KeyFinding> => {
    const words = exchangeInBrief(findings, model)
    return words.length === 0
      ? []
      : [
          {
            _tag: "KeyFinding",
            verdict: "no verdict",
            scope: "everyone",
            text: words,
            measures: mainsOf(findings, model).map(({ id }) => id),
            weight: 0,
            evidence: "model-comparison"
          }
        ]
  })
  return [...everyone, ...told.toSorted((a, b) => gravestFirst(a.gravest, b.gravest)).map(({ finding }) => finding)]
}
