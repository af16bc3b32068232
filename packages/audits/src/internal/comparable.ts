/** Whether two audits can be set side by side, and what a reader has to know of them first. */
import type { AuditFindings } from "@fairward/core"
import { verdictReplicates } from "@fairward/core/Comparison"
import { counted, listed, plain, text } from "@fairward/core/Prose"
import type { Text } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { type ComparedStage, comparedStages } from "./comparisons.ts"

type Findings = AuditFindings.AuditFindings

export interface Refusal {
  readonly message: string
  readonly fix: string
}

const horizonMinutes = ({ audit: { dataset } }: Findings) => dataset.horizonSteps * dataset.timestepMinutes

/** Why two audits cannot be compared; empty: they can. */
export const refusals = (earlier: Findings, later: Findings): ReadonlyArray<Refusal> => {
  const found: Array<Refusal> = []
  const [before, after] = [earlier.audit, later.audit]
  if (before.level !== after.level) {
    found.push({
      message: `Intervals hold with ${before.level} in one and with ${after.level} in the other.`,
      fix: "Audit one of them again with the level of the other."
    })
  }
  if (horizonMinutes(earlier) !== horizonMinutes(later)) {
    found.push({
      message: `Alarms are to come within ${horizonMinutes(earlier)} min before an event in one and within ${horizonMinutes(later)} min in the other: these are different tasks.`,
      fix: "Compare audits of one horizon."
    })
  }
  if ((before.dataset.scale ?? "probability") !== (after.dataset.scale ?? "probability")) {
    found.push({
      message: "Scores are probabilities in one and points in the other.",
      fix: "Compare audits of one scale of scores."
    })
  }
  const [ofEarlier, ofLater] = [comparedStages(earlier), comparedStages(later)]
  const common = ofLater.filter(({ id }) => ofEarlier.some((one) => one.id === id))
  if (common.length === 0) {
    found.push({
      message: "They have no analysis in common that compares cohorts.",
      fix: "Audit both with the same stages."
    })
    return found
  }
  const lacks = (stages: ReadonlyArray<ComparedStage>) =>
    stages.every(({ comparisons }) => comparisons.every(({ interval }) => interval?.joint === undefined))
  for (const [name, stages] of [
    ["earlier", ofEarlier],
    ["later", ofLater]
  ] as const) {
    if (!lacks(stages)) continue
    found.push({
      message: `The ${name} findings hold no standard errors: no comparison has an interval, or an older version of fairward wrote them.`,
      fix: `Audit again, with at least ${verdictReplicates} replicates.`
    })
  }
  return found
}

const hashes = ({ provenance: { inputs } }: Findings) => new Map(inputs.map(({ role, sha256 }) => [sha256, role]))

/** Whether both audits read the same files, and no others. */
export const isOfSameData = (earlier: Findings, later: Findings): boolean => {
  const [before, after] = [hashes(earlier), hashes(later)]
  return before.size > 0 && before.size === after.size && [...before.keys()].every((hash) => after.has(hash))
}

/** Whether both hold the same numbers of the same files by the same settings, whenever they were made. */
export const isIdentical = (earlier: Findings, later: Findings): boolean =>
  isOfSameData(earlier, later) &&
  JSON.stringify([earlier.audit, earlier.stages]) === JSON.stringify([later.audit, later.stages])

const written = (value: unknown): string =>
  value === undefined ? "none" : typeof value === "object" ? JSON.stringify(value) : String(value)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What two audits are called where something is said of one of them. */
export type Called = readonly [first: string, second: string]

const inTime: Called = ["the earlier audit", "the later audit"]

/** What differs between two values, of records key by key, of lists what is in one only. */
const differing = (called: Called, name: string, before: unknown, after: unknown): ReadonlyArray<Text> => {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => differing(called, `${name}, ${key}`, before[key], after[key]))
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const only = (these: ReadonlyArray<unknown>, those: ReadonlyArray<unknown>) => {
      const known = new Set(those.map(written))
      return these.map(written).filter((one) => !known.has(one))
    }
    const [gone, added] = [only(before, after), only(after, before)]
    if (gone.length + added.length > 0) {
      const parts = [
        ...(gone.length === 0 ? [] : [`without ${listed(gone)} in ${called[1]}`]),
        ...(added.length === 0 ? [] : [`with ${listed(added)} in ${called[1]} only`])
      ]
      return [text`${name}: ${parts.join(", ")}.`]
    }
  }
  return called === inTime
    ? [text`${name}: ${written(before)}, then ${written(after)}.`]
    : [text`${name}: ${written(before)} in ${called[0]}, ${written(after)} in ${called[1]}.`]
}

