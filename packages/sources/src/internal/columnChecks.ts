import type { TimeUnit } from "@fairward/core/AuditConfig"
import { formatMinutes } from "@fairward/core/Minutes"
import {
  type Column,
  canBeTime,
  type Grid,
  gridTolerance,
  instant,
  isInstant,
  isInteger,
  isNoNumber,
  isNumeric,
  number,
  present,
  steps,
  text
} from "./expressions.ts"
import type { Loading } from "./Loading.ts"
import { offGridRemedy } from "./offGrid.ts"
import type { RowCheck } from "./rowChecks.ts"
import type { Source } from "./Source.ts"

/** Reports a column whose type cannot hold what it should; true when it can. */
export const hasType = (
  loading: Loading,
  source: Source,
  column: Column,
  fits: (type: string) => boolean,
  expected: string,
  remedy = "Name another column, or cast it in a query."
) => {
  if (fits(column.type)) return true
  loading.problems.push({
    table: source.table,
    where: `${source.title}, column ${column.name}`,
    problem: `is of type ${column.type}, where ${expected} is expected`,
    count: 1,
    examples: [],
    remedy
  })
  return false
}

export const noPatient = (column: Column): RowCheck => ({
  column: column.name,
  when: `not (${present(column)})`,
  problem: "without a patient id",
  remedy: "Every row needs the id of its patient: fill it in or leave the row out."
})

/** Far below where sums of squares overflow. */
export const largest = 1e100

/** Values that are no numbers, not finite, too large to compute with, or, where `required`, not there. */
export const numberChecks = (column: Column, what: string, required: boolean): ReadonlyArray<RowCheck> => {
  const value = text(column)
  return [
    ...(isNumeric(column.type)
      ? []
      : [
          {
            column: column.name,
            when: isNoNumber(column),
            value,
            problem: "with a value that is not a number",
            remedy: `${what} must be a number; leave the field empty where there is none.`
          }
        ]),
    {
      column: column.name,
      when: `isinf(${number(column)})`,
      value,
      problem: "with a value that is not finite",
      remedy: `${what} must be a finite number.`
    },
    {
      column: column.name,
      when: `isfinite(${number(column)}) and abs(${number(column)}) > ${largest}`,
      value,
      problem: `with a value beyond ${largest} or -${largest}`,
      remedy: `${what} of that size is a fault of the export: correct it there.`
    },
    ...(required
      ? [
          {
            column: column.name,
            when: `not (${present(column)})`,
            problem: "with an empty value",
            remedy: "Every row needs a value: fill it in or leave the row out."
          }
        ]
      : [])
  ]
}

export const timeType = (loading: Loading, source: Source, column: Column, unit: TimeUnit) =>
  hasType(
    loading,
    source,
    column,
    (type) => canBeTime(type, unit),
    unit === "timestamp"
      ? "a point of time"
      : unit === "step"
        ? "a number of steps"
        : `a number or span of time (timeUnit ${unit})`,
    isInstant(column.type)
      ? "Points of time need timeUnit: timestamp, and data.patients.admission to count from."
      : unit === "timestamp"
        ? "Set timeUnit to what the column counts: step, s, min, h or d."
        : "Set timeUnit to what the column counts: s, min, h or d for spans of time, step for steps."
  )

const written: Readonly<Record<TimeUnit, string>> = {
  step: "a number of steps of the grid",
  s: "seconds, or like 01:30:00",
  min: "minutes, or like 01:30:00",
  h: "hours, or like 01:30:00",
  d: "days, or like 01:30:00",
  timestamp: "a point of time, like 2026-01-31 08:30:00"
}

/** Times that are missing or cannot be read, or that nothing says since when. */
export const timeChecks = (
  { config, origin }: Pick<Loading, "config" | "origin">,
  column: Column,
  unit: TimeUnit,
  minutes: string
): ReadonlyArray<RowCheck> => {
  const isTimestamp = unit === "timestamp"
  const hasAdmission = config.data.patients.admission !== undefined
  const unreadable = isTimestamp
    ? `(${instant(column)} is null${hasAdmission ? " and m.admission is not null" : ""})`
    : `(${minutes} is null or not isfinite(${minutes}))`
  return [
    {
      column: column.name,
      when: `not (${present(column)})`,
      problem: "without a time",
      remedy: "Every row needs a time."
    },
    ...(isInteger(column.type)
      ? []
      : [
          {
            column: column.name,
            when: `${present(column)} and ${unreadable}`,
            value: text(column),
            problem: "with a time that cannot be read",
            remedy: `With timeUnit ${unit} a time is ${written[unit]}.`
          }
        ]),
    ...(isTimestamp && hasAdmission && origin === "admission"
      ? [
          {
            column: column.name,
            when: `${present(column)} and m.idx is not null and m.admission is null`,
            value: text(column),
            problem: "with a time whose patient has no admission",
            needs: "admission",
            remedy: "Fill in the column that patients.admission names."
          } as const
        ]
      : [])
  ]
}

/** Times, in steps, that are not on the grid. */
export const gridChecks = (
  loading: Loading,
  source: Source,
  column: Column,
  unit: TimeUnit
): ReadonlyArray<RowCheck> => {
  const exact = steps(column, unit, loading)
  const isWhole = isInteger(column.type) && unit === "step"
  return [
    ...(isWhole || loading.align !== "refuse"
      ? []
      : [
          {
            column: column.name,
            when: `isfinite(${exact}) and abs(${exact} - round(${exact})) > ${gridTolerance(column, exact)}`,
            value: text(column),
            cause: "grid" as const,
            problem: `off the grid of ${formatMinutes(loading.timestepMinutes)}`,
            remedy: offGridRemedy(loading, source, column, unit)
          }
        ]),
    {
      column: column.name,
      when: `abs(${exact}) > 1e9 and abs(${exact}) < 1e308`,
      value: text(column),
      problem: `more than a thousand million steps from ${loading.origin}`,
      remedy: `Check timeUnit (now ${unit})${loading.irregular ? "" : " and timestep"}.`
    }
  ]
}

/** SQL that holds for rows whose time, in steps, is in range and, unless it is moved there, whole. */
export const onGrid = (column: Column, exact: string, { align }: Grid) =>
  `coalesce(abs(${exact}) <= 1e9${align === "refuse" ? ` and abs(${exact} - round(${exact})) <= ${gridTolerance(column, exact)}` : ""}, false)`
