/** Random choices that one number decides. */
export interface Draw {
  /** In [0, 1). */
  readonly share: () => number
  readonly chance: (probability: number) => boolean
  /** From `least` to `most`, both included. */
  readonly whole: (least: number, most: number) => number
  readonly pick: <A>(from: ReadonlyArray<A>) => A
  /** So many, none twice. */
  readonly some: <A>(from: ReadonlyArray<A>, count: number) => ReadonlyArray<A>
}

/** Mulberry32 of Tommy Ettinger: 32 bits of state, enough for inputs to try. */
export const draws = (seed: number): Draw => {
  let state = seed >>> 0
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (least: number, most: number) => least + Math.floor(share() * (most - least + 1))
  return {
    share,
    chance: (probability) => share() < probability,
    whole,
    pick: (from) => from[whole(0, from.length - 1)]!,
    some: (from, count) => {
      const rest = [...from]
      return Array.from({ length: count }, () => rest.splice(whole(0, rest.length - 1), 1)[0]!)
    }
  }
}

/** A standard normal number, by Box and Muller. */
export const normal = ({ share }: Draw): number =>
  Math.sqrt(-2 * Math.log(1 - share())) * Math.cos(2 * Math.PI * share())
