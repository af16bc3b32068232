/** Worker module: all metrics and standard errors of categories of steps, division by division, for a run of draws a job. */
import type { Kernel } from "@fairward/core/Compute"
import * as Clusters from "@fairward/stats/Clusters"
import type { LabelledSteps } from "../LabelledSteps.ts"
import { cellsOf } from "./Cells.ts"
import { crossProducts, repeated, type UnitRows } from "./CrossProducts.ts"
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
  /** The person of each patient; absent: each is its own. */
  readonly clusterOf?: Uint32Array
}

export interface StepCategoriesJob extends Draws {
  readonly division: number
}

/** Sides: none at 0, the categories, and per grouping, cohort by cohort, those that are measured within. */
export const stepLayout = (categories: number, cohorts: ReadonlyArray<number>, within: number) =>
  layoutOf([categories, ...cohorts.map((count) => count * within)], false)

/** The first patient of each patient's person. */
const firstOfPersons = (patients: number, clusterOf: Uint32Array | undefined): Uint32Array => {
  const own = Uint32Array.from({ length: patients }, (_, patient) => patient)
  if (clusterOf === undefined) return own
  const first = new Map<number, number>()
  return own.map((patient) => {
    const person = clusterOf[patient]!
    if (!first.has(person)) first.set(person, patient)
    return first.get(person)!
  })
}

/**
 * Squared difference of each person's influences on the two categories of each pair, and whether the person has a unit in
 * either: `patients x pairs x 5` and `patients x pairs`, at the person's first patient and 0 at the others.
 */
const squaredDifferences = (
  influences: Float64Array,
  { unitAt }: StepUnits,
  { categories, clusterOf, pairs, steps }: StepCategoriesShared
) => {
  const patients = steps.offsets.length - 1
  const first = firstOfPersons(patients, clusterOf)
  const differences = new Float64Array(patients * pairs.length * rankedCount)
  const isIn = new Uint8Array(patients * pairs.length)
  for (let patient = 0; patient < patients; patient++) {
    pairs.forEach(([own, other], i) => {
      const unit = unitAt[patient * categories + own]!
      const against = unitAt[patient * categories + other]!
      if (unit < 0 && against < 0) return
      const place = first[patient]! * pairs.length + i
      isIn[place] = 1
      for (let ranked = 0; ranked < rankedCount; ranked++) {
        const ofUnit = unit < 0 ? 0 : influences[unit * rankedCount + ranked]!
        const ofOther = against < 0 ? 0 : influences[against * rankedCount + ranked]!
        differences[place * rankedCount + ranked] = differences[place * rankedCount + ranked]! + (ofUnit - ofOther)
      }
    })
  }
  return { squares: differences.map((difference) => difference ** 2), isIn }
}

const prepare = (shared: StepCategoriesShared, { reference, stepCategory }: Division) => {
  const {
    bins,
    categories,
    clusterOf,
    cohortOf,
    cohorts,
    items,
    linear,
    multiplicities,
    pairs,
    steps,
    threshold,
    within
  } = shared
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
  const placeOf = new Uint32Array(count)
  order.forEach((unit, place) => {
    placeOf[unit] = place
  })
  const personOf = units.patientOf.map((patient) => clusterOf?.[patient] ?? patient)
  const together: UnitRows = {
    units: Clusters.sharedUnits(personOf, units.category) ?? Clusters.nobody,
    sums,
    bins,
    placeOf,
    patientOf: (unit) => units.patientOf[unit]!
  }
  const only = (category: number) => (one: number) => one === category
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
    ...squaredDifferences(influences, units, shared),
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
          products: crossProducts(together, only(own), only(other))
        })
      ),
      repeated:
        clusterOf === undefined
          ? []
          : Array.from({ length: categories }, (_, category) => ({
              side: firstSide + category,
              ...repeated(together, only(category))
            })),
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
  const { multiplicities, pairs, steps } = shared
  const patients = steps.offsets.length - 1
  let prepared: { readonly division: number; readonly of: ReturnType<typeof prepare> } | undefined

  /** Standard errors of ranked metrics: sqrt(n / (n - 1) sum_i w_i (u_i,a - u_i,b)^2), n the drawn patients of the pair. */
  const rankedErrors = (
    { isIn, squares }: ReturnType<typeof prepare>,
    draw: number,
    write: (pair: number, ranked: number, error: number) => void
  ) => {
    const width = pairs.length * rankedCount
    const sums = new Float64Array(width)
    const drawn = new Float64Array(pairs.length)
    for (let patient = 0; patient < patients; patient++) {
      const weight = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient]!
      if (weight === 0) continue
      for (let i = 0; i < pairs.length; i++) drawn[i] = drawn[i]! + weight * isIn[patient * pairs.length + i]!
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