const thresholdOf = ({ threshold: { chosenBy, value } }: AuditFindings.AuditSummary): string =>
  chosenBy === null ? `given as ${value}` : `chosen for ${chosenBy.metric} ${chosenBy.target}`

/** Stages that compare cohorts in one of the audits only. */
export const missingStages = (earlier: Findings, later: Findings) => {
  const [before, after] = [comparedStages(earlier), comparedStages(later)]
  const without = (these: ReadonlyArray<ComparedStage>, those: ReadonlyArray<ComparedStage>) =>
    these.filter(({ id }) => !those.some((one) => one.id === id)).map(({ id, title }) => ({ id, title }))
  return [
    ...without(before, after).map((one) => ({ ...one, only: "earlier" as const })),
    ...without(after, before).map((one) => ({ ...one, only: "later" as const }))
  ]
}

/** Months in what is said of when the data were recorded where both tell some, `2026-05`, else years, `2019 to 2021`. */
const timesOf = (...said: readonly [before: string | undefined, after: string | undefined]) => {
  const found = said.map((words = "") => [
    ...words.matchAll(/\b(?<year>(?:19|20)\d{2})(?:-(?<month>0[1-9]|1[0-2]))?\b/gu)
  ])
  const months = found.map((all) => all.filter(({ groups }) => groups!.month !== undefined))
  return months.every(({ length }) => length > 0)
    ? months.map((all) => all.map(({ groups }) => 12 * Number(groups!.year) + Number(groups!.month)))
    : found.map((all) => all.map(({ groups }) => Number(groups!.year)))
}

/** Whether the first is of later times than the second; nothing where times do not tell. */
const isLater = (...said: readonly [before: string | undefined, after: string | undefined]): boolean | undefined => {
  const [before, after] = timesOf(...said)
  if (before!.length === 0 || after!.length === 0 || before!.join() === after!.join()) return undefined
  return Math.min(...before!) >= Math.min(...after!) && Math.max(...before!) >= Math.max(...after!)
}

