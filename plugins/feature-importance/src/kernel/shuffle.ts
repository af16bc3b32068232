import { uniformInt } from "pure-rand/distribution/uniformInt"
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator"

/**
 * Streams `first`, `first + 1`, ... of a seed, 2^64 draws apart, so that no draw depends on which others are taken. The
 * seed's own stream is that of the resamples and is passed over.
 */
export function* streamsFrom(seed: number, first: number): Generator<JumpableRandomGenerator> {
  const generator = xoroshiro128plus(seed)
  for (let i = 0; i < first; i++) generator.jump()
  for (;;) {
    generator.jump()
    yield generator.clone()
  }
}

/** Shuffles `order` in place until its first `size` elements are a random choice in random order (Fisher & Yates). */
export const shuffle = (order: Uint32Array, size: number, stream: JumpableRandomGenerator): void => {
  for (let i = 0; i < Math.min(size, order.length - 1); i++) {
    const chosen = uniformInt(stream, i, order.length - 1)
    const moved = order[i]!
    order[i] = order[chosen]!
    order[chosen] = moved
  }
}
