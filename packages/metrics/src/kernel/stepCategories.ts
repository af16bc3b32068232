/** Worker module: all metrics and standard errors of categories of steps, division by division, for a run of draws a job. */
import type { Kernel } from "@fairward/core/Compute"
import type { LabelledSteps } from "../LabelledSteps.ts"
import { cellsOf } from "./Cells.ts"
import { crossProducts } from "./CrossProducts.ts"
import { rankedInfluences } from "./Influence.ts"
import { layoutOf } from "./Layout.ts"
import { unitSums } from "./PatientSums.ts"
import { patientBits } from "./RankedItems.ts"
import type { Draws } from "./Runs.ts"
import replicates, { type ReplicatesResult, type SidePair } from "./replicates.ts"
import { firstRanked, metricCount, type ReferencePrevalence, rankedCount } from "./SideMetrics.ts"
import { type StepUnits, stepUnits, unitOfSteps } from "./StepUnits.ts"
import { lanes, memoryOfItems } from "./SweepMemory.ts"

export interface Division {
  /** Category of every step. */
  readonly stepCategory: Uint8Array
  readonly reference: ReferencePrevalence
}

export interface StepCategoriesShared {
  readonly steps: LabelledSteps
  /** The labelled steps, ranked; an item holds the step's row. */
  readonly items: Uint32Array
  readonly divisions: ReadonlyArray<Division>
  readonly categories: number
  /** Pairs of categories whose difference has a standard error. */
  readonly pairs: ReadonlyArray<readonly [category: number, other: number]>
  /** Per grouping the cohort of each patient, -1 when in none, and how many cohorts there are. */
  readonly cohortOf: ReadonlyArray<Int16Array>
  readonly cohorts: ReadonlyArray<number>
  /** Categories that are measured within cohorts. */
  readonly within: ReadonlyArray<number>
  readonly threshold: number
  readonly bins: number
  readonly linear: boolean
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
}

export interface StepCategoriesJob extends Draws {
  readonly division: number
}

/** Sides: none at 0, the categories, and per grouping, cohort by cohort, those that are measured within. */
export const stepLayout = (categories: number, cohorts: ReadonlyArray<number>, within: number) =>
  layoutOf([categories, ...cohorts.map((count) => count * within)], false)

/** Squared difference of each patient's influences on the two categories of each pair: `patients x pairs x 5`. */
const squaredDifferences = (
  influences: Float64Array,
  { unitAt }: StepUnits,
  { categories, pairs, steps }: StepCategoriesShared
): Float64Array => {
  const patients = steps.offsets.length - 1
  const squares = new Float64Array(patients * pairs.length * rankedCount)
  for (let patient = 0; patient < patients; patient++) {
    pairs.forEach(([own, other], i) => {
      const unit = unitAt[patient * categories + own]!
      const against = unitAt[patient * categories + other]!
      for (let ranked = 0; ranked < rankedCount; ranked++) {
        const ofUnit = unit < 0 ? 0 : influences[unit * rankedCount + ranked]!
        const ofOther = against < 0 ? 0 : influences[against * rankedCount + ranked]!
        squares[(patient * pairs.length + i) * rankedCount + ranked] = (ofUnit - ofOther) ** 2
      }
    })
  }
  return squares
}

