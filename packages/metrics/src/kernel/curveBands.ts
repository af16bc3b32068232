/** The curves of every cohort, summed over a run of draws. */
import type { Kernel } from "@fairward/core/Compute"
import { curveKinds, curveValues, gridSize } from "./CurveValues.ts"
import type { Layout } from "./Layout.ts"
import type { OperatingPoints } from "./OperatingPoints.ts"
import { at, width } from "./PatientSums.ts"
import type { Draws } from "./Runs.ts"
import { precisionFactor, type ReferencePrevalence } from "./SideMetrics.ts"

export interface CurveBandsShared {
  readonly layout: Layout
  readonly bins: number
  readonly multiplicities: Uint8Array
  readonly order: Uint32Array
  readonly cells: Uint32Array
  readonly cellCategories: Int16Array
  /** Per patient, in `order`, a row of sums; of these only the calibration bins are read. */
  readonly sums: Float64Array
  readonly points: OperatingPoints
  readonly references: ReadonlyArray<ReferencePrevalence>
}

/** Rows of `curveKinds.length * gridSize + bins` numbers a contrast; the last `bins` are shares of positives. */
export interface CurveBandsResult {
  readonly sum: Float64Array
  readonly squares: Float64Array
  /** Draws in which a height is defined. */
  readonly usable: Uint32Array
  /** Mean score per bin and contrast, of the last draw of the run. */
  readonly meanScores: Float64Array
}

/** Numbers of one cohort. */
export const curveRow = (bins: number): number => curveKinds.length * gridSize + bins

const curveBands: Kernel<CurveBandsShared, Draws, CurveBandsResult> = (shared) => {
  const { bins, cellCategories, cells, layout, multiplicities, order, points, references, sums } = shared
  const thresholds = points.thresholds.length
  const places = 3 * (thresholds + 1)
  const counted = places + 3 * bins
  const sumsRow = width(bins)
  const patients = order.length
  const groupings = layout.groupings.length
  const cell = new Float64Array(counted)
  const cohorts = new Float64Array(layout.contrasts * counted)
  const heights = new Float64Array(curveKinds.length * gridSize)

  const countCohorts = (draw: number) => {
    cohorts.fill(0)
    for (let c = 0; c < cells.length - 1; c++) {
      cell.fill(0)
      for (let place = cells[c]!; place < cells[c + 1]!; place++) {
        const patient = order[place]!
        const weight = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient]!
        if (weight === 0) continue
        for (let entry = points.offsets[patient]!; entry < points.offsets[patient + 1]!; entry++) {
          const to = points.places[entry]!
          cell[to] = cell[to]! + weight * points.counts[entry]!
        }
        const from = place * sumsRow + at.bins
        for (let i = 0; i < 3 * bins; i++) cell[places + i] = cell[places + i]! + weight * sums[from + i]!
      }
      for (let g = 0; g < groupings; g++) {
        const category = cellCategories[c * groupings + g]!
        if (category < 0) continue
        const start = (layout.groupings[g]!.firstContrast + category) * counted
        for (let i = 0; i < counted; i++) cohorts[start + i] = cohorts[start + i]! + cell[i]!
      }
    }
  }

  const factorOf = (own: Float64Array, highest: number) => {
    let n = 0
    let p = 0
    for (let k = 0; k <= thresholds; k++) {
      n += own[k]!
      p += own[thresholds + 1 + k]!
    }
    return precisionFactor(p, n, highest)
  }

  return ({ count, first }) => {
    const row = curveRow(bins)
    const result: CurveBandsResult = {
      sum: new Float64Array(layout.contrasts * row),
      squares: new Float64Array(layout.contrasts * row),
      usable: new Uint32Array(layout.contrasts * row),
      meanScores: new Float64Array(layout.contrasts * bins)
    }
    const add = (to: number, height: number) => {
      if (Number.isNaN(height)) return
      result.sum[to] = result.sum[to]! + height
      result.squares[to] = result.squares[to]! + height * height
      result.usable[to] = result.usable[to]! + 1
    }
    for (let draw = first; draw < first + count; draw++) {
      countCohorts(draw)
      layout.groupings.forEach(({ categories, firstContrast }, g) => {
        for (let contrast = firstContrast; contrast < firstContrast + categories; contrast++) {
          const own = cohorts.subarray(contrast * counted, (contrast + 1) * counted)
          curveValues(own, thresholds, factorOf(own, references[g]!.highest), heights)
          const start = contrast * row
          for (let i = 0; i < heights.length; i++) add(start + i, heights[i]!)
          for (let bin = 0; bin < bins; bin++) {
            const steps = own[places + 3 * bin]!
            add(start + heights.length + bin, own[places + 3 * bin + 1]! / steps)
            result.meanScores[contrast * bins + bin] = own[places + 3 * bin + 2]! / steps
          }
        }
      })
    }
    return result
  }
}

export default curveBands
