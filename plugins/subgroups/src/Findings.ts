import { Comparison, Disclosure, type Measure } from "@fairward/core"
import { Schema } from "effect"
import { type Told, toldOf } from "./Measures.ts"
import { MeasureId } from "./Options.ts"

const { Finite, Int, NullOr, Struct } = Schema

const Part = Struct({ grouping: Schema.String, category: Schema.String })

/** Groupings and categories by name, where those of the comparisons stand for them joined by "&". */
const Group = Struct({
  grouping: Schema.String,
  category: Schema.String,
  parts: Schema.Array(Part),
  patients: Int,
  eventPatients: Int
})
export type Group = typeof Group.Type

/** A group against a larger one that it is part of. */
const Larger = Struct({
  grouping: Schema.String,
  category: Schema.String,
  /** Of the larger group, in the measure's unit. */
  estimate: NullOr(Finite),
  /** Of the group less that of the larger one, with an interval that holds for all such differences of the audit at once. */
  difference: NullOr(Finite),
  low: NullOr(Finite),
  high: NullOr(Finite),
  /** Whether the group is worse, by more than chance explains. */
  isWorse: Schema.Boolean,
  /** Whether the larger group combines one attribute less; else it is here because it was found itself. */
  isParent: Schema.Boolean,
  isFound: Schema.Boolean
})
export type Larger = typeof Larger.Type

/** A group that is worse off than all others. */
const Found = Struct({
  grouping: Schema.String,
  category: Schema.String,
  metric: MeasureId,
  larger: Schema.Array(Larger),
  /** Whether it is told: worse than every larger group that was found. Else it only shows that these are. */
  isNamed: Schema.Boolean
})
export type Found = typeof Found.Type

/** Why none of this is shown while small counts are withheld. */
const unprotected =
  "which of many overlapping groups of patients were large enough to be looked at already tells how small others are"

/** What the subgroup search found. */
export const Findings = Disclosure.unprotected(
  Struct({
    level: Finite,
    verdictMinimum: Int,
    replicates: Int,
    measures: Schema.Array(MeasureId),
    leftOut: Schema.Array(Struct({ metric: MeasureId, reason: Schema.String })),
    /** Of the groupings whose categories are combined. */
    groupings: Schema.Array(
      Struct({
        id: Schema.String,
        title: Schema.String,
        categories: Schema.Array(Struct({ id: Schema.String, label: Schema.String }))
      })
    ),
    /** By how many attributes groups combine. */
    searched: Schema.Array(
      Struct({
        attributes: Int,
        possible: Int,
        empty: Int,
        tooSmall: Int,
        same: Int,
        searched: Int,
        isLeftOut: Schema.Boolean
      })
    ),
    groups: Schema.Array(Group),
    /** All test patients. */
    everyone: Schema.Array(Struct({ metric: MeasureId, estimate: NullOr(Finite) })),
    found: Schema.Array(Found),
    /** Of every group against everybody else whose values of its attributes are known. */
    comparisons: Schema.Array(Comparison.Comparison)
  }),
  unprotected
)
export type Findings = typeof Findings.Type

export const keyOf = ({ category, grouping }: { readonly grouping: string; readonly category: string }): string =>
  JSON.stringify([grouping, category])

/** What is compared, as the findings store it. */
export const measuresIn = ({ measures }: Pick<Findings, "measures">): ReadonlyArray<Measure.Measure> =>
  measures.map((id) => {
    const { definition: _, frequency: __, ...measure }: Told = toldOf(id)
    return measure
  })
