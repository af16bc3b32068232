import { couldBeWorseBy, verdictReplicates } from "@fairward/core/Comparison"
import { capitalised, counted, enumerated, listed, text, uncapitalised } from "@fairward/core/Prose"
import type { Block, Harm, Inline, Section, Text } from "@fairward/core/ReportDocument"
import { count, harms, paragraph } from "@fairward/core/ReportDocument"
import { asAnswer, type Disparity, disparitiesOf, nameOf } from "./disparities.ts"
import { findingsAboutEveryone, type KeyFinding } from "./findingsOfStages.ts"
import { heatMap } from "./heatMap.ts"
import { digitsOf, naturally } from "./naturalScale.ts"
import { type Outcome, outcomesOf, shownOutcomes } from "./outcomes.ts"
import { isClassical, link, type Subject, strong } from "./Subject.ts"
import { allVerdicts, type Judgement, totalOf } from "./verdictCounts.ts"
import { warningsOf } from "./warnings.ts"

export const answerId = "answer"

/** What the audit was made to find out. */
export const questionOf = (subject: Subject): string =>
  `Does this ${isClassical(subject) ? "model" : "alarm"} serve everyone?`

/** The answer has at most so many words. */
const mostWords = 80

const wordsIn = (words: Text): number =>
  words
    .map((part) => {
      if (typeof part === "string") return part
      if ("value" in part) return "0"
      return "strong" in part
        ? part.strong
        : "emphasis" in part
          ? part.emphasis
          : "code" in part
            ? part.code
            : part.text
    })
    .join("")
    .split(/\s+/u)
    .filter((word) => word !== "").length

/** The first sentence, and of the others those for which there is room, in their order. */
const withinWords = ([first = [], ...others]: ReadonlyArray<Text>): Text => {
  let said = first
  for (const sentence of others) {
    if (sentence.length > 0 && wordsIn(said) + wordsIn(sentence) <= mostWords) said = text`${said} ${sentence}`
  }
  return said
}

interface Open {
  readonly outcome: Outcome
  readonly compared: ReadonlyArray<Judgement>
}

const isJudged = ({ verdict, withheld = verdict }: Judgement): boolean =>
  withheld !== "too small" && withheld !== "not estimable" && withheld !== "no verdict"

/** By outcome, what was compared of all cohorts. */
const openOutcomes = (subject: Subject): ReadonlyArray<Open> =>
  shownOutcomes(subject).outcomes.map((outcome) => ({
    outcome,
    compared: subject.findings.audit.groupings.flatMap(({ categories, id }) =>
      categories.flatMap((category) => outcome.of(id, category.id) ?? [])
    )
  }))

const largestOf = ({ compared, outcome }: Open, distance: (one: Judgement) => number | null): Inline | undefined => {
  const found = compared
    .filter(isJudged)
    .flatMap((judgement) => {
      const value = distance(judgement)
      return value === null ? [] : [{ judgement, value: Math.abs(outcome.scale.distanceOf(value)) }]
    })
    .toSorted((a, b) => b.value - a.value)[0]
  if (found === undefined) return undefined
  const digits = digitsOf(outcome.scale, found.judgement)
  // A bound that were rounded down would promise too much.
  return naturally(Math.ceil(found.value * 10 ** digits - 1e-9) / 10 ** digits, digits)
}

/** By how much worse off a cohort could still be in an outcome, as its column of the map has it. */
const openBy = (open: Open): { readonly judged: number; readonly words: Text } | undefined => {
  const { compared, outcome } = open
  const judged = compared.filter(isJudged).length
  const most = largestOf(open, ({ interval = null }) => couldBeWorseBy({ interval, sense: outcome.measure.sense }))
  if (most === undefined) return undefined
  const { unit } = outcome.scale
  const words = text`${uncapitalised(outcome.measure.headline!.title)} ${most}${unit.length === 0 ? "" : text` ${unit}`}`
  return { judged, words }
}

/** What was ruled out in so many of the outcomes, the gravest first; those in which as many cohorts were judged together. */
const ruledOut = (opens: ReadonlyArray<Open>): Text => {
  const found = opens.flatMap((open) => openBy(open) ?? [])
  const alike = [...Map.groupBy(found, ({ judged }) => judged)].map(([judged, some], i) => {
    const cohorts = text`for ${counted(judged, "cohort")}`
    const listed = some.flatMap(({ words }, j) => (j === 0 ? words : text`; ${words}`))
    return i === 0
      ? text`${strong("Ruled out")} ${cohorts} is being worse off by more than: ${listed}`
      : text`; ${cohorts}: ${listed}`
  })
  return alike.length === 0 ? [] : text`${alike.flat()}.`
}

/** What was ruled out in as many outcomes as there is room for beside what else is said. */
const mostRuledOut = (opens: ReadonlyArray<Open>, others: ReadonlyArray<Text>): Text => {
  const room = mostWords - others.reduce((sum, words) => sum + wordsIn(words), 0)
  const tried = opens.map((_, i) => ruledOut(opens.slice(0, opens.length - i)))
  return tried.find((words) => wordsIn(words) <= room) ?? []
}

