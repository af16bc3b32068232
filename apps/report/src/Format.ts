/** Numbers as a reader sees them, in the locale of the report: no locale of the machine takes part. */
import type { Column } from "@fairward/core/ReportDocument"

export interface Format {
  /** A number with a fixed count of decimals, thousands separated: `−1,234.50`. */
  readonly number: (value: number, digits: number) => string
  /** A count: `12,345`. A value that is not whole keeps two decimals, so that nothing is hidden. */
  readonly integer: (value: number) => string
  /** A share of one as a percentage: 0.125 with one digit is `12.5 %` (a no-break space between). */
  readonly percent: (value: number, digits: number) => string
  /**
   * A p-value: three decimals from 0.001 up (`0.031`), which is where 0.000999 is rounded to, two significant digits below (`3.2e-5`), a bound below 1e-12
   * (`< 1e-12`), where the approximations that give it are no longer exact. Never 0, and 1 is `1`.
   */
  readonly pValue: (value: number) => string
  /** `[low, high]`; a semicolon between them where the decimal sign is a comma. */
  readonly interval: (low: number, high: number, digits: number) => string
  /** A number as a column of that type shows it. */
  readonly as: (value: number, type: Column["type"]) => string
  /** The sign before decimals, at which columns of numbers are aligned. */
  readonly decimalSign: string
  /** The sign between thousands. */
  readonly groupSign: string
}

/** Shown where there is no value. */
export const missing = "–"

const minus = "−"

/** With more, a number is written as `1.23e-20`. */
const mostDecimals = 15

/** From here on JavaScript, too, writes a number as `1.23e+21`. */
const mostValue = 1e21

/** The format of a locale, a BCP 47 tag. Digits are 0 to 9 in all of them. */
export const of = (locale: string): Format => {
  const cached = new Map<number, Intl.NumberFormat>()
  const withDigits = (digits: number): Intl.NumberFormat => {
    const known = cached.get(digits)
    if (known !== undefined) return known
    const made = new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      numberingSystem: "latn",
      signDisplay: "negative",
      useGrouping: "always"
    })
    cached.set(digits, made)
    return made
  }
  const signs = withDigits(1).formatToParts(12345.6)
  const sign = (kind: string, otherwise: string): string => signs.find(({ type }) => type === kind)?.value ?? otherwise
  const decimalSign = sign("decimal", ".")
  const groupSign = sign("group", "")
  const fixed = (value: number, digits: number): string =>
    withDigits(digits)
      .formatToParts(value)
      .map((part) => (part.type === "minusSign" ? minus : part.value))
      .join("")
  const number = (value: number, digits: number): string =>
    digits > mostDecimals || Math.abs(value) >= mostValue
      ? localised(String(Number(value.toPrecision(3))).replace(/^-/u, minus))
      : fixed(value, digits)
  const integer = (value: number): string => number(value, Number.isInteger(value) ? 0 : 2)
  const percent = (value: number, digits: number): string => `${number(value * 100, digits)}\u00a0%`
  const localised = (digits: string): string => digits.replace(".", decimalSign)
  const pValue = (value: number): string => {
    if (value < 1e-12) return "< 1e-12"
    const rounded = value < 0.001 ? value.toExponential(1) : "1.0e-3"
    if (rounded !== "1.0e-3") return localised(rounded)
    return value === 1 ? "1" : localised(value > 0.9995 ? "> 0.999" : value.toFixed(3))
  }
  const interval = (low: number, high: number, digits: number): string =>
    `[${number(low, digits)}${decimalSign === "," ? ";" : ","} ${number(high, digits)}]`
  const as = (value: number, type: Column["type"]): string => {
    switch (type._tag) {
      case "integer":
        return integer(value)
      case "number":
      case "interval":
        return number(value, type.digits)
      case "percent":
        return percent(value, type.digits)
      case "pValue":
        return pValue(value)
      case "text":
      case "verdict":
        return number(value, Number.isInteger(value) ? 0 : 2)
    }
  }
  return { number, integer, percent, pValue, interval, as, decimalSign, groupSign }
}

/** English: what reports are written in unless the configuration names another locale. */
export const english: Format = of("en")

/** Decimals of the numbers of a cell: its own, or those of its column. */
export const digitsOf = ({ type }: Pick<Column, "type">, own?: number): number =>
  own ?? ("digits" in type ? type.digits : 3)

/** A number as it is written or, where it only bounds what is told, with the sign of that. */
export const withBound = (written: string, bound?: "<" | ">"): string =>
  bound === undefined ? written : `${bound}\u00a0${written}`

/** Decimals of a number as it is written. */
export const digitsIn = (written: string, { decimalSign }: Pick<Format, "decimalSign">): number => {
  const at = written.lastIndexOf(decimalSign)
  return at === -1 ? 0 : (/^\d*/.exec(written.slice(at + decimalSign.length))?.[0].length ?? 0)
}
