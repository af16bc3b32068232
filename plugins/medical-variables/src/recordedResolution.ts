import type { Dataset } from "@fairward/core"
import { Quantile } from "@fairward/stats"

const sampleSize = 20_000
const shareOnGrid = 0.8
/** In steps: above what a 4-byte float loses at 10,000 steps, far below what chance puts on a grid. */
const tolerance = 2e-3
const finestShare = 1e-4

const sample = ({ offsets }: Dataset.TimeSeries, patients: Uint32Array, values: ArrayLike<number>): Float64Array => {
  let count = 0
  const each = (visit: (value: number) => void) => {
    for (const patient of patients) {
      for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
        const value = values[row]!
        if (!Number.isNaN(value) && value !== 0) visit(value)
      }
    }
  }
  each(() => count++)
  const stride = Math.max(1, Math.ceil(count / sampleSize))
  const taken = new Float64Array(Math.ceil(count / stride))
  let i = 0
  each((value) => {
    if (i % stride === 0) taken[i / stride] = value
    i++
  })
  return taken
}

const isOnGrid = (values: Float64Array, step: number): boolean => {
  let on = 0
  for (const value of values) {
    const steps = value / step
    const nearest = Math.round(steps)
    if (nearest !== 0 && Math.abs(steps - nearest) < tolerance) on++
  }
  return on >= shareOnGrid * values.length
}

/**
 * Spacing in which a variable is recorded, in its unit: the coarsest of 1, 2 and 5 times a power of ten of which at least
 * 80 % of the measurements are multiples (half of them are multiples of twice the true spacing); 0 when none down to a ten-thousandth of their 95 % quantile (of absolute values) is.
 *
 * Read from up to 20,000 measurements of `patients`, evenly spread over them; zeros and missing ones are left out. Fewer than
 * two different values: 0.
 */
export const recordedResolution = (
  timeseries: Dataset.TimeSeries,
  patients: Uint32Array,
  values: Float32Array | Float64Array
): number => {
  const taken = sample(timeseries, patients, values)
  const magnitude = Quantile.quantile(taken.map(Math.abs), 0.95)
  if (!(magnitude > 0) || taken.every((value) => value === taken[0])) return 0
  for (let power = Math.ceil(Math.log10(magnitude)); 10 ** power >= magnitude * finestShare; power--) {
    for (const digit of [5, 2, 1]) {
      const step = power < 0 ? digit / 10 ** -power : digit * 10 ** power
      if (step <= magnitude && isOnGrid(taken, step)) return step
    }
  }
  return 0
}