const prepare = (shared: StepCategoriesShared, { reference, stepCategory }: Division) => {
  const { bins, categories, cohortOf, cohorts, items, linear, multiplicities, pairs, steps, threshold, within } = shared
  const patients = steps.offsets.length - 1
  const units = stepUnits(steps, stepCategory, categories)
  const count = units.patientOf.length
  const layout = stepLayout(categories, cohorts, within.length)
  const categoryOf = [
    Int16Array.from(units.category),
    ...cohortOf.map((of) =>
      Int16Array.from(units.patientOf, (patient, unit) => {
        const place = within.indexOf(units.category[unit]!)
        return of[patient]! < 0 || place < 0 ? -1 : of[patient]! * within.length + place
      })
    )
  ]
  const { cellCategories, cells, order } = cellsOf(categoryOf, count)
  const sums = unitSums(steps, units, threshold, bins, order)
  const placeOf = new Int32Array(count)
  order.forEach((unit, place) => {
    placeOf[unit] = place
  })
  const placesOn = (category: number) =>
    Int32Array.from({ length: patients }, (_, patient) => {
      const unit = units.unitAt[patient * categories + category]!
      return unit < 0 ? -1 : placeOf[unit]!
    })
  const { firstSide } = layout.groupings[0]!
  const unitOf = unitOfSteps(steps, units, categories)
  const sweep = memoryOfItems(
    {
      patients: count,
      size: items.length,
      write: (to) => {
        for (let i = 0; i < items.length; i++) to[i] = (items[i]! & ~patientBits) | unitOf[items[i]! & patientBits]!
      }
    },
    layout,
    categoryOf,
    1
  )
  const influences = rankedInfluences({
    items: new Uint32Array(sweep.memory.buffer, sweep.items, sweep.size),
    patients: count,
    categoryOf: categoryOf[0]!,
    categories,
    rests: false,
    positives: units.positives,
    negatives: units.negatives,
    events: new Float64Array(count),
    reference,
    linear
  })
  return {
    units,
    squares: squaredDifferences(influences, units, shared),
    run: replicates({
      sweep,
      layout,
      bins,
      linear,
      multiplicities,
      patients,
      patientOf: units.patientOf,
      order,
      cells,
      cellCategories,
      sums,
      pairs: pairs.map(
        ([own, other]): SidePair => ({
          cohort: firstSide + own,
          rest: firstSide + other,
          products: crossProducts(sums, bins, [placesOn(own), placesOn(other)])
        })
      ),
      references: layout.groupings.map(() => reference),
      referenceInReplicate: false
    })
  }
}

/** Copies rows of `from.count` numbers into rows of `count`, beginning at `offset`. */
const place = (to: Float64Array, count: number, from: Float64Array, width: number, offset: number): void => {
  for (let row = 0; row < from.length / width; row++) {
    to.set(from.subarray(row * width, (row + 1) * width), row * count + offset)
  }
}

const stepCategories: Kernel<StepCategoriesShared, StepCategoriesJob, ReplicatesResult> = (shared) => {
  const { categories, multiplicities, pairs, steps } = shared
  const patients = steps.offsets.length - 1
  let prepared: { readonly division: number; readonly of: ReturnType<typeof prepare> } | undefined

  /** Standard errors of ranked metrics: sqrt(n / (n - 1) sum_i w_i (u_i,a - u_i,b)^2), n the drawn patients of the pair. */
  const rankedErrors = (
    { squares, units }: ReturnType<typeof prepare>,
    draw: number,
    write: (pair: number, ranked: number, error: number) => void
  ) => {
    const width = pairs.length * rankedCount
    const sums = new Float64Array(width)
    const drawn = new Float64Array(pairs.length)
    for (let patient = 0; patient < patients; patient++) {
      const weight = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient]!
      if (weight === 0) continue
      pairs.forEach(([own, other], i) => {
        const isIn = units.unitAt[patient * categories + own]! >= 0 || units.unitAt[patient * categories + other]! >= 0
        if (isIn) drawn[i] = drawn[i]! + weight
      })
      for (let i = 0; i < width; i++) sums[i] = sums[i]! + weight * squares[patient * width + i]!
    }
    drawn.forEach((n, pair) => {
      for (let ranked = 0; ranked < rankedCount; ranked++) {
        write(pair, ranked, Math.sqrt((n / (n - 1)) * sums[pair * rankedCount + ranked]!))
      }
    })
  }

  return ({ count, division, first }) => {
    if (prepared?.division !== division) {
      prepared = undefined
      prepared = { division, of: prepare(shared, shared.divisions[division]!) }
    }
    const { of } = prepared
    let values: Float64Array | undefined
    const standardErrors = new Float64Array(pairs.length * metricCount * count)
    for (let offset = 0; offset < count; offset += lanes) {
      const width = Math.min(lanes, count - offset)
      const part = of.run({ first: first + offset, count: width })
      values ??= new Float64Array((part.values.length / width) * count)
      place(values, count, part.values, width, offset)
      place(standardErrors, count, part.standardErrors, width, offset)
    }
    for (let lane = 0; lane < count; lane++) {
      rankedErrors(of, first + lane, (pair, ranked, error) => {
        standardErrors[(pair * metricCount + firstRanked + ranked) * count + lane] = error
      })
    }
    return { values: values!, standardErrors }
  }
}

export default stepCategories
