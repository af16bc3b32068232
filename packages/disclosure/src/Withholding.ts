/**
 * The findings of an audit without counts of so few patients that somebody could be recognised among them, and without
 * whatever would give such a count away.
 *
 * @since 0.1.0
 */
import { type AuditFindings, Disclosure, Message, type Stage } from "@fairward/core"
import { Effect } from "effect"
import { disclosedCounts } from "./internal/auditCounts.ts"
import { auditNumbers, withAuditNumbers } from "./internal/auditNumbers.ts"
import { populationsOf } from "./internal/comparisons.ts"
import { atomsOf, cohortKey, everyoneName, kindsOf } from "./internal/membership.ts"
import { type Cohorts, keptName } from "./internal/quantities.ts"
import { isSmall } from "./internal/rounding.ts"
import { solver } from "./internal/Solver.ts"
import { disclosedFindings } from "./internal/stages.ts"

export interface Rules {
  /** Counts from 1 to this less 1 are withheld. */
  readonly minimumCell: number
  /** Who is in the cohorts of these findings: `Disclosure.membershipOf`. */
  readonly membership: Disclosure.Membership
}

/** Different memberships in cohorts that are protected together; groupings that would make more are not shown. */
export const mostKinds = 400

/** Groupings that make too many memberships together with those before them. */
const refusedGroupings = (
  { groupings }: AuditFindings.AuditFindings["audit"],
  membership: Disclosure.Membership
): ReadonlySet<string> => {
  const refused = new Set<string>()
  const taken: Array<Disclosure.Membership["groupings"][number]> = []
  groupings.forEach(({ id }, g) => {
    taken.push(membership.groupings[g]!)
    if (kindsOf(membership, taken) <= mostKinds) return
    taken.pop()
    refused.add(id)
  })
  return refused
}

/** Cohorts of which no number may be told: small ones and, where a grouping has a single one, the next smallest. */
const numbersWithheld = (
  { audit }: AuditFindings.AuditFindings,
  refused: ReadonlySet<string>,
  minimum: number
): ReadonlySet<string> =>
  new Set(
    audit.groupings.flatMap(({ categories, id }) => {
      const small = categories.filter(
        ({ eventPatients, patients, persons }) =>
          refused.has(id) || isSmall(persons ?? patients ?? 0, minimum) || isSmall(eventPatients ?? 0, minimum)
      )
      const others = categories
        .filter((category) => !small.includes(category))
        .toSorted((a, b) => (a.patients ?? 0) - (b.patients ?? 0))
      const all = small.length === 1 ? [...small, ...others.slice(0, 1)] : small
      return all.map((category) => cohortKey(id, category.id))
    })
  )

const countsWithheld = (
  groupings: AuditFindings.AuditFindings["audit"]["groupings"],
  everyone: AuditFindings.ReportedCounts
): ReadonlySet<string> =>
  new Set([
    ...groupings.flatMap(({ categories, id }) =>
      categories
        .filter(({ eventPatients, patients }) => patients === null || eventPatients === null)
        .map((category) => cohortKey(id, category.id))
    ),
    ...(everyone.patients === null || everyone.eventPatients === null ? [everyoneName] : [])
  ])

const cohortsOf = (
  { groupings }: AuditFindings.AuditFindings["audit"],
  membership: Disclosure.Membership,
  refused: ReadonlySet<string>
): Cohorts => {
  const shown = groupings.flatMap((grouping, g) => (refused.has(grouping.id) ? [] : [{ grouping, g }]))
  const found = atomsOf(
    membership,
    shown.map(({ g }) => membership.groupings[g]!)
  )
  const atoms = found.length === 0 ? [[]] : found
  const where = (belongs: (atom: ReadonlyArray<number>) => boolean) =>
    [...atoms.keys()].filter((a) => belongs(atoms[a]!))
  return {
    atoms: atoms.length,
    atomsOf: new Map([
      [everyoneName, [...atoms.keys()]],
      ...shown.flatMap(({ grouping: { categories, id } }, place) => [
        [keptName(id), where((atom) => atom[place]! >= 0)] as const,
        ...categories.map((category, c) => [cohortKey(id, category.id), where((atom) => atom[place] === c)] as const)
      ])
    ])
  }
}

const disclosedMessage = (message: Message.Message, minimum: number): Message.Message =>
  Message.withheld(message, (count) => isSmall(count, minimum), minimum)

const notDeclared = (paths: ReadonlyArray<string>) =>
  Message.of`the stage does not say what ${Message.count(paths.length, "of its numbers is", "of its numbers are")}, so that none of them can be shown while small counts are withheld`

const notProtected = (reason: string) =>
  Message.of`it is left out while small counts are withheld, because ${Message.name(reason)}`

const notDrawable = Message.of`what is left of its findings while small counts are withheld cannot be shown`

