import type { AuditConfig } from "@fairward/core"

/** A difference smaller than this part of what it is about is not called a difference of substance. */
const fifth = 0.2

/** The margin, or a fifth of what is judged where that is less. */
export const cappedMargin = (margin: AuditConfig.Margin, judged: number): number =>
  typeof margin === "number" ? Math.min(margin, fifth * judged) : margin.relative * judged
