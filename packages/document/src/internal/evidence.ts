import { Strips } from "@fairward/charts"
import { capitalised, listedFew, text } from "@fairward/core/Prose"
import type { Block, Section } from "@fairward/core/ReportDocument"
import { asHeadline, type Disparity, otherWords, shownDisparities, type Told } from "./disparities.ts"
import { explainedOnce } from "./explanations.ts"
import type { KeyFinding } from "./findingsOfStages.ts"
import { digitsOf, distances, toldNumber } from "./naturalScale.ts"
import { questions } from "./questions.ts"
import type { Subject } from "./Subject.ts"
import { sideBySide } from "./sideBySide.ts"

export const evidenceId = "evidence"
export const evidenceTitle = "The evidence in pictures"

const alsoNamed = 3

const findingOf = ({ also, finding, told }: Disparity): KeyFinding => {
  if (told === undefined) return finding
  const more = also.length === 0 ? "" : text` Also worse: ${listedFew(also, alsoNamed)}.`
  return { ...finding, text: text`${asHeadline(told)}${more}` }
}

type Side = NonNullable<Told["judgement"]["cohort"]>

const stripOf = ({ report: { locale } }: Subject["findings"], told: Told, at: number): Block => {
  const { category, cohort, judgement, outcome, rest } = told
  const { scale } = outcome
  const digits = digitsOf(scale, judgement)
  const written = (value: number, own = digits): string =>
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: own,
      maximumFractionDigits: own,
      numberingSystem: "latn"
    }).format(value)
  const words = scale.unit.map((part) =>
    typeof part === "string" ? part : "value" in part ? new Intl.NumberFormat(locale).format(part.value) : ""
  )
  const row = (label: string, estimate: number, { high = null, low = null }: Partial<Side> = {}): Strips.Row => {
    const ends = low === null || high === null ? [] : [scale.valueOf(low), scale.valueOf(high)].sort((a, b) => a - b)
    const told = toldNumber(scale, judgement, estimate)
    const text = [told.bound ?? [], written(told.value, told.digits)].flat().join(" ")
    return { label, value: scale.valueOf(estimate), text, low: ends[0] ?? null, high: ends[1] ?? null }
  }
  const title = outcome.measure.headline?.title ?? outcome.measure.title
  const own = row(category.label, cohort, judgement.cohort)
  const others = row(capitalised(otherWords(told)), rest, judgement.rest)
  const said = ({ high, label, low, text }: Strips.Row): string =>
    `${label} ${text}${low === null || high === null ? "" : ` (${written(low)} to ${written(high)})`}`
  const counted = [title, words.join("")].filter((part) => part !== "").join(", ")
  const { margin = null } = judgement
  const difference = distances(scale, judgement)
  const decides =
    difference === undefined
      ? ""
      : `; the verdict rests on the interval of the difference, ${written(difference.low)} to ${written(difference.high)}`
  const band = margin === null ? null : Math.abs(scale.distanceOf(margin))
  return {
    _tag: "Chart",
    id: `evidence-${at}`,
    spec: Strips.strip({
      verdict: judgement.verdict,
      cohort: own,
      rest: others,
      margin: band,
      zero: outcome.measure.harm !== "ranking"
    }),
    caption: `${counted}, with the interval of each${band === null || band === 0 ? "" : "; in the grey band the difference would not matter"}${decides}`,
    alt: `${counted}: ${said(own)}; ${said(others)}.`
  }
}

/**
 * The gravest disparities, at most three, each with a picture and, where there is any room, what to ask; below them cohorts
 * side by side, one less than there is room for. Absent where nobody is shown to be worse off.
 */
export const evidenceSection = (subject: Subject, room: number): Section | undefined => {
  const shown = shownDisparities(subject)
  if (shown.length === 0) return undefined
  const asked = questions(subject, shown)
  const findings = explainedOnce(subject, shown.map(findingOf))
  return {
    id: evidenceId,
    title: evidenceTitle,
    goal: "The gravest disparities, at most three, each on an absolute scale, with what could explain it and what to ask.",
    blocks: [
      ...shown.flatMap(
        (disparity, i): ReadonlyArray<Block> => [
          findings[i]!,
          ...(disparity.told === undefined ? [] : [stripOf(subject.findings, disparity.told, i + 1)]),
          ...(room === 0 ? [] : asked[i]!)
        ]
      ),
      ...sideBySide(subject, Math.max(0, room - 1))
    ]
  }
}
