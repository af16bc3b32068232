/**
 * Verdicts in words and signs, so that they can be told apart without colour.
 *
 * @since 0.1.0
 */
import type { Verdict } from "@fairward/core/ReportDocument"

export interface VerdictLook {
  readonly symbol: string
  readonly color: string
  /** How early it is said among the key findings. */
  readonly rank: number
}

const looks: Readonly<Record<Verdict, VerdictLook>> = {
  material: { symbol: "▼", color: "#A63A00", rank: 0 },
  worse: { symbol: "▽", color: "#A63A00", rank: 1 },
  greater: { symbol: "↑", color: "#7A3E65", rank: 2 },
  less: { symbol: "↓", color: "#7A3E65", rank: 3 },
  inconclusive: { symbol: "?", color: "#52606D", rank: 4 },
  "too small": { symbol: "○", color: "#52606D", rank: 5 },
  "not estimable": { symbol: "–", color: "#52606D", rank: 6 },
  "no verdict": { symbol: "–", color: "#52606D", rank: 7 },
  equivalent: { symbol: "=", color: "#00527F", rank: 8 },
  better: { symbol: "▲", color: "#00664B", rank: 9 }
}

export const verdictLook = (verdict: Verdict): VerdictLook => looks[verdict]

/** The look of a word that may be a verdict. */
export const lookOf = (word: string): VerdictLook | undefined =>
  Object.hasOwn(looks, word) ? looks[word as Verdict] : undefined

/** `▼ material`. A word that is no verdict stays as it is. */
export const verdictText = (word: string): string => {
  const look = lookOf(word)
  return look === undefined ? word : `${look.symbol} ${word}`
}
