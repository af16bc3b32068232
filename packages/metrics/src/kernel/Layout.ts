/**
 * Where the cohorts of all groupings lie in the kernel's arrays.
 *
 * A slot is a category, the unassigned of a grouping, or everyone (slot 0). A side is what metrics are computed for:
 * everyone (side 0), each cohort and, in groupings of more than two categories where rests are wanted, each rest; of two
 * categories each is the other's rest. A contrast is a cohort against its rest.
 */

export interface GroupingLayout {
  readonly categories: number
  /** Whether each rest is a side of its own. */
  readonly hasRests: boolean
  /** Slot of the first category; that of the unassigned is `firstSlot + categories`. */
  readonly firstSlot: number
  /** Side of the first cohort; rests follow where there are more than two categories. */
  readonly firstSide: number
  readonly firstContrast: number
  /** First of the influence columns, one a contrast, or one in all for two categories, whose contrasts mirror. */
  readonly firstInfluence: number
  readonly influences: number
}

export interface Layout {
  /** Whether everyone and rests are measured; otherwise side 0 is empty. */
  readonly rests: boolean
  readonly groupings: ReadonlyArray<GroupingLayout>
  readonly slots: number
  readonly sides: number
  readonly contrasts: number
  readonly influences: number
}

/** `rests`: whether everyone is measured, and cohorts are compared with their rests. */
export const layoutOf = (categories: ReadonlyArray<number>, rests = true): Layout => {
  const groupings: Array<GroupingLayout> = []
  let slots = 1
  let sides = 1
  let contrasts = 0
  let influences = 0
  for (const count of categories) {
    const hasRests = rests && count > 2
    const own = hasRests ? count : 1
    groupings.push({
      categories: count,
      hasRests,
      firstSlot: slots,
      firstSide: sides,
      firstContrast: contrasts,
      firstInfluence: influences,
      influences: own
    })
    slots += count + 1
    sides += hasRests ? 2 * count : count
    contrasts += count
    influences += own
  }
  return { rests, groupings, slots, sides, contrasts, influences }
}

/** Side of the rest of a category. */
export const restSide = ({ categories, firstSide, hasRests }: GroupingLayout, category: number): number =>
  hasRests ? firstSide + categories + category : firstSide + 1 - category

/** Influence column of a contrast. */
export const influenceOf = ({ firstInfluence, influences }: GroupingLayout, category: number): number =>
  influences === 1 ? firstInfluence : firstInfluence + category

/** Sides of a grouping: its cohorts and, where there are more than two, their rests. */
export const sidesOf = ({ categories, firstSide, hasRests }: GroupingLayout): readonly [from: number, to: number] => [
  firstSide,
  firstSide + (hasRests ? 2 * categories : categories)
]
