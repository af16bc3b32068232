/** What could be behind a difference: what else differs in the same cohort, in stages on possible sources. */

import type { Measure } from "@fairward/core/Measure"
import { enumerated, text } from "@fairward/core/Prose"
import type { Text } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import type { KeyFinding } from "./findingsOfStages.ts"
import { link, type ReportedStage, type Subject } from "./Subject.ts"
import { type Judgement, judgementsOf } from "./verdictCounts.ts"

const mostNamed = 2

/** In margins, so that differences in several units can be ordered. */
const magnitude = ({ difference = null, margin = null }: Judgement): number =>
  Math.abs(difference ?? 0) / (margin === null || margin === 0 ? 1 : margin)

interface Cohort {
  readonly grouping: string
  readonly category: string
}

const measuresOf = (stage: ReportedStage): ReadonlyMap<string, Measure> =>
  new Map(
    (stage.stored.measures ?? []).flatMap((measure) => (measure.harm === "sources" ? [[measure.id, measure]] : []))
  )

/** "Lactate measured less", "MAP greater". */
const differenceOf = ({ directions, title }: Measure, verdict: Judgement["verdict"]): string =>
  `${title} ${verdict === "greater" || verdict === "less" ? (directions?.[verdict] ?? verdict) : verdict}`

/** What differs in a cohort by a stage on possible sources, the largest first. */
const differingIn = (stage: ReportedStage, { category, grouping }: Cohort): ReadonlyArray<Judgement> => {
  const measures = measuresOf(stage)
  return judgementsOf(stage)
    .filter(
      (one) =>
        one.grouping === grouping &&
        one.category === category &&
        (one.verdict === "greater" || one.verdict === "less") &&
        measures.has(one.metric ?? "")
    )
    .toSorted((a, b) => magnitude(b) - magnitude(a))
}

/** What stages on possible sources would ask of a cohort that differs by them, in the order of the stages. */
export const questionsOfSources = ({ stages }: Subject, cohort: Cohort): ReadonlyArray<string> =>
  stages.flatMap((stage) => {
    const question = stage.installed?.meta.question
    return question === undefined || differingIn(stage, cohort).length === 0 ? [] : [question]
  })

const sourcesIn = (stage: ReportedStage, cohort: Cohort): ReadonlyArray<Text> => {
  const measures = measuresOf(stage)
  const differing = differingIn(stage, cohort)
  if (differing.length === 0) return []
  const named = differing
    .slice(0, mostNamed)
    .map(({ metric, verdict }) => differenceOf(measures.get(metric!)!, verdict))
  const left = differing.length - named.length
  const whose = measures.get(differing[0]!.metric!)!.population === "train" ? " of the train patients" : ""
  const rest = left === 0 ? "" : text`, ${Document.count(left)} more`
  return [
    text`${link(`${stage.id}-${cohort.grouping}`, stage.stored.title.toLowerCase())}${whose} (${named.join(", ")}${rest})`
  ]
}

const alikeVerdicts: Readonly<Partial<Record<Judgement["verdict"], string>>> = {
  material: "the cohort is worse off too, by more than the margin",
  worse: "the cohort is worse off too",
  better: "the cohort is better off",
  equivalent: "the difference is inside its margin",
  inconclusive: "no difference is shown"
}

/** What a stage says of the same difference from those of the rest who are comparable. */
const alike = (stage: ReportedStage, { category, grouping }: Cohort, [measure]: ReadonlyArray<string>): Text => {
  const found = judgementsOf(stage).find(
    (one) =>
      one.between === "comparable" &&
      one.grouping === grouping &&
      one.category === category &&
      one.metric?.startsWith(`${measure}:`) === true
  )
  const words = found === undefined ? undefined : alikeVerdicts[found.withheld ?? found.verdict]
  return words === undefined
    ? []
    : text` Against comparable patients of the rest (${link(`${stage.id}-${grouping}`, stage.stored.title.toLowerCase())}) ${words}.`
}

/** A sentence behind a finding that one cohort is worse off; nothing where nothing else is known to differ. */
const explained = ({ stages }: Subject, finding: KeyFinding): KeyFinding => {
  const { cohorts = [], harm = "sources", verdict } = finding
  const [cohort] = cohorts
  if (cohort === undefined || cohorts.length > 1 || harm === "sources") return finding
  if (verdict !== "material" && verdict !== "worse") return finding
  const sources = stages.flatMap((stage) => sourcesIn(stage, cohort))
  const comparable = stages.flatMap((stage) => alike(stage, cohort, finding.measures ?? []))
  if (sources.length + comparable.length === 0) return finding
  const differing =
    sources.length === 0 ? [] : text` The same cohort also differs in ${enumerated(sources)}, which could explain it.`
  return { ...finding, text: text`${finding.text}${comparable}${differing}` }
}

/** Of several findings about a cohort only the first says what could explain it, and none where one `before` them does. */
export const explainedOnce = (
  subject: Subject,
  findings: ReadonlyArray<KeyFinding>,
  before: ReadonlyArray<KeyFinding> = []
): ReadonlyArray<KeyFinding> => {
  const told = new Set<string>()
  const once = (finding: KeyFinding): KeyFinding => {
    const key = JSON.stringify(finding.cohorts)
    if (told.has(key)) return finding
    const found = explained(subject, finding)
    if (found !== finding) told.add(key)
    return found
  }
  for (const finding of before) once(finding)
  return findings.map(once)
}
