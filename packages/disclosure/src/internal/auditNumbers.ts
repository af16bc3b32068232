import { type AuditFindings, Disclosure } from "@fairward/core"
import { Schema } from "effect"
import { untoldTime } from "./auditCounts.ts"

type AuditSummary = AuditFindings.AuditSummary
type ReportedCounts = AuditFindings.ReportedCounts

/** Under this name the audit's own numbers are protected along with those of stages. */
export const auditId = "~audit"

const numbers = {
  events: Disclosure.Count,
  notDetectable: Disclosure.Count,
  detectable: Disclosure.Count,
  recall: Disclosure.shares(Schema.Struct({ all: Disclosure.Estimate }), {
    share: ["all"],
    of:
      ({ population }) =>
      () =>
        population.events,
    isAdditive: true
  })
}

const withParts = <Fields extends typeof numbers>(struct: Schema.Struct<Fields>) =>
  Disclosure.parts(struct, "events", ["notDetectable", "detectable"])

const Findings = Schema.Struct({
  everyone: Disclosure.everyone(withParts(Schema.Struct(numbers)), "cohorts"),
  cohorts: Schema.Array(withParts(Schema.Struct({ grouping: Schema.String, category: Schema.String, ...numbers })))
})

const numbersOf = ({ eventRecall, events, notDetectable }: ReportedCounts) => ({
  events: events ?? 0,
  notDetectable: notDetectable ?? 0,
  detectable: (events ?? 0) - (notDetectable ?? 0),
  recall: { all: eventRecall?.all ?? null }
})

/** Events that could not be detected and those that were, of everyone and of each cohort, as the findings of a stage. */
export const auditNumbers = ({ everyone, groupings }: AuditSummary) => ({
  id: auditId,
  schema: Findings,
  findings: {
    everyone: numbersOf(everyone),
    cohorts: groupings.flatMap(({ categories, id }) =>
      categories.map((category) => ({ grouping: id, category: category.id, ...numbersOf(category) }))
    )
  } satisfies Schema.Json
})

/** The counts with what of these numbers was withheld left out. */
export const withAuditNumbers = <Counts extends Pick<AuditSummary, "everyone" | "groupings">>(
  counts: Counts,
  shown: ReadonlyMap<string, Schema.Json>
): Counts => {
  const found = Schema.decodeUnknownSync(Schema.toCodecJson(Findings))(shown.get(auditId))
  const cut = <One extends ReportedCounts>(one: One, own: (typeof found)["everyone"]): One => ({
    ...one,
    ...(one.events !== null && Number.isNaN(own.events) ? { events: null, ...untoldTime(one) } : {}),
    ...(one.notDetectable !== undefined && Number.isNaN(own.notDetectable + own.detectable)
      ? { notDetectable: null }
      : {}),
    ...(one.eventRecall !== undefined && (own.recall.all === null || Number.isNaN(own.notDetectable + own.detectable))
      ? { eventRecall: { all: null, detectable: null } }
      : {})
  })
  return {
    ...counts,
    everyone: cut(counts.everyone, found.everyone),
    groupings: counts.groupings.map((grouping) => ({
      ...grouping,
      categories: grouping.categories.map((category) => ({
        ...category,
        ...cut(category, found.cohorts.find((one) => one.grouping === grouping.id && one.category === category.id)!)
      }))
    }))
  }
}
