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
 * The middle of the range that a sum lies in, of as many patients as the minimum: whether one of them or the minimum less 1
 * are behind it cannot be told, nor whether anybody is. `null` where it is not known what one patient adds.
 */
export const binned = (value: number, onePatient: number, minimum: number): number | null => {
  if (!(onePatient > 0) || !Number.isFinite(onePatient)) return null
  const patients = Math.floor(value / (minimum * onePatient) + 1e-9) * minimum + (minimum - 1) / 2
  return rounded(patients * onePatient)
}
