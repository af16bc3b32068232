import type { TimeUnit } from "@fairward/core/AuditConfig"
import {
  type Column,
  canBeTime,
  elapsed,
  gridTolerance,
  isInstant,
  isInteger,
  isNumeric,
  number,
  present,
  text
} from "./expressions.ts"
import type { Loading } from "./Loading.ts"
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
            when: `${present(column)} and ${number(column)} is null`,
            value,
            problem: "with a value that is not a number",
            remedy: `${what} must be a number; leave the field empty where there is none.`
          }
        ]),
    {
      column: column.name,
      when: required ? `not isfinite(${number(column)})` : `isinf(${number(column)})`,
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
      ? "Points of time need timeUnit: timestamp, and patients.admission to count from."
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

/** Times that are missing or cannot be read. */
export const timeChecks = (column: Column, unit: TimeUnit, minutes: string): ReadonlyArray<RowCheck> => [
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
          when: `${present(column)} and (${minutes} is null or not isfinite(${minutes}))${unit === "timestamp" ? " and (m.admission is not null)" : ""}`,
          value: text(column),
          problem: "with a time that cannot be read",
          remedy: `With timeUnit ${unit} a time is ${written[unit]}.`
        }
      ]),
  ...(unit === "timestamp"
    ? [
        {
          column: column.name,
          when: `${present(column)} and m.idx is not null and m.admission is null`,
          value: text(column),
          problem: "with a time whose patient has no admission",
          remedy: "Fill in the column that patients.admission names."
        }
      ]
    : [])
]

/** Times, in steps, that are not on the grid. */
export const gridChecks = (column: Column, unit: TimeUnit, timestep: number): ReadonlyArray<RowCheck> => {
  const steps = elapsed(column, unit, timestep, timestep)
  const whole = isInteger(column.type) && unit === "step"
  return [
    ...(whole
      ? []
      : [
          {
            column: column.name,
            when: `isfinite(${steps}) and abs(${steps} - round(${steps})) > ${gridTolerance(column, steps)}`,
            value: text(column),
            problem: `off the grid of ${timestep} min`,
            remedy: `Check timeUnit (now ${unit}) and timestep, or round the times to the grid in a query.`
          }
        ]),
    {
      column: column.name,
      when: `abs(${steps}) > 1e9 and abs(${steps}) < 1e308`,
      value: text(column),
      problem: "more than a thousand million steps from admission",
      remedy: `Check timeUnit (now ${unit}) and timestep.`
    }
  ]
}

/** SQL that holds for rows whose time, in steps, is whole and in range. */
export const onGrid = (column: Column, steps: string) =>
  `coalesce(abs(${steps}) <= 1e9 and abs(${steps} - round(${steps})) <= ${gridTolerance(column, steps)}, false)`
