const significantDigits = 3

/** To three significant digits. */
export const rounded = (value: number): number => Number(value.toPrecision(significantDigits))

/**
 * The smallest of 1, 2 or 5 times a power of ten that is at least 2 / patients, at most 1: a share of so many patients that
 * is rounded to it is that of two counts at least.
 */
export const stepOf = (patients: number): number => {
  if (!(patients > 2)) return 1
  const power = 10 ** Math.floor(Math.log10(2 / patients) + 1e-12)
  const factor = [1, 2, 5, 10].find((one) => one * power >= 2 / patients - 1e-12)!
  return Number((factor * power).toPrecision(1))
}

/** To a multiple of the step, at least as coarse as three significant digits. */
export const roundedToStep = (value: number, step: number): number =>
  rounded(Number((Math.round(value / step) * step).toPrecision(12)))
