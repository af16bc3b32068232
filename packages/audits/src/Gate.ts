/** Whether an audit may pass: a policy says what must not occur, and what to make of what the data do not tell. */
import type { AuditFindings, ReportDocument } from "@fairward/core"
import { Comparison, Names } from "@fairward/core"
import { Harm, Verdict } from "@fairward/core/ReportDocument"
import { Schema } from "effect"
import type { Change, Changes } from "./Changes.ts"
import { type ComparedStage, comparedStages, isDescribed } from "./internal/comparisons.ts"

const optional = Schema.optionalKey

const oneOrMore = <S extends Schema.Top>(item: S) => Schema.Union([item, Schema.NonEmptyArray(item)])

const names = oneOrMore(Schema.NonEmptyString)

/** Which comparisons are meant: those that meet all keys. */
const target = {
  /** `event_recall`, or `performance.event_recall` where two stages have it. */
  measure: optional(names),
  harm: optional(oneOrMore(Harm)),
  grouping: optional(names),
  category: optional(names)
}

const Decision = Schema.Literals(["pass", "warn", "fail"])
export type Decision = typeof Decision.Type

/** What must not occur: a verdict of the audit, or of its change since a baseline. */
const Entry = Schema.Struct({
  ...target,
  verdict: optional(oneOrMore(Verdict)),
  change: optional(oneOrMore(Verdict)),
  /** The verdict is that of the interval against this margin, in the measure's unit, instead of the audit's. */
  margin: optional(Schema.Finite.check(Schema.isGreaterThan(0)))
}).check(
  Schema.makeFilter((entry) =>
    (entry.verdict === undefined) === (entry.change === undefined)
      ? "Expected one of verdict and change, which says what must not occur"
      : true
  )
)
type Entry = typeof Entry.Type

