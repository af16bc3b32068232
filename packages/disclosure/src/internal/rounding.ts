const significantDigits = 3

/** From 1 to the minimum less 1. */
export const isSmall = (count: number, minimum: number): boolean => count > 0.5 && count < minimum - 0.5

/** To three significant digits. */
export const rounded = (value: number): number => Number(value.toPrecision(significantDigits))

/** The smallest of 1, 2 or 5 times a power of ten that is at least so large. */
export const stepAtLeast = (least: number): number => {
  if (!(least > 0) || !Number.isFinite(least)) return Number.POSITIVE_INFINITY
  const power = 10 ** Math.floor(Math.log10(least) + 1e-12)
  const factor = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9))!
  return Number((factor * power).toPrecision(1))
}

/** Of shares of so many patients: at least 2 / patients, at most 1, so that one rounded share is that of two counts at least. */
export const stepOf = (patients: number): number => (patients > 2 ? Math.min(1, stepAtLeast(2 / patients)) : 1)

const tolerance = 1e-9

/** The whole number at or below. */
export const below = (value: number): number => Math.floor(value + tolerance)

/** The whole number at or above. */
export const above = (value: number): number => Math.ceil(value - tolerance)

/**
 * To a multiple of the step, at least as coarse as three significant digits; to 0 where the step is infinite. `towards`: the
 * nearest one or, for the ends of an interval, which is never shown narrower than it is, the next below or above.
 */
export const roundedToStep = (
  value: number,
  step: number,
  towards: (multiples: number) => number = Math.round
): number => {
  if (!Number.isFinite(step)) return 0
  const multiple = Number((towards(value / step) * step).toPrecision(12))
  return multiple === 0 ? 0 : rounded(multiple)
}

/**
 * Of counts from 0 to `all`, the range that a count is in: of as many counts as the minimum, or up to twice as many where fewer
 * would be left at the upper end. So neither the count nor what is missing from all can be told more narrowly.
 */
export const rangeOf = (count: number, minimum: number, all = Number.POSITIVE_INFINITY) => {
  const last = Math.max(0, Math.floor((all + 1) / minimum) - 1) * minimum
  const low = Math.min(Math.floor(count / minimum + tolerance) * minimum, last)
  return { low, high: low === last ? all : low + minimum - 1 }
}

/** A share of ranges: the middle of that of the count over the middle of that of all. */
export const shareOfRanges = (share: number, all: number, minimum: number): number => {
  const middle = ({ high, low }: ReturnType<typeof rangeOf>) => (low + high) / 2
  return rounded(Math.min(1, middle(rangeOf(share * all, minimum, all)) / middle(rangeOf(all, minimum))))
}
