import type { Align, TimeUnit } from "@fairward/core/AuditConfig"
import { identifier, literal } from "./sql.ts"

/** A column of a source, as SQL; `s` is the source. */
export interface Column {
  readonly name: string
  readonly type: string
}

export const isNumeric = (type: string) =>
  /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\)|BIGNUM)$/.test(type)

export const isInteger = (type: string) => /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(type)

export const isText = (type: string) => type === "VARCHAR" || type === "JSON" || type.startsWith("ENUM")

export const isInstant = (type: string) => type.startsWith("TIMESTAMP") || type === "DATE"

const isSpan = (type: string) => type === "INTERVAL" || type === "TIME" || type === "TIME_NS"

const isFloating = (type: string) => type === "FLOAT" || type === "DOUBLE"

const raw = ({ name }: Column) => `s.${identifier(name)}`

/** The value as it is written. */
export const written = (column: Column) =>
  column.type === "JSON" ? `(${raw(column)} ->> '$')` : `cast(${raw(column)} as varchar)`

/**
 * What R, pandas, SQL, SAS and spreadsheets write where there is no value, whatever the case and the spaces around it.
 * Everything that reads text asks here.
 */
const missingCodes = String.raw`na|n/a|#n/a|#n/a n/a|#na|<na>|-?nan|nat|-?1\.#ind|-?1\.#qnan|null|\(null\)|none|\\n|\?|\.|--?`

const isMissing = (value: string) => `regexp_matches(${value}, ${literal(`^\\s*(${missingCodes}|)\\s*$`)}, 'i')`

/** Whether a text, such as a category of the configuration, is what columns have where there is no value. */
export const isMissingCode = (value: string): boolean => new RegExp(`^\\s*(${missingCodes}|)\\s*$`, "i").test(value)

/** The value as text; null where there is none, or a code for that. */
export const text = (column: Column) => {
  const value = written(column)
  if (isText(column.type)) return `case when ${isMissing(value)} then null else ${value} end`
  return isFloating(column.type) ? `case when isnan(${raw(column)}) then null else ${value} end` : value
}

/** SQL that holds where a column of text has a code for a missing value, which in a column of `numbers` is what is no number. */
export const isCode = (column: Column, numbers: boolean) =>
  numbers
    ? `case when ${number(column)} is null then coalesce(trim(${written(column)}) <> '', false) else false end`
    : `(${isMissing(written(column))} and trim(${written(column)}) <> '')`

/** The name of a variable or feature. No code is missing there: `Na` is sodium. */
export const nameOf = (column: Column) =>
  isText(column.type) ? `nullif(trim(${written(column)}), '')` : category(column)

/** Whole numbers without their decimals (`1001.0`), because a column that once had a gap is often written like that. */
const withoutDecimals = (value: string) => `regexp_replace(${value}, '^(-?[0-9]+)\\.0+$', '\\1')`

/**
 * A value as a person writes it in the configuration: the same for 1 in an integer, a floating-point and a text column; a
 * decimal without the zeros at its end; a midnight as its day. `kept`: codes for missing values that are values here.
 */
export const category = (column: Column, kept: ReadonlyArray<string> = []) => {
  const value = written(column)
  if (isText(column.type)) {
    const isKept = kept.length === 0 ? "" : `${value} not in (${kept.map(literal).join(", ")}) and `
    return `case when ${isKept}${isMissing(value)} then null else ${withoutDecimals(value)} end`
  }
  if (isFloating(column.type)) {
    const isWhole = `abs(${raw(column)}) < 1e15 and ${raw(column)} = trunc(${raw(column)})`
    return `case when isnan(${raw(column)}) then null when ${isWhole} then cast(cast(${raw(column)} as bigint) as varchar) else ${value} end`
  }
  if (column.type.startsWith("DECIMAL")) {
    return `regexp_replace(regexp_replace(${value}, '(\\.[0-9]*?)0+$', '\\1'), '\\.$', '')`
  }
  return column.type.startsWith("TIMESTAMP") ? `regexp_replace(${value}, ' 00:00:00(\\+00)?$', '')` : value
}

/** A patient's id as text, the same for 1001 in an integer, a floating-point and a text column. */
export const patientId = (column: Column) => (/^TIMESTAMP/.test(column.type) ? written(column) : category(column))

/** The value in double precision; null where there is none, or where it is no number. */
export const number = (column: Column) =>
  isText(column.type)
    ? `nullif(try_cast(${written(column)} as double), 'nan'::double)`
    : `cast(${raw(column)} as double)`

