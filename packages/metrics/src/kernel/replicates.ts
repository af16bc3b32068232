/** All metrics of all sides, and the standard errors of those that are functions of sums, for up to sixteen draws a job. */
import type { Kernel } from "@fairward/core/Compute"
import { crossed, crossedWidth, type PatientRows, repeatedWidth } from "./CrossProducts.ts"
import { type Layout, sidesOf } from "./Layout.ts"
import { at, width } from "./PatientSums.ts"
import type { Draws } from "./Runs.ts"
import {
  countSlopes,
  metricCount,
  precisionFactor,
  type ReferencePrevalence,
  sideCovariances,
  sideMetrics,
  sideVariances,
  slopesLength
} from "./SideMetrics.ts"
import { areaCount, lanes, openSweep, type SweepMemory } from "./SweepMemory.ts"

/** Two sides whose difference has a standard error. */
export interface SidePair {
  readonly cohort: number
  readonly rest: number
  /** Of patients with units on both sides; absent where there can be none. */
  readonly products?: PatientRows
}

/** What patients with several units on a side add to its sums; see `CrossProducts`. */
export interface RepeatedUnits extends PatientRows {
  readonly side: number
}

export interface ReplicatesShared {
  readonly sweep: SweepMemory
  readonly layout: Layout
  readonly bins: number
  readonly linear: boolean
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
  readonly patients: number
  /** Patient of each unit; absent where the patients are the units. */
  readonly patientOf?: Uint32Array
  /** Units in the order of `sums`. */
  readonly order: Uint32Array
  /** Ranges of `order` whose units are in the same categories. */
  readonly cells: Uint32Array
  /** Per cell and grouping the category, -1 when in none. */
  readonly cellCategories: Int16Array
  /** Per unit, in `order`, a row of sums. */
  readonly sums: Float64Array
  readonly pairs: ReadonlyArray<SidePair>
  /** Of sides on which patients have several units. */
  readonly repeated: ReadonlyArray<RepeatedUnits>
  /** Per grouping: fixed on the whole split. */
  readonly references: ReadonlyArray<ReferencePrevalence>
  /** Recompute the reference in each replicate over all kept categories, as FAMEWS does. */
  readonly referenceInReplicate: boolean
}

export interface ReplicatesResult {
  /** sides x metrics x count. */
  readonly values: Float64Array
  /** pairs x metrics x count; `NaN` for metrics that rank scores. */
  readonly standardErrors: Float64Array
}

const noReference: ReferencePrevalence = { highest: Number.NaN, lowest: Number.NaN }

const replicates: Kernel<ReplicatesShared, Draws, ReplicatesResult> = (shared) => {
  const { bins, cellCategories, cells, layout, linear, multiplicities, order, pairs, patientOf, patients, sums } =
    shared
  const sweep = openSweep(shared.sweep)
  const row = width(bins)
  const groupings = layout.groupings.length
  const sideSums = new Float64Array(layout.sides * row)
  const cellSums = new Float64Array(row)
  const areas = new Float64Array(areaCount)
  const sideValues = new Float64Array(layout.sides * metricCount)
  const slopes = new Float64Array(layout.sides * slopesLength)
  const variances = new Float64Array(layout.sides * metricCount)
  const covariances = new Float64Array(metricCount)
  const products = new Float64Array(crossedWidth)

  const weightOf = (draw: number, patient: number) =>
    draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient]!

  const takeWeights = ({ count, first }: Draws) => {
    sweep.weights.fill(0)
    for (let unit = 0; unit < order.length; unit++) {
      const patient = patientOf === undefined ? unit : patientOf[unit]!
      for (let lane = 0; lane < count; lane++) sweep.weights[unit * lanes + lane] = weightOf(first + lane, patient)
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
      const { categories, firstSide, hasRests } = layout.groupings[g]!
      addRow(sideSums, (firstSide + category) * row, cellSums, 0, 1, row)
      if (!hasRests) continue
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

  const addRepeated = (draw: number) => {
    for (const { patients: drawn, rows, side } of shared.repeated) {
      const start = side * row + at.stepPairs
      drawn.forEach((patient, i) => {
        const weight = weightOf(draw, patient)
        if (weight !== 0) addRow(sideSums, start, rows, i * repeatedWidth, weight, repeatedWidth)
      })
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
  const sideOf = (side: number) => ({
    sums: sumsOf(side),
    values: sideValues.subarray(side * metricCount, (side + 1) * metricCount),
    slopes: slopes.subarray(side * slopesLength, (side + 1) * slopesLength)
  })
  const variancesOf = (side: number) => variances.subarray(side * metricCount, (side + 1) * metricCount)

  /** Covariances of a pair; gives how many drawn patients are on both of its sides. */
  const covary = ({ cohort, products: of, rest }: SidePair, draw: number): number => {
    covariances.fill(0)
    if (of === undefined) return 0
    products.fill(0)
    of.patients.forEach((patient, i) => {
      const weight = weightOf(draw, patient)
      if (weight !== 0) addRow(products, 0, of.rows, i * crossedWidth, weight, crossedWidth)
    })
    sideCovariances(products, sideOf(cohort), sideOf(rest), covariances)
    return products[crossed.both]!
  }

  return (job) => {
    const { count, first } = job
    takeWeights(job)
    const values = new Float64Array(layout.sides * metricCount * count)
    const standardErrors = new Float64Array(pairs.length * metricCount * count)

    sweep.factors.fill(1)
    const laneSums: Array<Float64Array> = []
    const laneReferences: Array<ReadonlyArray<ReferencePrevalence>> = []
    for (let lane = 0; lane < count; lane++) {
      sumLane(lane)
      addRepeated(first + lane)
      const references = layout.groupings.map((_, g) => referenceOf(g))
      layout.groupings.forEach((grouping, g) => {
        const [from, to] = sidesOf(grouping)
        for (let side = from; side < to; side++) {
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
        const own = sideOf(side)
        sideMetrics(own.sums, areas, reference, bins, own.values)
        countSlopes(own.sums, own.values, reference, own.slopes)
        sideVariances(own.sums, own.values, own.slopes, variancesOf(side))
        for (let metric = 0; metric < metricCount; metric++)
          values[(side * metricCount + metric) * count + lane] = own.values[metric]!
      }
      if (layout.rests) measure(0, noReference)
      layout.groupings.forEach((grouping, g) => {
        const [from, to] = sidesOf(grouping)
        for (let side = from; side < to; side++) measure(side, references[g]!)
      })
      pairs.forEach((pair, i) => {
        const both = covary(pair, first + lane)
        const ofCohort = variancesOf(pair.cohort)
        const ofRest = variancesOf(pair.rest)
        const drawn = sumsOf(pair.cohort)[at.patients]! + sumsOf(pair.rest)[at.patients]! - both
        for (let metric = 0; metric < metricCount; metric++) {
          const variance = ofCohort[metric]! + ofRest[metric]! - 2 * covariances[metric]!
          standardErrors[(i * metricCount + metric) * count + lane] = Math.sqrt(
            (drawn / (drawn - 1)) * Math.max(0, variance)
          )
        }
      })
    }
    return { values, standardErrors }
  }
}

export default replicates