/** Of how many cohorts the data do not tell, by outcome; outcomes of as many together. */
const unjudged = (opens: ReadonlyArray<Open>): Text => {
  const left = opens.flatMap(({ compared, outcome }) => {
    const open = compared.filter((one) => !isJudged(one)).length
    return open === 0 ? [] : [{ open, of: compared.length, title: uncapitalised(outcome.measure.headline!.title) }]
  })
  const alike = [...Map.groupBy(left, ({ of, open }) => `${open} of ${of}`).values()].map(
    (some) =>
      text`${count(some[0]!.open)} of ${counted(some[0]!.of, "cohort")} in ${listed(some.map(({ title }) => title))}`
  )
  return alike.length === 0 ? [] : text`${strong("Not judged: ")}${enumerated(alike)}.`
}

const nothingWorse = (subject: Subject, poor: ReadonlyArray<Text>): ReadonlyArray<Text> => {
  const { findings, stages } = subject
  const { replicates } = findings.audit.resampling
  const counts = allVerdicts(subject)
  if (!stages.some(({ stored }) => stored.status === "done")) {
    return [
      text`${strong("Nobody knows: ")}nothing was analysed. Of the fairness of the model this report says nothing.`
    ]
  }
  if (counts.awaiting > 0 || (totalOf(counts) > 0 && replicates < verdictReplicates)) {
    return [
      text`${strong("Not judged. ")}With ${counted(replicates, "replicate")} no difference was told from chance, for which ${count(verdictReplicates)} are needed. The numbers below were measured; that none is called worse says nothing.`
    ]
  }
  if (totalOf(counts) === counts["no verdict"]) {
    return [
      text`${strong("Not judged. ")}No analysis of this report says whether a cohort is worse off than the other patients.`
    ]
  }
  const opens = openOutcomes(subject)
  const none = text`${strong("No difference was shown")} to the disadvantage of a cohort, which is no evidence that there is none.`
  const open = unjudged(opens)
  return [...poor, none, mostRuledOut(opens, [...poor, none, open]), open]
}

/** Whether something is poor for everybody, and no less grave than any difference. */
const isPoorest = (disparities: ReadonlyArray<Disparity>): ((finding: KeyFinding) => boolean) => {
  const rank = (harm: Harm = "sources") => harms.indexOf(harm)
  const gravest = Math.min(...disparities.map(({ finding }) => rank(finding.harm)))
  return ({ answer, harm, isPoor }) => isPoor === true && answer !== undefined && rank(harm) <= gravest
}

/**
 * In what all patients are served badly, which comes before differences that are no graver: by class of harm, and of one class
 * what is so for everybody first.
 */
const poorForEverybody = (subject: Subject, disparities: ReadonlyArray<Disparity>): ReadonlyArray<Text> => {
  const poor = findingsAboutEveryone(subject)
    .filter(isPoorest(disparities))
    .flatMap(({ answer = [] }) => [answer])
  return poor.length === 0 ? [] : [text`${strong("Poor for everybody:")} ${enumerated(poor)}.`]
}

/** How many are not told: cohorts, and findings about others, such as patients in whom something was never measured. */
const moreWorse = (disparities: ReadonlyArray<Disparity>, isAnyTold: boolean): Text => {
  const more = isAnyTold ? " more" : ""
  const others = disparities.filter(({ isAboutCohort }) => !isAboutCohort)
  const cohorts = disparities.length - others.length
  const parts = [
    ...(cohorts === 0
      ? []
      : [text`${count(cohorts)}${more} ${cohorts === 1 ? "cohort is" : "cohorts are"} worse off in something.`]),
    ...(others.length === 0
      ? []
      : [
          text`${counted(others.length, `${more} finding is`.trim(), `${more} findings are`.trim())} about other groups of patients.`
        ])
  ]
  return parts.flatMap((part, i) => (i === 0 ? part : text` ${part}`))
}

/** Those that have a name, the gravest first, and how many more there are; nothing where none has. */
const namesOf = (disparities: ReadonlyArray<Disparity>): Text => {
  const names = disparities.flatMap((one) => nameOf(one) ?? [])
  const left = disparities.length - Math.min(names.length, mostNamed)
  if (names.length === 0) return []
  return text`${enumerated(names.slice(0, mostNamed).map((name) => [name]))}${left === 0 ? "" : text`; ${count(left)} more`}`
}

/** Those that the answer counts. */
const named = (disparities: ReadonlyArray<Disparity>): ReadonlyArray<Block> => {
  const names = namesOf(disparities)
  return names.length === 0 ? [] : [paragraph(...text`${strong("Worse off too: ")}${names}.`)]
}

