import fc from "fast-check"
import type { ScoredRows } from "../src/ScoredRows.ts"

export interface Row {
  readonly score: number
  readonly label: number
  readonly copies: number
}

/** Rows with many ties; label 255 is unlabelled. */
export const someRows = fc.array(
  fc.record({
    score: fc.oneof(
      fc.nat(20).map((k) => k / 20),
      fc.double({ min: 0, max: 1, noNaN: true })
    ),
    label: fc.constantFrom(0, 1, 0, 1, 255),
    copies: fc.nat(3)
  }),
  { maxLength: 40 }
)

export const weighted = (rows: ReadonlyArray<Row>): ScoredRows => ({
  score: Float64Array.from(rows, (row) => row.score),
  label: Uint8Array.from(rows, (row) => row.label),
  weight: Uint8Array.from(rows, (row) => row.copies)
})

export const copied = (rows: ReadonlyArray<Row>): ScoredRows => {
  const copies = rows.flatMap((row) => Array<Row>(row.copies).fill(row))
  return { score: Float64Array.from(copies, (row) => row.score), label: Uint8Array.from(copies, (row) => row.label) }
}
