import type { Block, Verdict } from "@fairward/core/ReportDocument"
import { paragraph } from "@fairward/core/ReportDocument"
import { type ReportedStage, type Subject, strong } from "./Subject.ts"

export type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>

const gravity: Readonly<Record<Verdict, number>> = {
  material: 0,
  worse: 1,
  greater: 2,
  less: 2,
  inconclusive: 3,
  "too small": 4,
  "not estimable": 5,
  "no verdict": 6,
  equivalent: 7,
  better: 8
}

const byGravity = (a: KeyFinding, b: KeyFinding): number =>
  gravity[a.verdict] - gravity[b.verdict] || b.weight - a.weight

const keyFindingsOf = ({ rendered }: ReportedStage): ReadonlyArray<KeyFinding> =>
  (rendered?.blocks ?? []).flatMap((block) =>
    block._tag === "KeyFinding" ? [{ ...block, evidence: block.evidence ?? rendered!.id }] : []
  )

/** The key findings of a stage about cohorts, the gravest first, then the weightiest; evidence is at least its section. */
export const findingsOfStage = (stage: ReportedStage): ReadonlyArray<KeyFinding> =>
  keyFindingsOf(stage)
    .filter(({ scope }) => scope !== "everyone")
    .sort(byGravity)

/** What stages say of all patients, in the order of the stages. */
export const findingsAboutEveryone = ({ stages }: Subject): ReadonlyArray<KeyFinding> =>
  stages.flatMap(keyFindingsOf).filter(({ scope }) => scope === "everyone")

/** A finding about all patients is a sentence among others: it compares nothing, and so has no verdict to show. */
export const asSentence = (block: Block): Block =>
  block._tag === "KeyFinding" && block.scope === "everyone"
    ? paragraph(strong("For everybody: "), ...block.text)
    : block

/** The key findings of all stages: the gravest first, then the weightiest, then in the order of the stages. */
export const findingsOfAll = ({ stages }: Subject): ReadonlyArray<KeyFinding> =>
  stages.flatMap(findingsOfStage).sort(byGravity)