/** There is a value. */
export const present = (column: Column) => {
  if (isText(column.type)) return `coalesce(not ${isMissing(written(column))}, false)`
  return isFloating(column.type) ? `coalesce(not isnan(${raw(column)}), false)` : `${raw(column)} is not null`
}

/** There is a value, and it is no number; of numbers no text is looked at. */
export const isNoNumber = (column: Column) =>
  `case when ${number(column)} is null then ${present(column)} else false end`

/** 0, 1, null for a missing value, 2 for anything else. */
export const flag = (column: Column) => {
  const numeric = isInteger(column.type) ? raw(column) : number(column)
  const fromNumber = `when ${numeric} = 0 then 0 when ${numeric} = 1 then 1`
  const value = `lower(trim(${written(column)}))`
  return isText(column.type)
    ? `case ${fromNumber} when ${value} = 'true' then 1 when ${value} = 'false' then 0 when ${present(column)} then 2 else null end`
    : `case ${fromNumber} when ${present(column)} then 2 else null end`
}

export const canBeNumber = (type: string) => isNumeric(type) || isText(type)
export const canBeFlag = (type: string) => canBeNumber(type) || type === "BOOLEAN"
export const canBeText = (type: string) => !/(\[\]|\[\d+\]|^STRUCT|^MAP|^UNION|^BLOB)/.test(type)

/** Where `withInstants` puts a column's points of time, in microseconds since 1970. */
export const instantName = (column: string) => `__instant ${column}`

/** Microseconds since 1970, of a source with its instants. */
export const instant = (column: Column) => `s.${identifier(instantName(column.name))}`

const secondsPer = { s: 1, min: 60, h: 3600, d: 86_400 } as const

/** Multiplies by a / b with one rounding where one of them divides the other. */
const scaled = (value: string, a: number, b: number) => {
  if (a === b) return value
  if (a % b === 0) return `(${value} * ${a / b})`
  return b % a === 0 ? `(${value} / ${b / a})` : `(${value} * ${a} / ${b})`
}

export const canBeTime = (type: string, unit: TimeUnit) =>
  unit === "timestamp" ? isText(type) || isInstant(type) : canBeNumber(type) || (unit !== "step" && isSpan(type))

/**
 * Time since admission in multiples of `per` minutes, as SQL in double precision; null where there is none or where it
 * cannot be read. `m.admission` holds the patient's admission in microseconds.
 */
export const elapsed = (column: Column, unit: TimeUnit, timestep: number, per: number) => {
  if (unit === "timestamp") return `((${instant(column)} - m.admission) / ${60e6 * per})`
  if (isSpan(column.type)) return `(epoch(s.${identifier(column.name)}) / ${60 * per})`
  const counted = scaled(number(column), unit === "step" ? 60 * timestep : secondsPer[unit], 60 * per)
  return isText(column.type) && unit !== "step"
    ? `coalesce(${counted}, epoch(try_cast(${text(column)} as interval)) / ${60 * per})`
    : counted
}

/**
 * Farthest that a time may be from a whole step. Single precision cannot write most fractions of an hour better than
 * 2^-23 of their size.
 */
export const gridTolerance = (column: Column, steps: string) =>
  column.type === "FLOAT" ? `greatest(1e-6, abs(${steps}) * 1.2e-7)` : "1e-6"

/** The grid that times are put on, and what becomes of those off it. */
export interface Grid {
  readonly timestepMinutes: number
  readonly align: Align
}

/** Time since admission in steps, whole or not. */
export const steps = (column: Column, unit: TimeUnit, { timestepMinutes }: Grid) =>
  elapsed(column, unit, timestepMinutes, timestepMinutes)

/** The step that a time belongs to, as a whole number in double precision. */
export const alignedSteps = (column: Column, unit: TimeUnit, grid: Grid) => {
  const exact = steps(column, unit, grid)
  if (grid.align === "refuse") return `round(${exact})`
  return grid.align === "nearest" ? `floor(${exact} + 0.5 + 1e-9)` : `floor(${exact} + ${gridTolerance(column, exact)})`
}

/** Steps as whole numbers of 32 bits. */
export const wholeSteps = (column: Column, unit: TimeUnit, grid: Grid) =>
  isInteger(column.type) && unit === "step"
    ? `cast(s.${identifier(column.name)} as integer)`
    : `cast(${alignedSteps(column, unit, grid)} as integer)`
