/** What verdicts mean, each beside a comparison of this very report, and one comparison read step by step. */
import { couldBeWorseBy } from "@fairward/core/Comparison"
import { text, uncapitalised } from "@fairward/core/Prose"
import type { Block, Cell, NumberInline, Text, Verdict } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { paragraph } from "@fairward/core/ReportDocument"
import { digitsOf, distances, naturally } from "./naturalScale.ts"
import { type Outcome, outcomesOf } from "./outcomes.ts"
import { type Subject, strong } from "./Subject.ts"
import type { Judgement } from "./verdictCounts.ts"

/** A comparison that has all its numbers. */
interface Example {
  readonly cohort: string
  readonly grouping: string
  readonly outcome: Outcome
  readonly judgement: Judgement
  readonly own: number
  readonly rest: number
  readonly margin: number
}

const examplesOf = (subject: Subject): ReadonlyArray<Example> =>
  outcomesOf(subject).flatMap((outcome) =>
    subject.findings.audit.groupings.flatMap(({ categories, id, title }) =>
      categories.flatMap((category): ReadonlyArray<Example> => {
        const judgement = outcome.of(id, category.id)
        const [own, rest] = [judgement?.cohort?.estimate ?? null, judgement?.rest?.estimate ?? null]
        const margin = judgement?.margin ?? null
        if (judgement === undefined || own === null || rest === null || margin === null) return []
        return distances(outcome.scale, judgement) === undefined
          ? []
          : [{ cohort: category.label, grouping: title, outcome, judgement, own, rest, margin }]
      })
    )
  )

const key: ReadonlyArray<readonly [verdict: Verdict, means: string]> = [
  ["material", "worse, by more than the margin"],
  ["worse", "worse; beyond the margin or not is open"],
  ["equivalent", "alike: within the margin"],
  ["inconclusive", "the data do not tell: no all-clear"],
  ["better", "better off than the rest"],
  ["too small", "too few patients: no all-clear"]
]

const none = (words: string): Readonly<Record<string, Cell>> => ({
  example: { value: words, mark: "muted" },
  cohort: { value: null, note: " " },
  rest: { value: null, note: " " },
  difference: { value: null, note: " " },
  interval: { value: null, note: " " },
  margin: { value: null, note: " " }
})

const cellsOf = ({ cohort, judgement, margin, outcome, own, rest }: Example): Readonly<Record<string, Cell>> => {
  const { scale } = outcome
  const digits = digitsOf(scale, judgement)
  const [low, high] = [judgement.interval!.low, judgement.interval!.high]
    .map(scale.distanceOf)
    .toSorted((a, b) => a - b)
  return {
    example: `${cohort}, ${uncapitalised(outcome.measure.headline!.title)}`,
    cohort: { value: scale.valueOf(own), digits },
    rest: { value: scale.valueOf(rest), digits },
    difference: { value: scale.distanceOf(judgement.difference!), digits },
    interval: { value: [low!, high!], digits },
    margin: inOwnDigits(Math.abs(scale.distanceOf(margin)), digits)
  }
}

/** A cohort of too few patients, which has no interval. */
const tooSmall = (subject: Subject, without: string): Readonly<Record<string, Cell>> => {
  const [found] = outcomesOf(subject).flatMap((outcome) =>
    subject.findings.audit.groupings.flatMap(({ categories, id }) =>
      categories.flatMap(({ id: category, label }) =>
        outcome.of(id, category)?.verdict === "too small" ? [{ label, title: outcome.measure.headline!.title }] : []
      )
    )
  )
  return found === undefined ? none(without) : { ...none(""), example: `${found.label}, ${uncapitalised(found.title)}` }
}

/** With more decimals than others where they would make 0 of it. */
const inOwnDigits = (value: number, digits: number) => ({
  value,
  digits: value > 0 ? Math.max(digits, Math.ceil(-Math.log10(value))) : digits
})

