import type { Align, TimeUnit } from "@fairward/core/AuditConfig"
import { identifier } from "./sql.ts"

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

/** The value as text, empty text as null. */
export const text = ({ name, type }: Column) => {
  const column = `s.${identifier(name)}`
  if (type === "JSON") return `nullif(${column} ->> '$', '')`
  return isText(type) ? `nullif(cast(${column} as varchar), '')` : `cast(${column} as varchar)`
}

/**
 * A patient's id as text, the same for 1001 in an integer, a floating-point and a text column.
 *
 * Whole numbers lose their decimals (`1001.0`), also in text, because a column of ids that once had a gap is often
 * written like that. All other text stays as it is.
 */
export const patientId = (column: Column) => {
  const value = text(column)
  if (!isText(column.type) && !/^(FLOAT|DOUBLE|DECIMAL)/.test(column.type)) return value
  const id =
    column.type === "FLOAT" || column.type === "DOUBLE"
      ? `case when abs(s.${identifier(column.name)}) < 1e15 and s.${identifier(column.name)} = trunc(s.${identifier(column.name)}) then cast(cast(s.${identifier(column.name)} as bigint) as varchar) else ${value} end`
      : value
  return `regexp_replace(${id}, '^(-?[0-9]+)\\.0+$', '\\1')`
}

/** The value in double precision; null where there is none, or where it is no number. */
export const number = (column: Column) => {
  if (isText(column.type)) return `try_cast(${text(column)} as double)`
  return `cast(s.${identifier(column.name)} as double)`
}

/** There is a value. */
export const present = (column: Column) =>
  isText(column.type) ? `${text(column)} is not null` : `s.${identifier(column.name)} is not null`

/** 0, 1, null for a missing value, 2 for anything else. */
export const flag = (column: Column) => {
  const value = text(column)
  const numeric = isInteger(column.type) ? `s.${identifier(column.name)}` : number(column)
  const fromNumber = `when ${numeric} = 0 then 0 when ${numeric} = 1 then 1 else 2 end`
  return isText(column.type)
    ? `case when ${value} is null then null when lower(${value}) = 'true' then 1 when lower(${value}) = 'false' then 0 ${fromNumber}`
    : `case when s.${identifier(column.name)} is null then null ${fromNumber}`
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
