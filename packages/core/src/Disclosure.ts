/**
 * Disclosure control: a report and a `findings.json` that can be shared, without counts of so few patients that somebody
 * could be recognised among them.
 *
 * A stage says in the schema of its findings which numbers are counts and what can be recomputed from them; that is all it
 * does, and without `disclosure` in the configuration it changes nothing. What is withheld is `null` in `findings.json`. In
 * memory a withheld {@link Count} or {@link Value} is `NaN`, so that the functions of a report that calculate with it go on
 * working; the assembled report says "withheld" wherever one of them would have stood.
 *
 * | in the schema of the findings                    | write                               | what happens to it                                              |
 * | ------------------------------------------------ | ----------------------------------- | --------------------------------------------------------------- |
 * | a number of patients or events                   | `Disclosure.Count`, `Disclosure.CountOrNone` | withheld from 1 to the minimum less 1, or where it gives away another |
 * | a rate or share of the counts beside it          | `Disclosure.Share`, nullable        | withheld with any of them                                       |
 * | another number about a cohort                    | `Disclosure.Estimate`, nullable, or `Disclosure.Value` | withheld where the cohort is too small, else rounded |
 * | counts that add up to another, in one struct     | `Disclosure.parts(struct, total, parts)` | taken into account                                         |
 * | `Comparison`, `ComparisonTables.ComparedGrouping` | nothing                            | taken care of                                                   |
 * | nothing of all this                              | `Disclosure.none(findings)`         | nothing                                                         |
 *
 * A record is about the cohort that its `grouping` and `category` name. Elements of a list are taken to add up to a total
 * that somebody knows: those of the other categories where records name one, all of them where not. Lists of numbers are
 * lists too. Records of cohorts that are too small and do not say what their numbers are, such as curves, are left out of
 * their list, so a report must not count on finding one. Texts called `reason` may name counts of patients and events.
 *
 * A stage whose schema declares nothing is not shown in a disclosed report, because nobody can tell what is in it.
 *
 * @since 0.1.0
 */
import { Effect, type Schema } from "effect"
import type { AuditFindings, StageFindings } from "./AuditFindings.ts"
import * as annotations from "./internal/disclosure/annotations.ts"
import { type Crossed, disclosedCounts } from "./internal/disclosure/auditCounts.ts"
import { cohortKey, populationsOf } from "./internal/disclosure/comparisons.ts"
import { isSmall } from "./internal/disclosure/protect.ts"
import { rounded } from "./internal/disclosure/rounding.ts"
import { disclosedFindings, isDeclared, type WithheldCohorts } from "./internal/disclosure/stageFindings.ts"
import * as Message from "./Message.ts"
import type * as Stage from "./Stage.ts"

/** A number of patients or events: a whole number, stored as `null` and read as `NaN` where it is withheld. */
export const Count = annotations.Count

/** The same where there may be none to count: `null` then, and where it is withheld. */
export const CountOrNone = annotations.CountOrNone

/** A number about a cohort, stored as `null` and read as `NaN` where it is withheld. */
export const Value = annotations.Value

/** A number about a cohort that may be missing: `null` then, and where it is withheld. */
export const Estimate = annotations.Estimate

/** A share that can be recomputed from the counts beside it; `null` where it is missing or withheld. */
export const Share = annotations.Share

/** Says of a struct that some of its counts add up to another of them. */
export const parts = <Fields extends Schema.Struct.Fields>(
  struct: Schema.Struct<Fields>,
  total: keyof Fields & string,
  parts: ReadonlyArray<keyof Fields & string>
) => annotations.annotated(struct, { _tag: "parts", total, parts })

/** Says of findings that nothing in them is a count of patients or events, or could tell one. */
export const none = <S extends Schema.Top>(findings: S) => annotations.annotated(findings, { _tag: "none" })

export interface Rules {
  /** Counts from 1 to this less 1 are withheld. */
  readonly minimumCell: number
  /** Of crossed groupings, the ids of those that they cross: their counts share sums. */
  readonly crossed?: Crossed
}

/** Cohorts of which no number may be told: small ones and, where a grouping has a single one, the next smallest. */
const numbersWithheld = ({ audit }: AuditFindings, minimum: number): ReadonlySet<string> =>
  new Set(
    audit.groupings.flatMap(({ categories, id }) => {
      const small = categories.filter(
        ({ eventPatients, patients }) => isSmall(patients ?? 0, minimum) || isSmall(eventPatients ?? 0, minimum)
      )
      const others = categories
        .filter((category) => !small.includes(category))
        .toSorted((a, b) => (a.patients ?? 0) - (b.patients ?? 0))
      const all = small.length === 1 ? [...small, ...others.slice(0, 1)] : small
      return all.map((category) => cohortKey(id, category.id))
    })
  )

