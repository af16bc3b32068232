import { Minutes } from "@fairward/core/Minutes"
import { Effect, Option, Schema } from "effect"
import { number } from "../expressions.ts"
import type { Opening } from "../Loading.ts"
import { unitIn } from "./columnNames.ts"
import { type ColumnProfile, idOf, seconds, type TableProfile } from "./TableProfile.ts"

/** How far apart the rows of a patient are, in what their column of time counts, or in seconds where it holds points of time. */
export interface Spacing {
  /** The most frequent distance. */
  readonly usual: number
  readonly shortest: number
  /** Distances, and how many of them are whole multiples of the usual and of the shortest. */
  readonly distances: number
  readonly ofUsual: number
  readonly ofShortest: number
  /** Rows at a time at which the patient has another. */
  readonly repeated: number
  /** Largest time. */
  readonly last: number
  /** Median number of rows of a patient. */
  readonly rows: number
}

/** SQL of a column's time in what it counts, or in seconds since 1970. */
export const timeOf = ({ column, nature }: ColumnProfile) => (nature === "instants" ? seconds(column) : number(column))

/** Patients are looked at until there are about so many rows. */
const enough = 400_000

const isMultiple = (of: string) => `count_if(abs(d / ${of} - round(d / ${of})) < 1e-3)`

export const spacingOf = Effect.fnUntraced(function* (
  opening: Opening,
  table: TableProfile,
  patient: ColumnProfile,
  time: ColumnProfile
) {
  const every = Math.ceil(table.rows / enough)
  const [row] = yield* opening.database.rows(
    `with rows as (select ${idOf(patient)} as p, ${timeOf(time)} as t from ${table.source.relation} s),
       looked as (select p, t from rows where hash(p) % ${every} = 0 and t is not null),
       distances as (select round(t - lag(t) over (partition by p order by t), 6) as d from looked),
       apart as (select d from distances where d > 1e-9),
       usual as (select d as u from apart group by d order by count(*) desc, d limit 1),
       shortest as (select min(d) as m from apart)
     select (select u from usual) as usual, (select m from shortest) as shortest, (select count(*) from apart) as distances,
       (select ${isMultiple("u")} from apart, usual) as of_usual, (select ${isMultiple("m")} from apart, shortest) as of_shortest,
       (select count(*) from distances where d <= 1e-9) as repeated, (select max(t) from looked) as last,
       (select median(n) from (select count(*) as n from looked group by p)) as rows`
  )
  const spacing: Spacing = {
    usual: Number(row!.usual),
    shortest: Number(row!.shortest),
    distances: Number(row!.distances),
    ofUsual: Number(row!.of_usual),
    ofShortest: Number(row!.of_shortest),
    repeated: Number(row!.repeated),
    last: Number(row!.last),
    rows: Number(row!.rows)
  }
  return spacing
})

export type Unit = "step" | "s" | "min" | "h" | "d" | "timestamp"

/** Minutes of a unit that has some. */
export const minutesOf = { s: 1 / 60, min: 1, h: 60, d: 1440 } as const

export interface UnitGuess {
  readonly unit: Unit
  readonly isSure: boolean
  readonly because: string
}

/** What a column of time counts, by its values, its name, and how far apart its rows are. */
export const unitOf = (time: ColumnProfile, { usual }: Spacing): UnitGuess => {
  if (time.nature === "instants") return { unit: "timestamp", isSure: true, because: "the column holds points of time" }
  const named = unitIn(time.name)
  if (named !== undefined && named !== "step")
    return { unit: named, isSure: true, because: "the column's name says so" }
  if (named === "step") {
    return { unit: "step", isSure: true, because: "by its name the column counts steps" }
  }
  const apart = `times of a patient are mostly ${usual} apart`
  if (usual >= 300 && usual % 60 === 0) return { unit: "s", isSure: true, because: apart }
  if (usual > 1) return { unit: "min", isSure: false, because: apart }
  if (usual === 1) return { unit: "h", isSure: false, because: apart }
  return usual >= 0.08 ? { unit: "h", isSure: false, because: apart } : { unit: "d", isSure: false, because: apart }
}

/** `90` as "90 min", `120` as "2 h": a span as settings have it. */
export const span = (minutes: number): string => {
  const exact = Number(minutes.toFixed(6))
  if (exact >= 1440 && exact % 1440 === 0) return `${exact / 1440} d`
  if (exact >= 60 && exact % 60 === 0) return `${exact / 60} h`
  return Number.isInteger(exact) ? `${exact} min` : `${Math.round(exact * 60)} s`
}

/** The minutes of a span such as `12 h`; undefined where it is none. */
export const minutesIn = (text: string): number | undefined =>
  Option.getOrUndefined(Schema.decodeUnknownOption(Minutes)(text.trim()))