const isDay = (day: string): boolean => {
  const time = Date.parse(`${day}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/u.test(day) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

const Day = Schema.String.check(
  Schema.makeFilter((day) => (isDay(day) ? true : "Expected a day that there is, such as 2027-03-31"))
)

/** Verdicts of what was not judged. */
const unjudged = ["too small", "not estimable", "no verdict"] as const

/** What to make of comparisons that an entry is about and that got no answer. */
const undecided = ["inconclusive", ...unjudged] as const

export const Policy = Schema.Struct({
  fail: Schema.NonEmptyArray(Entry),
  /** Nothing passes in silence: each has to be decided. */
  undecided: Schema.Struct({
    inconclusive: Decision,
    "too small": Decision,
    "not estimable": Decision,
    "no verdict": Decision,
    /** Of changes that the data do not tell, or that could not be judged; needed with `change`. */
    change: optional(Decision)
  }),
  /** Known disparities that do not fail until a day, which itself is included. */
  allow: optional(
    Schema.Array(
      Schema.Struct({ ...target, reason: Schema.NonEmptyString, until: Day }).check(
        Schema.makeFilter(({ category, grouping, harm, measure }) =>
          [category, grouping, harm, measure].some((key) => key !== undefined)
            ? true
            : "Expected measure, harm, grouping or category: it would allow everything"
        )
      )
    )
  )
}).check(
  Schema.makeFilter(({ fail, undecided }) =>
    fail.some(({ change }) => change !== undefined) && undecided.change === undefined
      ? "undecided.change is missing: say what to make of changes that the data do not tell"
      : true
  )
)
export type Policy = typeof Policy.Type

export interface Case {
  /** Of the entry in `fail`, from 0. */
  readonly entry: number
  readonly stage: string
  readonly grouping: string
  readonly category: string
  readonly measure: string
  readonly of: "verdict" | "change"
  readonly verdict: ReportDocument.Verdict
  readonly outcome: Decision | "allowed"
  /** Why it fails, warns, or is allowed. */
  readonly because?: string
}

export interface Outcome {
  readonly passes: boolean
  readonly cases: ReadonlyArray<Case>
  /** Stages that failed, so that nothing of them is judged: the gate does not open. */
  readonly failedStages: ReadonlyArray<{ readonly id: string; readonly title: string }>
  /** Entries that nothing judged meets, by their places in `fail`, so that they say nothing: the gate does not open. */
  readonly unanswered: ReadonlyArray<number>
  /** Not one comparison that the policy means was judged, and the policy does not let pass that: the gate does not open. */
  readonly isUnjudged: boolean
  /** Titles of stages that the baseline has and the audit has not, where an entry says `change`: the gate does not open. */
  readonly missingStages: ReadonlyArray<string>
  /** Exceptions whose day is over. */
  readonly expired: ReadonlyArray<string>
}

export interface Issue {
  readonly path: ReadonlyArray<string>
  readonly message: string
}

const listOf = <A>(value: A | ReadonlyArray<A> | undefined): ReadonlyArray<A> | undefined =>
  value === undefined ? undefined : Array.isArray(value) ? (value as ReadonlyArray<A>) : [value as A]

type Target = Pick<Entry, "category" | "grouping" | "harm" | "measure">

interface Compared {
  readonly stage: string
  readonly grouping: string
  readonly category: string
  readonly metric: string
  readonly harm: ReportDocument.Harm | undefined
}

const isMeant = ({ category, grouping, harm, measure }: Target, one: Compared): boolean =>
  (listOf(measure)?.some((name) => name === one.metric || name === `${one.stage}.${one.metric}`) ?? true) &&
  (listOf(harm)?.some((name) => name === one.harm) ?? true) &&
  (listOf(grouping)?.includes(one.grouping) ?? true) &&
  (listOf(category)?.includes(one.category) ?? true)

const comparedOf = (
  { id, measures }: ComparedStage,
  { category, grouping, metric }: Comparison.Comparison
): Compared => ({
  stage: id,
  grouping,
  category,
  metric,
  harm: measures.get(metric)?.harm
})

const verdictAt = (one: Comparison.Comparison, margin: number | undefined): ReportDocument.Verdict => {
  const verdict = one.withheld ?? one.verdict
  if (margin === undefined || verdict === "too small" || verdict === "no verdict") return verdict
  // Where the interval is withheld, the audit's own verdict says nothing of another margin.
  return one.interval === null ? "not estimable" : Comparison.verdictOf({ margin, sense: one.sense }, one.interval)
}

/** What a policy names that the findings do not have, and entries that are about nothing. */
export const policyIssues = (policy: Policy, findings: AuditFindings.AuditFindings): ReadonlyArray<Issue> => {
  const stages = comparedStages(findings)
  const all = stages.flatMap((stage) => stage.comparisons.map((one) => comparedOf(stage, one)))
  const judged = stages.flatMap((stage) =>
    stage.comparisons.filter((one) => !isDescribed(one)).map((one) => comparedOf(stage, one))
  )
  const shares = new Set(
    stages.flatMap(({ measures }) => [...measures.values()].flatMap(({ id, unit }) => (unit === "share" ? [id] : [])))
  )
  const known = {
    measure: [...new Set(all.flatMap(({ metric, stage }) => [metric, `${stage}.${metric}`]))],
    grouping: [...new Set(all.map(({ grouping }) => grouping))],
    category: [...new Set(all.map(({ category }) => category))]
  }
  const unknown = (target: Target, path: ReadonlyArray<string>): ReadonlyArray<Issue> => {
    const misnamed = (["measure", "grouping", "category"] as const).flatMap((key) =>
      (listOf(target[key]) ?? [])
        .filter((name) => !known[key].includes(name))
        .map((name) => ({
          path: [...path, key],
          message: `The findings have no ${key} "${name}"${Names.suggestion(name, known[key])}`
        }))
    )
    if (misnamed.length > 0 || judged.some((one) => isMeant(target, one))) return misnamed
    return [
      {
        path,
        message: all.some((one) => isMeant(target, one))
          ? "Whatever meets all of this is only described and never judged, so it could never fail"
          : "No comparison of the findings meets all of this, so it could never fail"
      }
    ]
  }
  return [
    ...policy.fail.flatMap((entry, i) => unknown(entry, ["fail", String(i)])),
    ...policy.fail.flatMap(({ margin, ...entry }, i) =>
      margin !== undefined && margin >= 1 && judged.some((one) => isMeant(entry, one) && shares.has(one.metric))
        ? [
            {
              path: ["fail", String(i), "margin"],
              message: `Shares never differ by ${margin}: write 0.1 for 10 of 100`
            }
          ]
        : []
    ),
    ...(policy.allow ?? []).flatMap((entry, i) => unknown(entry, ["allow", String(i)]))
  ]
}

/** What is known of an audit before it is computed. */
export interface Foreseen {
  /** Why a name is certainly that of no measure. */
  readonly misnamed: (measure: string) => string | undefined
  readonly groupings: ReadonlyArray<{
    readonly id: string
    readonly categories: ReadonlyArray<{ readonly id: string }>
  }>
}

/**
 * What a policy names that an audit to come cannot have. Stages may compare groupings of their own, so of groupings only those
 * are told that are near to one of the audit.
 */
export const foreseenIssues = (
  { allow = [], fail }: Policy,
  { groupings, misnamed }: Foreseen
): ReadonlyArray<Issue> => {
  const ids = groupings.map(({ id }) => id)
  const none = (what: string, name: string, known: ReadonlyArray<string>) =>
    `The audit has no ${what} "${name}"${Names.suggestion(name, known)}`
  const issuesOf = (target: Target, path: ReadonlyArray<string>): ReadonlyArray<Issue> => {
    const named = listOf(target.grouping) ?? []
    const categories = groupings
      .filter(({ id }) => named.includes(id))
      .flatMap((one) => one.categories.map(({ id }) => id))
    const ofAudit = named.length > 0 && named.every((id) => ids.includes(id))
    return [
      ...(listOf(target.measure) ?? []).flatMap((name) => {
        const message = misnamed(name)
        return message === undefined ? [] : [{ path: [...path, "measure"], message }]
      }),
      ...named
        .filter((id) => !ids.includes(id) && Names.near(id, ids).length > 0)
        .map((id) => ({ path: [...path, "grouping"], message: none("grouping", id, ids) })),
      ...(ofAudit ? (listOf(target.category) ?? []) : [])
        .filter((id) => !categories.includes(id))
        .map((id) => ({ path: [...path, "category"], message: none("category", id, categories) }))
    ]
  }
  return [
    ...fail.flatMap((entry, i) => issuesOf(entry, ["fail", String(i)])),
    ...allow.flatMap((entry, i) => issuesOf(entry, ["allow", String(i)]))
  ]
}

const isUndecided = (verdict: ReportDocument.Verdict): verdict is (typeof undecided)[number] =>
  (undecided as ReadonlyArray<string>).includes(verdict)

/**
 * Holds findings against a policy; `changes`, those since the baseline, are needed where it names any.
 *
 * A comparison that an entry means fails where its verdict is one of the entry's, and is decided by `undecided` where it is
 * inconclusive, too small, not estimable or has no verdict for want of replicates, unless the entry names that verdict.
 * Measures that are only described are not asked. A stage that failed fails the gate. Verdicts that were withheld count as what
 * they were. An audit of which nothing that is meant was judged closes the gate even where `undecided` warns of that; only `pass`
 * lets it through. An entry that nothing judged meets closes the gate, and so does, where an entry says change, a stage that only the
 * baseline has; comparisons that only one audit has are changes that could not be judged. `today`: `YYYY-MM-DD`, up to which exceptions hold.
 */
export const decide = (
  policy: Policy,
  findings: AuditFindings.AuditFindings,
  { changes, today }: { readonly changes?: Changes; readonly today: string }
): Outcome => {
  const exceptions = policy.allow ?? []
  const settled = (one: Compared, outcome: Decision): Pick<Case, "because" | "outcome"> => {
    if (outcome === "pass") return { outcome }
    const exception = exceptions.find((allowed) => allowed.until >= today && isMeant(allowed, one))
    return exception === undefined
      ? { outcome }
      : { outcome: "allowed", because: `${exception.reason} (until ${exception.until})` }
  }
  const caseOf = (
    entry: number,
    one: Compared,
    of: Case["of"],
    verdict: ReportDocument.Verdict,
    named: ReadonlyArray<ReportDocument.Verdict>,
    decisionOf: (verdict: ReportDocument.Verdict) => Decision
  ): Case => {
    const { category, grouping, metric, stage } = one
    const outcome = named.includes(verdict) ? "fail" : decisionOf(verdict)
    return { entry, stage, grouping, category, measure: metric, of, verdict, ...settled(one, outcome) }
  }
  const stages = comparedStages(findings)
  const ofVerdicts = (entry: Entry, i: number): ReadonlyArray<Case> =>
    stages.flatMap((stage) =>
      stage.comparisons.flatMap((one) => {
        const compared = comparedOf(stage, one)
        if (isDescribed(one) || !isMeant(entry, compared)) return []
        return [
          caseOf(i, compared, "verdict", verdictAt(one, entry.margin), listOf(entry.verdict)!, (verdict) =>
            isUndecided(verdict) ? policy.undecided[verdict] : "pass"
          )
        ]
      })
    )
  const ofChanges = (entry: Entry, i: number): ReadonlyArray<Case> =>
    (changes?.stages ?? []).flatMap(({ changes: own, measures, unmatched }) => [
      ...unmatched.flatMap((one) => {
        const compared = { ...one, harm: measures.find(({ id }) => id === one.metric)?.harm }
        if (one.isDescribed || !isMeant(entry, compared)) return []
        return [
          caseOf(i, compared, "change", "no verdict", listOf(entry.change)!, () => policy.undecided.change ?? "fail")
        ]
      }),
      ...own.flatMap((change) => {
        const harm = measures.find(({ id }) => id === change.metric)?.harm
        if (isDescribedInBoth(change) || !isMeant(entry, { ...change, harm })) return []
        const { interval, sense } = change
        const verdict =
          interval === null || entry.margin === undefined
            ? change.verdict
            : Comparison.verdictOf({ margin: entry.margin, sense }, interval)
        return [
          caseOf(i, { ...change, harm }, "change", verdict, listOf(entry.change)!, (found) =>
            isUndecided(found) ? (policy.undecided.change ?? "fail") : "pass"
          )
        ]
      })
    ])
  const cases = policy.fail.flatMap((entry, i) =>
    entry.change === undefined ? ofVerdicts(entry, i) : ofChanges(entry, i)
  )
  const failedStages = Object.entries(findings.stages).flatMap(([id, { status, title }]) =>
    status === "failed" ? [{ id, title }] : []
  )
  const unanswered = policy.fail.flatMap((_, i) => (cases.some(({ entry }) => entry === i) ? [] : [i]))
  const isUnjudged =
    cases.length > 0 &&
    cases.some(({ outcome }) => outcome === "warn") &&
    cases.every(({ outcome, verdict }) => unjudged.some((one) => one === verdict) && outcome !== "fail")
  const missingStages = needsBaseline(policy)
    ? (changes?.missing ?? []).filter(({ only }) => only === "earlier").map(({ title }) => title)
    : []
  return {
    passes:
      !isUnjudged &&
      failedStages.length + unanswered.length + missingStages.length === 0 &&
      cases.every(({ outcome }) => outcome !== "fail"),
    cases,
    failedStages,
    unanswered,
    isUnjudged,
    missingStages,
    expired: exceptions.filter(({ until }) => until < today).map(({ reason, until }) => `${reason} (until ${until})`)
  }
}

const isDescribedInBoth = ({ earlier, later }: Change): boolean =>
  earlier.verdict === "no verdict" && later.verdict === "no verdict"

/** Whether a policy asks for changes, and so for a baseline. */
export const needsBaseline = ({ fail }: Policy): boolean => fail.some(({ change }) => change !== undefined)