const numbers = { _tag: "number", digits: 0 } as const

/** The sign of each verdict, what it means, and a comparison of this report that has it. */
const keyTable = (subject: Subject, id: string, examples: ReadonlyArray<Example>, without: string): Block =>
  Document.Block.make({
    _tag: "Table",
    id,
    caption: "How to read a verdict, beside a comparison of this report that has it",
    columns: [
      { key: "verdict", title: "Verdict", type: { _tag: "verdict" } },
      { key: "means", title: "It says", type: { _tag: "text" }, width: 2 },
      { key: "example", title: "For example", type: { _tag: "text" }, width: 2 },
      { key: "cohort", title: "Cohort", type: numbers },
      { key: "rest", title: "Rest", type: numbers },
      { key: "difference", title: "Cohort − rest", type: numbers },
      { key: "interval", title: "Interval", type: { _tag: "interval", digits: 0 } },
      { key: "margin", title: "Margin", type: numbers }
    ],
    rows: key.map(([verdict, means]): Record<string, Cell> => {
      const found = examples.find(({ judgement }) => judgement.verdict === verdict)
      const shown = found === undefined ? none(without) : cellsOf(found)
      return { verdict, means, ...(verdict === "too small" ? tooSmall(subject, without) : shown) }
    })
  })

const conclusion = (example: Example, number: (value: number) => NumberInline): Text => {
  const { judgement, outcome } = example
  const { interval = null, verdict } = judgement
  const open = couldBeWorseBy({ interval, sense: outcome.measure.sense })
  switch (verdict) {
    case "material":
      return text`All of these are worse by more than the margin, so that the difference matters: material.`
    case "worse":
      return text`All of these are on the worse side, so that chance alone is an unlikely explanation; not all are beyond the margin: worse.`
    case "better":
      return text`All of these are on the better side: better.`
    case "equivalent":
      return text`All of these lie within the margin on both sides: equivalent.`
    default:
      return text`No difference is among these, and differences beyond the margin are too: inconclusive.${open === null ? "" : text` Being worse off by more than ${number(Math.abs(outcome.scale.distanceOf(open)))} is ruled out.`}`
  }
}

/** One comparison from its numbers to its verdict. */
const readAloud = (example: Example): Block => {
  const { cohort, grouping, judgement, margin, outcome, own, rest } = example
  const { scale } = outcome
  const digits = digitsOf(scale, judgement)
  const number = (value: number): NumberInline => naturally(value, digits)
  const { difference, high, low } = distances(scale, judgement)!
  const told = inOwnDigits(Math.abs(scale.distanceOf(margin)), digits)
  const unit = scale.unit.length === 0 ? "" : text` ${scale.unit}`
  return paragraph(
    ...text`${strong("An example, step by step. ")}${outcome.measure.headline!.title}${unit}: ${number(scale.valueOf(own))} in ${cohort} (${grouping.toLowerCase()}), ${number(scale.valueOf(rest))} in its rest, the other patients of the grouping. The difference is ${number(difference)}; true differences from ${number(low)} to ${number(high)} fit the data. The margin, from which on a difference matters, is ${naturally(told.value, told.digits)}. ${conclusion(example, number)}`
  )
}

const gravity: ReadonlyArray<Verdict> = ["material", "worse", "inconclusive", "equivalent", "better"]

/** The key beside examples, and the gravest comparison of the gravest outcome read step by step. */
export const workedExample = (subject: Subject, id: string): ReadonlyArray<Block> => {
  const examples = examplesOf(subject)
  const first = gravity.flatMap((verdict) => examples.filter(({ judgement }) => judgement.verdict === verdict))[0]
  return [
    keyTable(
      subject,
      id,
      examples,
      subject.findings.disclosure === undefined ? "none with a margin and an interval" : "none that is shown"
    ),
    ...(first === undefined ? [] : [readAloud(first)])
  ]
}
