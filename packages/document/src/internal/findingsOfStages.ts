import type { Block, Verdict } from "@fairward/core/ReportDocument"
import type { ReportedStage, Subject } from "./Subject.ts"

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

/** The key findings of a stage, the gravest first, then the weightiest; evidence is at least its section. */
export const findingsOfStage = ({ rendered }: ReportedStage): ReadonlyArray<KeyFinding> =>
  (rendered?.blocks ?? [])
    .flatMap((block) => (block._tag === "KeyFinding" ? [{ ...block, evidence: block.evidence ?? rendered!.id }] : []))
    .sort(byGravity)

/** The key findings of all stages: the gravest first, then the weightiest, then in the order of the stages. */
export const findingsOfAll = ({ stages }: Subject): ReadonlyArray<KeyFinding> =>
  stages.flatMap(findingsOfStage).sort(byGravity)
