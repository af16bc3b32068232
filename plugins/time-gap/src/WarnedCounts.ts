/** How many events were warned of at least so long ahead, or could have been, in everyone and every cohort. */
import type { Sides } from "@fairward/metrics"
import type { TimeGaps } from "./TimeGaps.ts"

export interface WarnedValues {
  readonly warned: number
  readonly events: number
  readonly possible: number
  readonly ofAll: Float64Array
  readonly ofPossible: Float64Array
}

/** Multiplicities of the test patients, replicates x patients. */
interface Resampled {
  readonly multiplicities: Uint8Array
  readonly count: number
}

/** Counts on the whole split, and shares in every replicate, of a side at so many steps ahead, one of `points`. */
export const warnedCounts = (
  { earliest, gap, patient }: TimeGaps,
  { count: sides, levels, of }: Sides.Sides,
  points: ReadonlySet<number>,
  { count, multiplicities }: Resampled
): ((side: number, steps: number) => WarnedValues) => {
  const patients = of.length / levels
  const ascending = [...points].sort((a, b) => a - b)
  const placeOf = new Map(ascending.map((steps, place) => [steps, place]))
  const draws = count + 1
  /** Of a side and draw: at each point events with so large a gap, at each such a time to warn, and all events. */
  const width = 2 * ascending.length + 1
  const counts = new Float64Array(draws * sides * width)
  const reached = (steps: number) => ascending.findLastIndex((point) => point <= steps)
  const places = Array.from(gap, (steps, event) => [reached(steps), reached(earliest[event]!)] as const)
  for (let draw = 0; draw < draws; draw++) {
    patient.forEach((i, event) => {
      const weight = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + i]!
      const [warned, possible] = places[event]!
      for (let level = 0; weight > 0 && level < levels; level++) {
        const side = of[i * levels + level]!
        if (side < 0) continue
        const first = (draw * sides + side) * width
        counts[first + width - 1]! += weight
        if (warned >= 0) counts[first + warned]! += weight
        if (possible >= 0) counts[first + ascending.length + possible]! += weight
      }
    })
  }
  // What reaches a point reaches all before it.
  for (let first = 0; first < counts.length; first += width) {
    for (let place = ascending.length - 2; place >= 0; place--) {
      counts[first + place]! += counts[first + place + 1]!
      counts[first + ascending.length + place]! += counts[first + ascending.length + place + 1]!
    }
  }
  return (side, steps) => {
    const place = placeOf.get(steps)!
    const at = (draw: number, column: number) => counts[(draw * sides + side) * width + column]!
    const share = (whole: number) => Float64Array.from({ length: count }, (_, b) => at(b + 1, place) / at(b + 1, whole))
    return {
      warned: at(0, place),
      events: at(0, width - 1),
      possible: at(0, ascending.length + place),
      ofAll: share(width - 1),
      ofPossible: share(ascending.length + place)
    }
  }
}
