import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator"

/** One stream of random numbers. */
export class Stream {
  readonly #generator: JumpableRandomGenerator
  #spare = Number.NaN

  constructor(generator: JumpableRandomGenerator) {
    this.#generator = generator
  }

  /** Uniform on (0, 1), in 2^32 equal steps, neither end included. */
  uniform(): number {
    return ((this.#generator.next() >>> 0) + 0.5) / 0x1_0000_0000
  }

  /** Standard normal, by Marsaglia's polar method (doi:10.1137/1006063). */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare
      this.#spare = Number.NaN
      return spare
    }
    for (;;) {
      const x = 2 * this.uniform() - 1
      const y = 2 * this.uniform() - 1
      const s = x * x + y * y
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s)
        this.#spare = y * scale
        return x * scale
      }
    }
  }

  /** Exponential with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(this.uniform())
  }
}

const purposes = [
  "attributes",
  "course",
  "score",
  "vitals",
  "drugs",
  "attributions",
  "lactate",
  "map",
  "heart_rate",
  "fio2",
  "peak_inspiratory_pressure"
] as const

export type Purpose = (typeof purposes)[number]

export type Streams = Readonly<Record<Purpose, Stream>>

/**
 * Patient after patient, one stream for each purpose, 2^64 draws apart: neither more patients nor more draws for one
 * purpose change any other number.
 */
export function* streamsOfPatients(seed: number, patients: number): Generator<Streams> {
  const generator = xoroshiro128plus(seed)
  for (let i = 0; i < patients; i++) {
    const streams = {} as Record<Purpose, Stream>
    for (const purpose of purposes) {
      generator.jump()
      streams[purpose] = new Stream(generator.clone())
    }
    yield streams
  }
}
