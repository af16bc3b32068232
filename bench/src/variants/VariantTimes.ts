/**
 * What each way to sweep over the ranked items takes per replicate, and whether all of them say the same.
 */
import { Resamples } from "@fairward/core"
import { Sides } from "@fairward/metrics"
import { itemsOfPatients, type LabelledSteps } from "@fairward/metrics/LabelledSteps"
import { Order } from "@fairward/stats"
import { areaCount, sweepMemory } from "../../../packages/metrics/src/kernel/SweepMemory.ts"
import { asShipped, closingEveryGroup, dividingTwice, kernelVariant, withLanes } from "./KernelVariant.ts"
import { plainSweep } from "./plainSweep.ts"

export interface VariantTime {
  readonly variant: string
  readonly millisecondsPerReplicate: number
  /** Largest relative difference of a sum from the shipped kernel's; `null` where there are no sums. */
  readonly deviation: number | null
}

const shippedLanes = 16
const mostLanes = 32

/** Patients x lanes, of the first replicates. */
const weightsFor = (multiplicities: Uint8Array, patients: number, lanes: number): Uint8Array => {
  const weights = new Uint8Array(patients * lanes)
  for (let lane = 0; lane < lanes; lane++) {
    for (let patient = 0; patient < patients; patient++) {
      weights[patient * lanes + lane] = multiplicities[lane * patients + patient]!
    }
  }
  return weights
}

/** Any factors do: they only have to differ between sides and lanes. */
const factorsFor = (sides: number, lanes: number): Float64Array =>
  Float64Array.from({ length: sides * lanes }, (_, i) => 0.5 + (Math.floor(i / lanes) % 7) / 10 + (i % lanes) / 100)

const deviationOf = (sums: Float64Array, lanes: number, shipped: Float64Array): number => {
  const both = Math.min(lanes, shippedLanes)
  let largest = 0
  for (let row = 0; row < sums.length / lanes; row++) {
    for (let lane = 0; lane < both; lane++) {
      const expected = shipped[row * shippedLanes + lane]!
      const found = sums[row * lanes + lane]!
      if (expected === found) continue
      largest = Math.max(largest, Math.abs(found - expected) / Math.abs(expected))
    }
  }
  return largest
}

interface Way {
  readonly variant: string
  /** Replicates of one run. */
  readonly lanes: number
  /** Sums, sides x 5 x lanes; `null` where there are none. */
  readonly run: () => Float64Array | null
}

/** CPU milliseconds of one run. */
const milliseconds = (run: Way["run"]): number => {
  const before = process.cpuUsage()
  run()
  const { system, user } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Rows copied as often as their patient is drawn, and sorted: what resampling costs before any metric is computed. */
const copyAndSort = ({ label, offsets, score }: LabelledSteps, multiplicities: Uint8Array): number => {
  const copied = new Float64Array(2 * label.length)
  let size = 0
  for (let patient = 0; patient < offsets.length - 1; patient++) {
    for (let draw = 0; draw < multiplicities[patient]!; draw++) {
      for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++)
        if (label[row]! >= 0) copied[size++] = score[row]!
    }
  }
  Order.sortDescending(copied.slice(0, size), new Uint32Array(size))
  return size
}

/** Times all variants on the same steps and draws. */
export const variantTimes = (steps: LabelledSteps, sides: Sides.Sides, times: number): ReadonlyArray<VariantTime> => {
  const patients = steps.offsets.length - 1
  const count = Sides.sideCount(sides)
  const multiplicities = Resamples.multinomialMultiplicities(patients, mostLanes, 42)
  const memory = sweepMemory(itemsOfPatients(steps), sides, true, (2 * mostLanes) / shippedLanes)
  const items = new Uint32Array(memory.memory.buffer, memory.items, memory.size).slice()
  const unitSlots = new Uint32Array(memory.memory.buffer, memory.unitSlots, patients * memory.groupings).slice()

  const factors = factorsFor(count, mostLanes)
  const inputOf = (lanes: number) => ({
    weights: weightsFor(multiplicities, patients, lanes),
    factors: Float64Array.from(
      { length: count * lanes },
      (_, i) => factors[Math.floor(i / lanes) * mostLanes + (i % lanes)]!
    )
  })
  const ofKernel = (variant: string, lanes: number, edit: (source: string) => string): Way => {
    const sweep = kernelVariant(memory, lanes, edit)
    const input = inputOf(lanes)
    return { variant, lanes, run: () => sweep(input.weights, input.factors) }
  }
  const ofPlain = (lanes: number): Way => {
    const input = { items, unitSlots, sides, lanes, ...inputOf(lanes) }
    const unit = lanes === 1 ? "lane" : "lanes"
    return { variant: `plain JavaScript, ${lanes} ${unit}`, lanes, run: () => plainSweep(input) }
  }
  const ways: ReadonlyArray<Way> = [
    ofKernel("WebAssembly SIMD, 16 lanes (shipped)", shippedLanes, asShipped),
    ofKernel("8 lanes", 8, withLanes(8)),
    ofKernel("32 lanes", 32, withLanes(32)),
    ofKernel("16 lanes, every tie group closed", shippedLanes, closingEveryGroup),
    ofKernel("16 lanes, two divisions", shippedLanes, dividingTwice),
    ofPlain(16),
    ofPlain(8),
    ofPlain(1),
    {
      variant: "copying and sorting the rows of one replicate, no metric",
      lanes: 1,
      run: () => {
        copyAndSort(steps, multiplicities.subarray(0, patients))
        return null
      }
    }
  ]
  const sums = ways.map(({ run }) => run())
  const fastest = ways.map(() => Number.POSITIVE_INFINITY)
  // In turns, so that a slow moment of the machine meets all of them.
  for (let turn = 0; turn < times; turn++) {
    ways.forEach(({ run }, i) => {
      fastest[i] = Math.min(fastest[i]!, milliseconds(run))
    })
  }
  return ways.map(({ lanes, variant }, i) => {
    const own = sums[i]!
    if (own !== null && own.length !== count * areaCount * lanes) {
      throw new Error(`${variant}: not the sums of ${lanes} replicates`)
    }
    return {
      variant,
      millisecondsPerReplicate: fastest[i]! / lanes,
      deviation: own === null ? null : deviationOf(own, lanes, sums[0]!)
    }
  })
}