const tooMany = (title: string) =>
  Message.of`${Message.name(title)} is withheld: with the groupings before it, it divides the patients into more than ${mostKinds} kinds, which is more than can be protected together.`

const withoutFindings = (
  { findings: _, ...stage }: AuditFindings.StageFindings,
  reason: Message.Message
): AuditFindings.StageFindings => ({ ...stage, status: "skipped", reason })

/**
 * The findings with counts of patients and events from 1 to the minimum less 1 withheld, and with everything that would
 * give them away withheld or rounded: to be applied before anything is written, so that all outputs agree.
 *
 * - Counts of cohorts, of dropped ones and of patients in none: what decides is who is in them, so that nested,
 *   overlapping and crossed groupings are protected together. Patients with an event and those without are protected alike.
 *   Zeros are published.
 * - Counts of stages, and shares of counts: protected over all stages and cohorts at once, in the same way.
 * - Comparisons with fewer patients than the minimum on either side have no numbers, nor those that would tell a small
 *   count. Verdicts stay, as `withheld`. Other numbers are rounded to what one patient does not change.
 * - A stage that does not say what each number of its findings is, or says that they cannot be protected, is left out with
 *   the reason; so is a grouping beyond {@link mostKinds}.
 *
 * Not protected against: somebody who has several disclosed reports of overlapping patients, or data of other origin.
 */
export const apply = Effect.fn("Withholding.apply")(function* (
  findings: AuditFindings.AuditFindings,
  installed: ReadonlyArray<Stage.Any>,
  { membership, minimumCell }: Rules
) {
  const { audit, provenance } = findings
  const solve = yield* solver
  const refused = refusedGroupings(audit, membership)
  const { untold, ...counts } = disclosedCounts(audit, membership, refused, minimumCell, solve)
  const withheld = {
    counts: countsWithheld(counts.groupings, counts.everyone),
    numbers: numbersWithheld(findings, refused, minimumCell),
    verdicts: untold
  }
  const stageOf = (id: string) => installed.find(({ meta }) => meta.id === id)
  const undeclared = (id: string) => {
    const stage = stageOf(id)
    return stage === undefined ? ["."] : Disclosure.undeclared(stage.findings.ast)
  }
  const unprotectedBecause = (id: string) => {
    const stage = stageOf(id)
    return stage === undefined ? undefined : Disclosure.whyUnprotected(stage.findings.ast)
  }
  const declared = Object.entries(findings.stages).flatMap(([id, stored]) =>
    stored.findings !== undefined && undeclared(id).length === 0 && unprotectedBecause(id) === undefined
      ? [{ id, schema: stageOf(id)!.findings, findings: stored.findings }]
      : []
  )
  const setting = {
    audit,
    withheld,
    populations: populationsOf(audit),
    cohorts: cohortsOf(audit, membership, refused),
    minimum: minimumCell
  }
  const shown = disclosedFindings([...declared, auditNumbers(audit)], setting, solve)
  const say = (message: Message.Message) => disclosedMessage(message, minimumCell)
  const stages: Record<string, AuditFindings.StageFindings> = {}
  for (const [id, stored] of Object.entries(findings.stages)) {
    const stage = stored.reason === undefined ? stored : { ...stored, reason: say(stored.reason) }
    const own = shown.get(id)
    const unprotected = unprotectedBecause(id)
    if (stage.findings === undefined) stages[id] = stage
    else if (unprotected !== undefined) stages[id] = withoutFindings(stage, notProtected(unprotected))
    else if (own === undefined) stages[id] = withoutFindings(stage, notDeclared(undeclared(id)))
    else {
      const drawn = yield* Effect.exit(Effect.suspend(() => stageOf(id)!.render(own)))
      stages[id] = drawn._tag === "Success" ? { ...stage, findings: own } : withoutFindings(stage, notDrawable)
    }
  }
  const disclosed: AuditFindings.AuditFindings = {
    ...findings,
    disclosure: { minimumCell },
    audit: {
      ...audit,
      ...withAuditNumbers(counts, shown),
      dataset: {
        ...counts.dataset,
        notes: [
          ...audit.dataset.notes.map(({ message, table }) => ({ table, message: say(message) })),
          ...audit.groupings.flatMap(({ id, title }) =>
            refused.has(id) ? [{ table: "patients", message: tooMany(title) }] : []
          )
        ]
      },
      threshold: { ...audit.threshold, warnings: audit.threshold.warnings.map(say) },
      droppedGroupings: audit.droppedGroupings.map((grouping) => ({
        ...grouping,
        reason: Message.withheld(grouping.reason, () => true)
      }))
    },
    stages,
    provenance: {
      ...provenance,
      inputs: provenance.inputs.map((input) => ({ ...input, rows: null }))
    }
  }
  return disclosed
})