/** " (Alarm in June, of 2026-06)": by what an audit is told from another. */
const apart = (one: Findings, other: Findings): string => {
  const period = ({ audit: { study } }: Findings) => study?.period
  const parts = [
    ...(one.audit.title === other.audit.title ? [] : [one.audit.title]),
    ...(period(one) === period(other) || period(one) === undefined ? [] : [`of ${period(one)!}`])
  ]
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`
}

/**
 * Whether the audits seem to have been given the wrong way round: the first is of later times than the second by its period, or
 * by its title where periods do not tell, or was made later where neither does.
 */
const swapped = (earlier: Findings, later: Findings): Text | undefined => {
  const [before, after] = [earlier.audit, later.audit]
  const [first, second] = [apart(earlier, later), apart(later, earlier)]
  const isWrong = isLater(before.study?.period, after.study?.period) ?? isLater(before.title, after.title)
  if (isWrong !== undefined) {
    return isWrong
      ? text`The audit given as the earlier${first} seems to be of a later time than the one given as the later${second}: they seem to be the wrong way round, and what is said to have become worse became better.`
      : undefined
  }
  const [made, madeThen] = [earlier.provenance.startedAt, later.provenance.startedAt]
  return Date.parse(made) > Date.parse(madeThen)
    ? text`The audit given as the earlier${first} was made on ${made.slice(0, 10)} at ${made.slice(11, 16)}, after the later${second}, made on ${madeThen.slice(0, 10)} at ${madeThen.slice(11, 16)}: if they are the wrong way round, what is said to have become worse became better.`
    : undefined
}

/** What differs between two audits beside their results, the gravest first: what is set side by side may mean something else. */
export const unlike = (earlier: Findings, later: Findings, called: Called): ReadonlyArray<Text> => {
  const [before, after] = [earlier.audit, later.audit]
  const shared = [...hashes(earlier)].filter(([hash]) => hashes(later).has(hash)).map(([, role]) => role)
  const few = [earlier, later].some(({ audit }) => audit.resampling.replicates < verdictReplicates)
  const differs = (name: string, old: unknown, present: unknown) => differing(called, name, old, present)
  const stages = comparedStages(later).flatMap(({ id, title }) => {
    const [old, present] = [earlier.stages[id], later.stages[id]]
    if (old === undefined || present === undefined) return []
    return [
      ...differs(`Version of ${title}`, old.version, present.version),
      ...differs(`Options of ${title}`, old.options, present.options)
    ]
  })
  return [
    ...missingStages(earlier, later).map(
      ({ only, title }) =>
        text`${title} is in ${called[only === "earlier" ? 0 : 1]} only: nothing is said here of what it compares.`
    ),
    ...(shared.length === 0 || isOfSameData(earlier, later)
      ? []
      : [
          text`Both audits read the same file of ${listed(shared)}: where their patients overlap, the audits are not independent, and the intervals here are not right.`
        ]),
    ...(few
      ? [
          text`Verdicts need at least ${counted(verdictReplicates, "replicate")} in both audits; they drew ${Document.count(before.resampling.replicates)} and ${Document.count(after.resampling.replicates)}.`
        ]
      : []),
    ...differs("Threshold", thresholdOf(before), thresholdOf(after)),
    ...differs("Declared margins", before.margins ?? {}, after.margins ?? {}),
    ...differs("Fewest event-bearing patients for a verdict", before.verdictMinimum, after.verdictMinimum),
    ...differs("Time step, in min", before.dataset.timestepMinutes, after.dataset.timestepMinutes),
    ...differs("Longest stay, in steps", before.dataset.maxLengthSteps, after.dataset.maxLengthSteps),
    ...stages
  ]
}

/** What a reader of a later audit beside an earlier one has to know first: their order, their data, and what is unlike. */
export const cautions = (earlier: Findings, later: Findings): ReadonlyArray<Text> => {
  const order = swapped(earlier, later)
  return [
    ...(order === undefined ? [] : [order]),
    ...(isIdentical(earlier, later)
      ? [text`The audits are identical: the same files, settings and numbers. Nothing changed.`]
      : isOfSameData(earlier, later)
        ? [
            text`Both audits are of the same files. Their patients are the same, and changes are known better than these intervals say.`
          ]
        : []),
    ...unlike(earlier, later, inTime)
  ]
}

/** Why two audits measure different things, though both could be set side by side: what a pool cannot take together. */
export const unlikeDefinitions = (first: Findings, second: Findings, called: Called): ReadonlyArray<Refusal> => {
  const [one, other] = [first.audit, second.audit]
  const differ = (name: string, a: unknown, b: unknown, fix: string): ReadonlyArray<Refusal> =>
    differing(called, name, a, b).map((words) => ({ message: plain(words), fix }))
  const categories = one.groupings.flatMap((grouping): ReadonlyArray<Refusal> => {
    const same = other.groupings.find(({ id }) => id === grouping.id)
    if (same === undefined) return []
    const [own, others] = [grouping, same].map(({ categories }) => categories.map(({ id }) => id))
    const [gone, added] = [own!.filter((id) => !others!.includes(id)), others!.filter((id) => !own!.includes(id))]
    // A site may well have no patients of a category; where each has some that the other lacks, they are divided otherwise.
    if (gone.length === 0 || added.length === 0) return []
    return [
      {
        message: `${grouping.title} has the categories ${listed(own!)} in ${called[0]} and ${listed(others!)} in ${called[1]}.`,
        fix: "Give all sites the same bins and names of categories."
      }
    ]
  })
  return [
    ...differ(
      "Rule of the threshold",
      thresholdOf(one),
      thresholdOf(other),
      "Give all sites the same threshold, or the same target for it."
    ),
    ...differ("Declared margins", one.margins ?? {}, other.margins ?? {}, "Give all sites the same margins."),
    ...differ(
      "Fewest event-bearing patients for a verdict",
      one.verdictMinimum,
      other.verdictMinimum,
      "Give all sites the same minimum."
    ),
    ...categories
  ]
}
