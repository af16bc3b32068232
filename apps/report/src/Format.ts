/**
 * Numbers as a reader sees them. English, the same everywhere: no locale of the machine takes part.
 *
 * @since 0.1.0
 */

const minus = "−"
const sign = (digits: string): string => (digits.startsWith("-") ? minus + digits.slice(1) : digits)

/** Rounding may leave "-0.00": a zero has no sign. */
const unsignedZero = (digits: string): string => (/^-0(\.0*)?%?$/.test(digits) ? digits.slice(1) : digits)

const grouped = (digits: string): string => {
  const [whole, fraction] = digits.split(".") as [string, string | undefined]
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ",")
  return fraction === undefined ? groups : `${groups}.${fraction}`
}

/** A number with a fixed count of decimals, thousands separated: `−1,234.50`. */
export const number = (value: number, digits: number): string => sign(grouped(unsignedZero(value.toFixed(digits))))

/** A count: `12,345`. A value that is not whole keeps two decimals, so that nothing is hidden. */
export const integer = (value: number): string => number(value, Number.isInteger(value) ? 0 : 2)

/** A share of one as a percentage: 0.125 with one digit is `12.5 %` (a no-break space between). */
export const percent = (value: number, digits: number): string => `${number(value * 100, digits)}\u00a0%`

/**
 * A p-value: three decimals from 0.001 up (`0.031`), two significant digits below (`3.2e-5`), a bound below 1e-12
 * (`< 1e-12`), where the approximations that give it are no longer exact. Never 0, and 1 is `1`.
 */
export const pValue = (value: number): string => {
  if (value < 1e-12) return "< 1e-12"
  if (value < 0.001) return value.toExponential(1)
  return value === 1 ? "1" : value > 0.9995 ? "> 0.999" : value.toFixed(3)
}

/** `[low, high]`. */
export const interval = (low: number, high: number, digits: number): string =>
  `[${number(low, digits)}, ${number(high, digits)}]`

/** Shown where there is no value. */
export const missing = "–"