const countsWithheld = (groupings: AuditFindings["audit"]["groupings"]): ReadonlySet<string> =>
  new Set(
    groupings.flatMap(({ categories, id }) =>
      categories
        .filter(({ eventPatients, patients }) => patients === null || eventPatients === null)
        .map((category) => cohortKey(id, category.id))
    )
  )

const disclosedMessage = (message: Message.Message, minimum: number): Message.Message =>
  Message.withheld(message, (count) => isSmall(count, minimum), minimum)

const notDeclared = Message.of`the stage does not say which of its numbers are counts of patients, so none of them can be shown while small counts are withheld`

const notDrawable = Message.of`what is left of its findings while small counts are withheld cannot be shown`

const withoutFindings = ({ findings: _, ...stage }: StageFindings, reason: Message.Message): StageFindings => ({
  ...stage,
  status: "skipped",
  reason
})

const disclosedStage = Effect.fnUntraced(function* (
  stored: StageFindings,
  installed: Stage.Any | undefined,
  withheld: WithheldCohorts,
  populations: ReturnType<typeof populationsOf>,
  minimum: number
) {
  const stage = stored.reason === undefined ? stored : { ...stored, reason: disclosedMessage(stored.reason, minimum) }
  if (stage.findings === undefined) return stage
  if (installed === undefined || !isDeclared(installed.findings.ast)) return withoutFindings(stage, notDeclared)
  const findings = disclosedFindings(installed.findings.ast, stage.findings, withheld, populations, minimum)
  const drawn = yield* Effect.exit(Effect.suspend(() => installed.render(findings)))
  return drawn._tag === "Success" ? { ...stage, findings } : withoutFindings(stage, notDrawable)
})

/**
 * The findings with counts of patients and events from 1 to the minimum less 1 withheld, and with everything that would
 * give them away withheld or rounded: to be applied before anything is written, so that all outputs agree.
 *
 * - Counts of cohorts, of dropped ones and of patients in none: primary and secondary suppression over all groupings at
 *   once, until no sum that is published narrows a withheld count down to less than all of 1 .. minimum - 1. Patients with an
 *   event and those without are protected alike. Zeros are published.
 * - Comparisons with fewer patients than the minimum on either side have no numbers, nor has the category with the next
 *   fewest patients where one alone would be without; nor those whose estimate is a share of so few patients or events, or
 *   of all but so few. Verdicts stay, as `withheld`. Other numbers are rounded to a step that one patient does not change.
 * - Findings of stages: see above.
 *
 * Not protected against: somebody who has several disclosed reports of overlapping patients, or data of other origin.
 */
export const apply = Effect.fn("Disclosure.apply")(function* (
  findings: AuditFindings,
  installed: ReadonlyArray<Stage.Any>,
  { crossed = {}, minimumCell }: Rules
) {
  const { audit, provenance } = findings
  const counts = disclosedCounts(audit, crossed, minimumCell)
  const withheld: WithheldCohorts = {
    counts: countsWithheld(counts.groupings),
    numbers: numbersWithheld(findings, minimumCell)
  }
  const populations = populationsOf(audit.groupings)
  const stages: Record<string, StageFindings> = {}
  for (const [id, stored] of Object.entries(findings.stages)) {
    const stage = installed.find(({ meta }) => meta.id === id)
    stages[id] = yield* disclosedStage(stored, stage, withheld, populations, minimumCell)
  }
  const say = (message: Message.Message) => disclosedMessage(message, minimumCell)
  const disclosed: AuditFindings = {
    ...findings,
    disclosure: { minimumCell },
    audit: {
      ...audit,
      ...counts,
      dataset: {
        ...counts.dataset,
        notes: audit.dataset.notes.map(({ message, table }) => ({ table, message: say(message) }))
      },
      ...(audit.wrongDirection === undefined
        ? {}
        : {
            wrongDirection: {
              auroc: rounded(audit.wrongDirection.auroc),
              standardError: rounded(audit.wrongDirection.standardError)
            }
          }),
      threshold: { ...audit.threshold, warnings: audit.threshold.warnings.map(say) },
      droppedGroupings: audit.droppedGroupings.map((grouping) => ({ ...grouping, reason: say(grouping.reason) }))
    },
    stages,
    provenance: {
      ...provenance,
      inputs: provenance.inputs.map((input) => ({
        ...input,
        rows: input.rows !== null && isSmall(input.rows, minimumCell) ? null : input.rows
      }))
    }
  }
  return disclosed
})
