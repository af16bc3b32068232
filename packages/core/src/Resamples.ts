/**
 * Resamples of patients, or of persons where these have several stays, drawn once per split and shared by every stage, so
 * that all differences are paired.
 */
import { Context, Effect } from "effect"
import { uniformInt } from "pure-rand/distribution/uniformInt"
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"
import type { ResamplingConfig } from "./AuditConfig.ts"
import { type DatasetShape, personsAmong, type Split } from "./Dataset.ts"

/** The replicates of one split. */
export interface Replicates {
  /** Indices of the split's patients in the dataset, ascending; `n` of them. */
  readonly patients: Uint32Array
  readonly count: number
  /**
   * How often each patient is drawn: `count` rows of `n` multiplicities, in a `SharedArrayBuffer`. A row sums to `n`
   * under the multinomial scheme, where every patient is its own person.
   */
  readonly multiplicities: Uint8Array
  /**
   * The person of each patient, 0, 1, 2, ..., where persons have several stays: all stays of a person are drawn together, and
   * persons are what standard errors and minimums count. Absent: each patient is its own.
   */
  readonly clusterOf?: Uint32Array
}

export interface ResamplesShape extends ResamplingConfig {
  /** The replicates of a split; drawn when first asked for. */
  readonly of: (split: Split) => Effect.Effect<Replicates>
}

const sharedBytes = (length: number) => new Uint8Array(new SharedArrayBuffer(length))

/** Multiplicities of `n` patients in `count` draws of `n` with replacement, from one seeded stream. */
export const multinomialMultiplicities = (n: number, count: number, seed: number): Uint8Array => {
  const multiplicities = sharedBytes(n * count)
  const stream = xoroshiro128plus(seed)
  for (let replicate = 0; replicate < count; replicate++) {
    const base = replicate * n
    for (let draw = 0; draw < n; draw++) {
      const at = base + uniformInt(stream, 0, n - 1)
      const drawn = multiplicities[at]!
      if (drawn === 255) throw new RangeError("A patient was drawn more than 255 times in one replicate")
      multiplicities[at] = drawn + 1
    }
  }
  return multiplicities
}

/** 32-bit FNV-1a of the UTF-16 code units of a text. */
const hashText = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** The finaliser of MurmurHash3, which spreads every bit of a 32-bit word over all others. */
const mix = (word: number): number => {
  let mixed = word
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** P(W <= w) for W ~ Poisson(1), until the rest is below 2^-53. */
const poissonCdf = (() => {
  const cdf: Array<number> = []
  let term = Math.exp(-1)
  let sum = term
  for (let w = 1; w < 20; w++) {
    cdf.push(sum)
    term /= w
    sum += term
  }
  return Float64Array.from(cdf)
})()

/**
 * Multiplicities drawn from Poisson(1) by a hash of (seed, patient's id, replicate): independent of which other
 * patients are present.
 */
export const poissonMultiplicities = (ids: ReadonlyArray<string>, count: number, seed: number): Uint8Array => {
  const n = ids.length
  const multiplicities = sharedBytes(n * count)
  for (let patient = 0; patient < n; patient++) {
    const own = hashText(ids[patient]!)
    for (let replicate = 0; replicate < count; replicate++) {
      const low = mix(mix(mix(own ^ seed) + replicate) ^ 0x9e3779b9)
      const high = mix(mix(mix(own + 0x7f4a7c15) ^ replicate) + seed)
      const uniform = (high * 2 ** 21 + (low >>> 11)) / 2 ** 53
      let w = 0
      while (w < poissonCdf.length && uniform >= poissonCdf[w]!) w++
      multiplicities[replicate * n + patient] = w
    }
  }
  return multiplicities
}

/** Multiplicities of units of which each has that of its person: `persons` a replicate become `clusterOf.length`. */
const ofClusters = (multiplicities: Uint8Array, persons: number, clusterOf: Uint32Array, count: number): Uint8Array => {
  const n = clusterOf.length
  const spread = sharedBytes(n * count)
  for (let replicate = 0; replicate < count; replicate++) {
    for (let unit = 0; unit < n; unit++) {
      spread[replicate * n + unit] = multiplicities[replicate * persons + clusterOf[unit]!]!
    }
  }
  return spread
}

const draw = ({ patients: all }: DatasetShape, config: ResamplingConfig, split: Split): Replicates => {
  const patients = all.splits[split]
  const count = config.replicates
  const seed = split === "test" ? config.seed : mix(config.seed + 1)
  const drawn = (ids: ReadonlyArray<string>) =>
    config.scheme === "multinomial"
      ? multinomialMultiplicities(ids.length, count, seed)
      : poissonMultiplicities(ids, count, seed)
  const idsOf = (ids: ReadonlyArray<string>, of: Uint32Array) => Array.from(of, (i) => ids[i]!)
  const clusters = personsAmong(all, patients)
  if (clusters === undefined) return { patients, count, multiplicities: drawn(idsOf(all.ids, patients)) }
  const { clusterOf, persons } = clusters
  const ofPersons = drawn(idsOf(all.personIds!, persons))
  return { patients, count, multiplicities: ofClusters(ofPersons, persons.length, clusterOf, count), clusterOf }
}

/** The resamples of an audit. Without a table of splits, train and test are the same patients and share theirs. */
export const make = Effect.fn("Resamples.make")(function* (dataset: DatasetShape, config: ResamplingConfig) {
  const test = yield* Effect.cached(Effect.sync(() => draw(dataset, config, "test")))
  const train = dataset.patients.isSplit
    ? yield* Effect.cached(Effect.sync(() => draw(dataset, config, "train")))
    : test
  return Resamples.of({ ...config, of: (split) => (split === "test" ? test : train) })
})

/** Shared patient-level resamples. */
export class Resamples extends Context.Service<Resamples, ResamplesShape>()("@fairward/core/Resamples") {}
