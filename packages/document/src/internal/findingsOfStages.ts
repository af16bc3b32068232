import { type AuditFindings, isNamed } from "@fairward/core/AuditFindings"
import type { Block, Verdict } from "@fairward/core/ReportDocument"
import { harms, paragraph } from "@fairward/core/ReportDocument"
import { type ReportedStage, type Subject, strong } from "./Subject.ts"

export type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>

/** What is worse, what is different, then what is open. */
const groups: ReadonlyArray<ReadonlyArray<Verdict>> = [
  ["material", "worse"],
  ["greater", "less"],
  ["inconclusive"],
  ["too small"],
  ["not estimable"],
  ["no verdict"],
  ["equivalent"],
  ["better"]
]

const groupOf = ({ verdict }: KeyFinding): number => groups.findIndex((group) => group.includes(verdict))

const harmOf = ({ harm = "sources" }: KeyFinding): number => harms.indexOf(harm)

const byGravity = (a: KeyFinding, b: KeyFinding): number =>
  harmOf(a) - harmOf(b) || Number(b.verdict === "material") - Number(a.verdict === "material") || b.weight - a.weight

const keyFindingsOf = ({ rendered }: ReportedStage): ReadonlyArray<KeyFinding> =>
  (rendered?.blocks ?? []).flatMap((block) =>
    block._tag === "KeyFinding" ? [{ ...block, evidence: block.evidence ?? rendered!.id }] : []
  )

/** A finding, and whether it is of what the audit is mainly about. */
interface Ranked {
  readonly finding: KeyFinding
  readonly isPrimary: boolean
}

const byRank = (a: Ranked, b: Ranked): number =>
  groupOf(a.finding) - groupOf(b.finding) ||
  Number(b.isPrimary) - Number(a.isPrimary) ||
  byGravity(a.finding, b.finding)

const rankedOf = ({ primary = [] }: AuditFindings["audit"], stage: ReportedStage): ReadonlyArray<Ranked> =>
  keyFindingsOf(stage)
    .filter(({ scope }) => scope !== "everyone")
    .map((finding) => ({ finding, isPrimary: (finding.measures ?? []).some((one) => isNamed(primary, stage.id, one)) }))

/** The key findings of a stage about cohorts, the gravest first, then the weightiest; evidence is at least its section. */
export const findingsOfStage = ({ findings: { audit } }: Subject, stage: ReportedStage): ReadonlyArray<KeyFinding> =>
  rankedOf(audit, stage)
    .toSorted(byRank)
    .map(({ finding }) => finding)

/** What stages say of all patients, in the order of the stages. */
export const findingsAboutEveryone = ({ stages }: Subject): ReadonlyArray<KeyFinding> =>
  stages.flatMap(keyFindingsOf).filter(({ scope }) => scope === "everyone")

export const isAboutEveryone = (block: Block): boolean => block._tag === "KeyFinding" && block.scope === "everyone"

/** A finding about all patients is a sentence among others: it compares nothing, and so has no verdict to show. */
export const asSentence = (block: Block): Block =>
  block._tag === "KeyFinding" && block.scope === "everyone"
    ? paragraph(strong("For everybody: "), ...block.text)
    : block

/** A finding, with the stage that says it. */
export interface FindingOfStage {
  readonly stage: ReportedStage
  readonly finding: KeyFinding
}

/**
 * The key findings of all stages, the gravest first: what is worse, then what is different; in each what the audit is mainly
 * about, then by class of harm, what is material, how far it lies beyond the margin, how many event-bearing patients it
 * concerns, and the order of the stages.
 */
export const gravestFindings = ({ findings: { audit }, stages }: Subject): ReadonlyArray<FindingOfStage> => {
  const concerned = ({ cohorts = [] }: KeyFinding): number =>
    cohorts.reduce((sum, { category, grouping }) => {
      const categories = audit.groupings.find(({ id }) => id === grouping)?.categories ?? []
      return sum + (categories.find(({ id }) => id === category)?.eventPatients ?? 0)
    }, 0)
  return stages
    .flatMap((stage) => rankedOf(audit, stage).map((ranked) => ({ ...ranked, stage })))
    .sort((a, b) => byRank(a, b) || concerned(b.finding) - concerned(a.finding))
}

/** The same without their stages. */
export const findingsOfAll = (subject: Subject): ReadonlyArray<KeyFinding> =>
  gravestFindings(subject).map(({ finding }) => finding)
