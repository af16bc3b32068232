/**
 * What each way to sweep over the ranked items takes per replicate, and whether all of them say the same.
 */
import { Resamples } from "@fairward/core"
import { Order } from "@fairward/stats"
import { type Layout, layoutOf } from "../../../plugins/performance/src/kernel/Layout.ts"
import type { LabelledSteps } from "../../../plugins/performance/src/kernel/PatientSums.ts"
import { areaCount, sweepMemory } from "../../../plugins/performance/src/kernel/SweepMemory.ts"
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

/** CPU milliseconds of this process for the fastest of `times` runs. */
const best = <A>(times: number, run: () => A): { readonly result: A; readonly milliseconds: number } => {
  let milliseconds = Number.POSITIVE_INFINITY
  let result = run()
  for (let i = 0; i < times; i++) {
    const before = process.cpuUsage()
    result = run()
    const { system, user } = process.cpuUsage(before)
    milliseconds = Math.min(milliseconds, (user + system) / 1000)
  }
  return { result, milliseconds }
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
  return Order.descendingOrder(copied.slice(0, size)).length
}

/** Times all variants on the same steps and draws. `categoryOf`: per grouping the category of each patient, -1 none. */
export const variantTimes = (
  steps: LabelledSteps,
  categoryOf: ReadonlyArray<Int16Array>,
  categories: ReadonlyArray<number>,
  times: number
): ReadonlyArray<VariantTime> => {
  const layout: Layout = layoutOf(categories)
  const patients = steps.offsets.length - 1
  const multiplicities = Resamples.multinomialMultiplicities(patients, mostLanes, 42)
  const memory = sweepMemory(steps, layout, categoryOf, (2 * mostLanes) / shippedLanes)
  const items = new Uint32Array(memory.memory.buffer, memory.items, memory.size).slice()
  const patientSlots = new Uint32Array(memory.memory.buffer, memory.patientSlots, patients * categories.length).slice()

  const ofKernel = (lanes: number, edit: (source: string) => string) => {
    const run = kernelVariant(memory, lanes, edit)
    const weights = weightsFor(multiplicities, patients, lanes)
    const factors = factorsFor(layout.sides, mostLanes)
    const own = Float64Array.from(
      { length: layout.sides * lanes },
      (_, i) => factors[Math.floor(i / lanes) * mostLanes + (i % lanes)]!
    )
    return best(times, () => run(weights, own))
  }
  const ofPlain = (lanes: number) => {
    const weights = weightsFor(multiplicities, patients, lanes)
    const factors = factorsFor(layout.sides, mostLanes)
    const own = Float64Array.from(
      { length: layout.sides * lanes },
      (_, i) => factors[Math.floor(i / lanes) * mostLanes + (i % lanes)]!
    )
    return best(Math.ceil(times / 2), () => plainSweep({ items, patientSlots, layout, weights, factors: own, lanes }))
  }

  const shipped = ofKernel(shippedLanes, asShipped)
  const timed = (
    variant: string,
    lanes: number,
    { milliseconds, result }: ReturnType<typeof ofKernel>
  ): VariantTime => {
    if (result.length !== layout.sides * areaCount * lanes)
      throw new Error(`${variant}: not the sums of ${lanes} lanes`)
    return {
      variant,
      millisecondsPerReplicate: milliseconds / lanes,
      deviation: deviationOf(result, lanes, shipped.result)
    }
  }
  return [
    timed("WebAssembly SIMD, 16 lanes (shipped)", 16, shipped),
    timed("8 lanes", 8, ofKernel(8, withLanes(8))),
    timed("32 lanes", 32, ofKernel(32, withLanes(32))),
    timed("16 lanes, every tie group closed", 16, ofKernel(16, closingEveryGroup)),
    timed("16 lanes, two divisions", 16, ofKernel(16, dividingTwice)),
    timed("plain JavaScript, 16 lanes", 16, ofPlain(16)),
    timed("plain JavaScript, 8 lanes", 8, ofPlain(8)),
    timed("plain JavaScript, 1 lane", 1, ofPlain(1)),
    {
      variant: "copying and sorting the rows of one replicate, no metric",
      millisecondsPerReplicate: best(Math.ceil(times / 2), () =>
        copyAndSort(steps, multiplicities.subarray(0, patients))
      ).milliseconds,
      deviation: null
    }
  ]
}
