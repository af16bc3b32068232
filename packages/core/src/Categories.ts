/** The values that a grouping keeps, as a configuration writes them: which, in which order, under which label. */
import type { GroupingConfig } from "./AuditConfig.ts"

/** Values of a column that are one category. */
export interface Listed {
  /** The first of its values. */
  readonly id: string
  readonly label: string
  readonly values: ReadonlyArray<string>
}

/** Each value with its label, in the order of the configuration. */
const labelled = (categories: NonNullable<GroupingConfig["categories"]>): ReadonlyArray<readonly [string, string]> =>
  Array.isArray(categories)
    ? (categories as ReadonlyArray<unknown>).flatMap((item) =>
        typeof item === "object" && item !== null
          ? Object.entries(item as Readonly<Record<string, string>>)
          : [[String(item), String(item)] as const]
      )
    : Object.entries(categories as Readonly<Record<string, string>>)

/** The configured categories in their order; values with one label are one category. `undefined` where none are. */
export const listed = ({ categories }: Pick<GroupingConfig, "categories">): ReadonlyArray<Listed> | undefined =>
  categories === undefined
    ? undefined
    : [...Map.groupBy(labelled(categories), ([, label]) => label)].map(([label, values]) => ({
        id: values[0]![0],
        label,
        values: [...new Set(values.map(([value]) => value))]
      }))

/** Without the zeros after the decimal point that do not change a number: `1.50` is `1.5`, `2.0` is `2`. */
const withoutZeros = (value: string) => (/^[+-]?\d+\.\d*$/u.test(value) ? value.replace(/\.?0*$/u, "") : value)

/**
 * Finds the category of a value: the one that lists it or, where none does, the only one that lists the same number
 * with other zeros at its end.
 */
export const categoryOf = (categories: ReadonlyArray<Listed>): ((value: string) => number) => {
  const exact = new Map<string, number>()
  const byNumber = new Map<string, number>()
  categories.forEach(({ values }, i) => {
    for (const value of values) {
      if (!exact.has(value)) exact.set(value, i)
      const number = withoutZeros(value)
      byNumber.set(number, (byNumber.get(number) ?? i) === i ? i : -1)
    }
  })
  return (value) => exact.get(value) ?? byNumber.get(withoutZeros(value)) ?? -1
}

const number = String.raw`[+-]?\d+(?:\.\d+)?`
const below = new RegExp(`^<\\s*(${number})$`, "u")
const between = new RegExp(`^(${number})\\s*[-–]\\s*(${number})$`, "u")
const from = new RegExp(`^(?:(?:>=?|≥)\\s*(${number})|(${number})\\+)$`, "u")

const rangeOf = (name: string): readonly [from: number, to: number] | undefined => {
  const first = below.exec(name)
  if (first !== null) return [Number.NEGATIVE_INFINITY, Number(first[1])]
  const middle = between.exec(name)
  if (middle !== null) return [Number(middle[1]), Number(middle[2])]
  const last = from.exec(name)
  return last === null ? undefined : [Number(last[1] ?? last[2]), Number.POSITIVE_INFINITY]
}

/**
 * The ranges of numbers that names such as `<50`, `50-65`, `65-75` and `>75` (or `>=75`, `75+`) mean, one a category: from
 * the first number, up to and without the second; `>75` follows 65-75 and so includes 75. `undefined` unless every
 * category is one such name and each range begins where the one before ends.
 */
export const ranges = (categories: ReadonlyArray<Listed>): ReadonlyArray<readonly [number, number]> | undefined => {
  const found = categories.map(({ values }) => (values.length === 1 ? rangeOf(values[0]!.trim()) : undefined))
  const ascending = found.every(
    (range, i) => range !== undefined && range[0] < range[1] && (i === 0 || found[i - 1]?.[1] === range[0])
  )
  return ascending && found.length > 1 ? (found as ReadonlyArray<readonly [number, number]>) : undefined
}

/** `Number("")` is 0, so an empty text would otherwise count as the number 0. */
export const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "string" && value.trim() === "")

/** Whether there is a value, and each is a number. */
export const areNumbers = (values: ReadonlyArray<unknown>): boolean =>
  values.some((value) => !isBlank(value)) && values.every((value) => isBlank(value) || !Number.isNaN(Number(value)))

const decimal = /^([+-]?)0*(\d+)(?:\.(\d*))?$/u

/** Exact, whatever the number of digits; `undefined` where one is no number. */
const byNumber = (a: string, b: string): number | undefined => {
  const first = decimal.exec(a)
  const second = decimal.exec(b)
  if (first === null || second === null) return undefined
  const sign = (parts: RegExpExecArray) => (parts[1] === "-" ? -1 : 1)
  if (sign(first) !== sign(second)) return sign(first) - sign(second)
  const [whole, otherWhole] = [first[2]!, second[2]!]
  const size = whole.length - otherWhole.length || (whole < otherWhole ? -1 : whole > otherWhole ? 1 : 0)
  const [part, otherPart] = [first[3] ?? "", second[3] ?? ""]
  return sign(first) * (size || (part < otherPart ? -1 : part > otherPart ? 1 : 0))
}

/** What is below everything, numbers, text, what is above everything. */
const place = (value: string) => (/^[<≤]/u.test(value) ? 0 : decimal.test(value) ? 1 : /^[>≥]/u.test(value) ? 3 : 2)

const parts = (value: string) => value.match(/\d+(?:\.\d+)?|\D+/gu) ?? []

/**
 * The order in which people put values: numbers by their size, also within text (`Stage 9` before `Stage 10`), `<50` first
 * and `>85` last. Equal but for their spelling, by code unit, so that the order is the same everywhere.
 */
export const byNature = (a: string, b: string): number => {
  if (place(a) !== place(b)) return place(a) - place(b)
  const whole = byNumber(a, b)
  if (whole !== undefined && whole !== 0) return whole
  const [own, other] = [parts(a), parts(b)]
  for (let i = 0; i < Math.min(own.length, other.length); i++) {
    const [first, second] = [own[i]!, other[i]!]
    const difference = byNumber(first, second) ?? (first < second ? -1 : first > second ? 1 : 0)
    if (difference !== 0) return difference
  }
  return own.length - other.length || (a < b ? -1 : a > b ? 1 : 0)
}
