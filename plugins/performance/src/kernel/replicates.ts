/** All metrics of all sides, and the standard errors of those that are functions of sums, for up to sixteen draws a job. */
import type { Kernel } from "@fairward/core/Compute"
import { type Layout, restSide } from "./Layout.ts"
import { at, width } from "./PatientSums.ts"
import { metricCount, precisionFactor, type ReferencePrevalence, sideMetrics, sideVariances } from "./SideMetrics.ts"
import { areaCount, lanes, openSweep, type SweepMemory } from "./SweepMemory.ts"

export interface ReplicatesShared {
  readonly sweep: SweepMemory
  readonly layout: Layout
  readonly bins: number
  readonly linear: boolean
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
  /** Patients in the order of `sums`. */
  readonly order: Uint32Array
  /** Ranges of `order` whose patients are in the same categories. */
  readonly cells: Uint32Array
  /** Per cell and grouping the category, -1 when in none. */
  readonly cellCategories: Int16Array
  /** Per patient, in `order`, a row of sums. */
  readonly sums: Float64Array
  /** Per grouping: fixed on the whole split. */
  readonly references: ReadonlyArray<ReferencePrevalence>
  /** Recompute the reference in each replicate over all kept categories, as FAMEWS does. */
  readonly referenceInReplicate: boolean
}

/** Draws `first .. first + count - 1`: draw 0 is the split itself, every patient once, and draw b + 1 is replicate b. */
export interface Draws {
  readonly first: number
  readonly count: number
}

export interface ReplicatesResult {
  /** sides x metrics x count. */
  readonly values: Float64Array
  /** contrasts x metrics x count; `NaN` for metrics that rank scores. */
  readonly standardErrors: Float64Array
}

const noReference: ReferencePrevalence = { highest: Number.NaN, lowest: Number.NaN }

const replicates: Kernel<ReplicatesShared, Draws, ReplicatesResult> = (shared) => {
  const { bins, cellCategories, cells, layout, linear, multiplicities, order, sums } = shared
  const sweep = openSweep(shared.sweep)
  const patients = order.length
  const row = width(bins)
  const groupings = layout.groupings.length
  const sideSums = new Float64Array(layout.sides * row)
  const cellSums = new Float64Array(row)
  const areas = new Float64Array(areaCount)
  const variances = new Float64Array(layout.sides * metricCount)

  const takeWeights = ({ count, first }: Draws) => {
    sweep.weights.fill(0)
    for (let patient = 0; patient < patients; patient++) {
      for (let lane = 0; lane < count; lane++) {
        const draw = first + lane
        sweep.weights[patient * lanes + lane] = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient]!
      }
    }
  }

  const addRow = (
    to: Float64Array,
    toStart: number,
    from: Float64Array,
    fromStart: number,
    weight: number,
    length: number
  ) => {
    for (let i = 0; i < length; i++) to[toStart + i] = to[toStart + i]! + weight * from[fromStart + i]!
  }

  const addCell = (cell: number) => {
    addRow(sideSums, 0, cellSums, 0, 1, row)
    for (let g = 0; g < groupings; g++) {
      const category = cellCategories[cell * groupings + g]!
      if (category < 0) continue
      const { categories, firstSide } = layout.groupings[g]!
      addRow(sideSums, (firstSide + category) * row, cellSums, 0, 1, row)
      if (categories === 2) continue
      for (let other = 0; other < categories; other++) {
        if (other !== category) addRow(sideSums, (firstSide + categories + other) * row, cellSums, 0, 1, row)
      }
    }
  }

  const sumLane = (lane: number) => {
    sideSums.fill(0)
    for (let cell = 0; cell < cells.length - 1; cell++) {
      cellSums.fill(0)
      for (let place = cells[cell]!; place < cells[cell + 1]!; place++) {
        const weight = sweep.weights[order[place]! * lanes + lane]!
        if (weight === 0) continue
        addRow(cellSums, 0, sums, place * row, weight, row)
      }
      addCell(cell)
    }
  }

  const referenceOf = (g: number): ReferencePrevalence => {
    if (!shared.referenceInReplicate) return shared.references[g]!
    const { categories, firstSide } = layout.groupings[g]!
    let highest = Number.NaN
    let lowest = Number.NaN
    for (let side = firstSide; side < firstSide + categories; side++) {
      const p = sideSums[side * row + at.p]!
      const n = sideSums[side * row + at.n]!
      if (p === 0 || n === 0) continue
      const prevalence = p / (p + n)
      if (!(prevalence <= highest)) highest = prevalence
      if (!(prevalence >= lowest)) lowest = prevalence
    }
    return { highest, lowest }
  }

  const sumsOf = (side: number) => sideSums.subarray(side * row, (side + 1) * row)

  return (job) => {
    const { count } = job
    takeWeights(job)
    const values = new Float64Array(layout.sides * metricCount * count)
    const standardErrors = new Float64Array(layout.contrasts * metricCount * count)

    sweep.factors.fill(1)
    const laneSums: Array<Float64Array> = []
    const laneReferences: Array<ReadonlyArray<ReferencePrevalence>> = []
    for (let lane = 0; lane < count; lane++) {
      sumLane(lane)
      const references = layout.groupings.map((_, g) => referenceOf(g))
      layout.groupings.forEach(({ categories, firstSide }, g) => {
        const end = firstSide + (categories > 2 ? 2 * categories : categories)
        for (let side = firstSide; side < end; side++) {
          const own = sumsOf(side)
          const factor = precisionFactor(own[at.p]!, own[at.n]!, references[g]!.highest)
          sweep.factors[side * lanes + lane] = Number.isFinite(factor) ? factor : 1
        }
      })
      laneSums.push(sideSums.slice())
      laneReferences.push(references)
    }
    sweep.run(linear)

    for (let lane = 0; lane < count; lane++) {
      sideSums.set(laneSums[lane]!)
      const references = laneReferences[lane]!
      const measure = (side: number, reference: ReferencePrevalence) => {
        for (let area = 0; area < areaCount; area++) areas[area] = sweep.sums[(side * areaCount + area) * lanes + lane]!
        const own = new Float64Array(metricCount)
        sideMetrics(sumsOf(side), areas, reference, bins, own)
        const variance = variances.subarray(side * metricCount, (side + 1) * metricCount)
        sideVariances(sumsOf(side), own, reference, variance)
        for (let metric = 0; metric < metricCount; metric++)
          values[(side * metricCount + metric) * count + lane] = own[metric]!
      }
      measure(0, noReference)
      layout.groupings.forEach((grouping, g) => {
        const { categories, firstContrast, firstSide } = grouping
        const end = firstSide + (categories > 2 ? 2 * categories : categories)
        for (let side = firstSide; side < end; side++) measure(side, references[g]!)
        for (let category = 0; category < categories; category++) {
          const cohort = firstSide + category
          const rest = restSide(grouping, category)
          const drawn = sumsOf(cohort)[at.patients]! + sumsOf(rest)[at.patients]!
          for (let metric = 0; metric < metricCount; metric++) {
            const variance = variances[cohort * metricCount + metric]! + variances[rest * metricCount + metric]!
            standardErrors[((firstContrast + category) * metricCount + metric) * count + lane] = Math.sqrt(
              (drawn / (drawn - 1)) * variance
            )
          }
        }
      })
    }
    return { values, standardErrors }
  }
}

export default replicates
