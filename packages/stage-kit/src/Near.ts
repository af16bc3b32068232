/**
 * Numbers held against an oracle's, relative to their size.
 *
 * @since 0.2.0
 */
import { expect } from "vitest"

/**
 * Missing exactly where expected is (`NaN` or `null`), else near to `relative`; `absolute` is for differences of numbers of size
 * one, whose relative error has no bound near 0.
 */
export const isNear = (
  actual: number | null | undefined,
  expected: number | null,
  relative = 1e-9,
  absolute = 0
): boolean => {
  const [found, wanted] = [actual ?? Number.NaN, expected ?? Number.NaN]
  if (Number.isNaN(wanted)) return Number.isNaN(found)
  return Math.abs(found - wanted) <= Math.max(relative * Math.abs(wanted), absolute)
}

/** Fails with what it is that is not near. */
export const expectNear = (
  actual: number | null | undefined,
  expected: number | null,
  what: string,
  relative = 1e-9,
  absolute = 0
): void => {
  if (!isNear(actual, expected, relative, absolute)) expect.fail(`${what}: ${actual} instead of ${expected}`)
}
