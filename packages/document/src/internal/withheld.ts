import type { Cell, Inline } from "@fairward/core/ReportDocument"
import { count } from "@fairward/core/ReportDocument"

/** A count in a sentence, or that it is withheld. */
export const countOf = (value: number | null): Inline => (value === null ? "withheld" : count(value))

/** A count in a table or, where it is withheld, whether it is below the minimum itself or would give others away. */
export const countCell = (value: number | null, isBelow: boolean, minimum: number | undefined): Cell =>
  value ?? { value: null, note: isBelow && minimum !== undefined ? `< ${minimum}` : "withheld" }