/** What was seen by the gravest outcome where no cohort of a grouping is worse off by it. */
const elsewhere = (subject: Subject): Text => {
  const [outcome] = outcomesOf(subject)
  if (outcome === undefined) return []
  const groupings = subject.findings.audit.groupings.filter(({ categories, id }) => {
    const found = categories.flatMap((category) => outcome.of(id, category.id) ?? [])
    return found.length > 0 && found.every((one) => isJudged(one) && (one.withheld ?? one.verdict) === "inconclusive")
  })
  const [first] = groupings
  if (first === undefined) return []
  const titles = listed(groupings.map(({ title }) => title.toLowerCase()))
  const open = {
    outcome,
    compared: groupings.flatMap(({ categories, id }) => categories.flatMap((one) => outcome.of(id, one.id) ?? []))
  }
  const seen = largestOf(open, ({ detectable = null }) => detectable)
  if (seen === undefined) return []
  return text`By ${titles} no difference in ${outcome.measure.headline!.title.toLowerCase()} was shown; one of ${seen}${outcome.scale.unit.length === 0 ? "" : text` ${outcome.scale.unit}`} would have been.`
}

const mostTold = 3

/** The answer, and whom it counts without telling of them. */
interface Answer {
  readonly words: Text
  readonly untold: ReadonlyArray<Disparity>
}

const answerOf = (subject: Subject): Answer => {
  const disparities = disparitiesOf(subject)
  const poor = poorForEverybody(subject, disparities)
  if (disparities.length === 0) return { words: withinWords(nothingWorse(subject, poor)), untold: [] }
  const tellable = disparities.flatMap((one) => {
    const words = one.told === undefined ? one.finding.answer : asAnswer(one.told)
    return words === undefined ? [] : [{ one, words }]
  })
  const withTold = (count: number): Answer => {
    const told = tellable.slice(0, count)
    const said = new Set(told.map(({ one }) => one))
    const untold = disparities.filter((one) => !said.has(one))
    const more = moreWorse(untold, said.size > 0)
    const words = withinWords([
      text`${strong("No.")}${[...poor, ...told.map(({ words }) => words), more].flatMap((part) => (part.length === 0 ? [] : text` ${part}`))}`,
      unjudged(openOutcomes(subject).slice(0, 1)),
      elsewhere(subject)
    ])
    return { words, untold }
  }
  const names = namesOf(disparities)
  if (tellable.length === 0 && names.length > 0) {
    const words = [
      text`${strong("No.")} ${poor.flatMap((words) => text`${words} `)}Worse off: ${names}.`,
      unjudged(openOutcomes(subject).slice(0, 1))
    ]
    return { words: withinWords(words), untold: [] }
  }
  for (let count = Math.min(mostTold, tellable.length); count > 1; count--) {
    const said = withTold(count)
    if (wordsIn(said.words) <= mostWords) return said
  }
  return withTold(1)
}

/** Whether words say the same, but for the stop that ends a sentence. */
const isSame = (words: Text, sentence: Text): boolean =>
  JSON.stringify(text`${sentence}`) === JSON.stringify(text`${words}.`)

/** What is so for all patients, but for sentences that the answer has word for word. */
const everybody = (subject: Subject): ReadonlyArray<Block> => {
  const isSaid = isPoorest(disparitiesOf(subject))
  const told = findingsAboutEveryone(subject)
    .filter((one) => !(isSaid(one) && isSame(one.answer ?? [], one.text)))
    .map(({ text }) => text)
  if (told.length === 0) return []
  const sentences = told.flatMap((words, i) => (i === 0 ? words : text` ${capitalisedText(words)}`))
  return [paragraph(...text`${strong("For everybody: ")}${sentences}`)]
}

const capitalisedText = ([first, ...others]: Text): Text => [
  ...(first === undefined ? [] : [typeof first === "string" ? capitalised(first) : first]),
  ...others
]

/** What was not looked at at all, by name. */
const notLookedAt = ({ findings: { audit }, stages }: Subject): ReadonlyArray<Block> => {
  const names = [
    ...stages.flatMap(({ rendered, stored: { status, title } }) =>
      rendered === undefined ? [`${title} (${status === "done" ? "not shown" : status})`] : []
    ),
    ...audit.droppedGroupings.map(({ title }) => `${title.toLowerCase()} (all cohorts)`),
    ...audit.groupings.flatMap(({ dropped, title }) => dropped.map(({ label }) => `${label} (${title.toLowerCase()})`))
  ]
  if (names.length === 0) return []
  const named = names.slice(0, mostNamed)
  const left = names.length - named.length
  return [
    paragraph(
      ...text`${strong("Not looked at: ")}${named.join(", ")}${left === 0 ? "" : text` and ${count(left)} more`}; see ${link("key-findings-limits", "limits")}.`
    )
  ]
}

const mostNamed = 6

/**
 * The page for those who read no other: the answer in few words, what holds for everybody, and all cohorts by outcomes, with
 * at most so many cohorts.
 */
export const answerSection = (subject: Subject, most: number): Section => {
  const map = heatMap(
    subject,
    "answer-cohorts",
    "Cohorts by outcomes, each held against its rest, the other patients of its grouping. In a grouping those stand first who are worst off in the first outcome.",
    most
  )
  const { untold, words } = answerOf(subject)
  return {
    id: answerId,
    title: questionOf(subject),
    blocks: [
      ...warningsOf(subject),
      paragraph(...words),
      ...named(untold),
      ...everybody(subject),
      ...(map === undefined ? [] : [map.table, ...map.notes]),
      ...notLookedAt(subject)
    ]
  }
}
