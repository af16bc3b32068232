import { Categories } from "@fairward/core"
import type { Section } from "@fairward/core/ReportDocument"
import { Effect } from "effect"
import type { Check, Subject } from "../Check.ts"
import { coreTerms } from "../internal/coreTerms.ts"

const once: Check = {
  name: "has a glossary that defines each term once",
  problems: ({ stage: { glossary } }) =>
    Effect.sync(() => {
      const terms = glossary.map(({ term }) => term.trim().toLowerCase())
      return [
        ...glossary
          .filter(({ definition, term }) => term.trim() === "" || definition.trim() === "")
          .map(({ term }) => `The glossary has "${term}" with a blank term or definition`),
        ...new Set(
          terms.filter((term, i) => terms.indexOf(term) !== i).map((term) => `The glossary has "${term}" twice`)
        )
      ]
    })
}

/** Words in lower case and in the singular, without what stands in parentheses. */
const wordsOf = (text: string): ReadonlyArray<string> =>
  (
    text
      .replace(/\([^)]*\)/gu, " ")
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  ).map((word) => (word.length > 3 ? word.replace(/s$/u, "") : word))

const contains = (words: ReadonlyArray<string>, part: ReadonlyArray<string>): boolean =>
  part.length > 0 && words.some((_, at) => part.every((word, i) => words[at + i] === word))

/** Words that need no glossary, beside those of one or two letters. */
const everyday = wordsOf(
  "and, all, any, each, every, for, from, none, not, other, out, per, than, the, with, without; total, number, count; " +
    "lowest, highest, smallest, largest, fewest, most, least, first, second, third, last, before, after, more, less, new, top, everyone; " +
    "hour, day, minute, name, value, unit, reason"
)

/** Titles of columns of numbers, and the metrics that shared tables list. */
const termsUsed = ({ blocks }: Section): ReadonlyArray<string> =>
  blocks.flatMap((block) => {
    if (block._tag !== "Table") return []
    const numbers = block.columns.filter(({ type }) => type._tag !== "text" && type._tag !== "verdict")
    const metrics = block.rows.map(({ metric }) => metric).filter((metric) => typeof metric === "string")
    return [...numbers.map(({ title }) => title), ...metrics]
  })

/** Names that come with the data: nobody but their owner can define them. */
export const namesOfData = ({ base: { dataset, settings } }: Pick<Subject, "base">): ReadonlyArray<string> => [
  ...Object.entries(settings.groupings).flatMap(([id, grouping]) => [
    grouping.title ?? id,
    ...(Categories.listed(grouping) ?? []).map(({ label }) => label)
  ]),
  ...(dataset.models?.all.map(({ title }) => title) ?? []),
  ...(dataset.timeseries?.variables.keys() ?? []),
  ...(dataset.attributions?.features ?? [])
]

/**
 * A term is explained by a glossary entry whose term is part of it, or of which it is part; or by glossaries in which each of
 * its words occurs.
 */
const explained: Check = {
  name: "explains its terms in a glossary",
  problems: Effect.fnUntraced(function* (subject) {
    const { glossary, titles } = yield* coreTerms
    const entries = [...glossary, ...subject.stage.glossary]
    const known = [...entries.map(({ term }) => term), ...titles, ...namesOfData(subject)]
      .flatMap((term) => [term, ...term.split(",")])
      .map(wordsOf)
    const words = new Set([...everyday, ...known.flat(), ...entries.flatMap(({ definition }) => wordsOf(definition))])
    const isExplained = (term: string) => {
      const own = wordsOf(term)
      return (
        own.every((word) => word.length <= 2 || words.has(word)) ||
        known.some((one) => contains(own, one) || contains(one, own))
      )
    }
    const used = (yield* subject.sections).flatMap(({ section }) => termsUsed(section))
    return [...new Set(used)]
      .filter((term) => !isExplained(term))
      .map((term) => `A table shows "${term}", which is in neither the stage's glossary nor core's`)
  })
}

export const glossaryChecks: ReadonlyArray<Check> = [once, explained]
