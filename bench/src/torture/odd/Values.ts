/** Values of every column of every table that nobody expects there. */
import { base, filesOf, idOf, withColumn } from "../Project.ts"
import type { Trial } from "../Trial.ts"

const odd: ReadonlyArray<unknown> = [
  "",
  "NaN",
  "inf",
  "-1",
  "1e308",
  "1e-320",
  "abc",
  "0x10",
  "1,5",
  "2020-01-01",
  "\u001b[31mred\u0007",
  " ",
  "constructor",
  "99999999999999999999",
  "é".repeat(3000),
  "some value",
  "null",
  "<script>alert(1)</script>",
  "\u202egnp",
  "true"
]

/** One odd value in a column, and a column of nothing but it. */
export const values = (perColumn: number): ReadonlyArray<Omit<Trial, "family">> =>
  Object.entries(base.tables).flatMap(([table, { columns }], t) =>
    columns.flatMap((column, c) =>
      Array.from({ length: perColumn }, (_, i) => {
        const value = odd[(t * 7 + c * perColumn + i) % odd.length]
        const everywhere = i % 4 === 3
        return {
          name: `${table}.${column}: ${JSON.stringify(value).slice(0, 40)}${everywhere ? " in every row" : ""}`,
          files: filesOf(withColumn(base, table, column, (row, before) => (everywhere || row === 2 ? value : before)))
        }
      })
    )
  )

const scores: Readonly<Record<string, (row: number) => unknown>> = {
  "all the same": () => 0.5,
  "all 0": () => 0,
  "all 1": () => 1,
  "0 and 1": (row) => row % 2,
  "1e-100 among others": (row) => (row % 3 === 0 ? 1e-100 : (row % 7) / 10),
  "the smallest numbers": (row) => row * 5e-324,
  "next to 1": (row) => 1 - (row % 5) * 2 ** -53,
  "17 digits": (row) => ((row * 7919) % 1000) / 999,
  "-0 and 0": (row) => (row % 2 ? "-0" : 0),
  "as percent": (row) => row % 100,
  "beyond 1 by little": (row) => (row % 10) / 9 + 1e-9,
  "negative logits": (row) => -((row % 10) / 3),
  "empty in every other row": (row) => (row % 2 ? null : 0.4),
  empty: () => null
}

const labels: Readonly<Record<string, Readonly<Record<string, (row: number, before: unknown) => unknown>>>> = {
  sex: {
    "one of each": (row) => `own ${row}`,
    "one alone": (row) => (row === 0 ? "alone" : "rest"),
    "all missing": () => null,
    "one known": (row) => (row === 0 ? "F" : null),
    "all the same": () => "F",
    numbers: (row) => row % 3,
    "numbers and texts": (row) => (row % 2 ? 1 : "one"),
    "almost the same": (row) => ["F", "f", " F", "F "][row % 4],
    "long words": (row) => "Donaudampfschifffahrt".repeat(20) + (row % 2)
  },
  age: {
    "all missing": () => null,
    "all the same": () => 50,
    "at the edges": (row) => (row % 2 ? 50 : 65),
    "beyond all edges": () => 1e9,
    negative: (row) => -row,
    fractions: (row) => 49.999999999999993 + row,
    "999 for unknown": (row) => (row % 3 ? 40 + row : 999)
  },
  pid: {
    "all the same": () => idOf(1),
    "as numbers with zeros": (row) => `000${row}`,
    "with blanks": (row, before) => (row % 2 ? ` ${before}` : before)
  }
}

export const columns: ReadonlyArray<Omit<Trial, "family">> = [
  ...Object.entries(scores).map(([name, value]) => ({
    name: `scores: ${name}`,
    files: filesOf(withColumn(base, "predictions", "score", value))
  })),
  ...Object.entries(labels).flatMap(([column, kinds]) =>
    Object.entries(kinds).map(([name, value]) => ({
      name: `${column}: ${name}`,
      files: filesOf(withColumn(base, "patients", column, value))
    }))
  )
]
