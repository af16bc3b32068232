/** Verdicts in words and signs, so that they can be told apart without colour. */
import type { Verdict } from "@fairward/core/ReportDocument"

export interface VerdictLook {
  readonly symbol: string
  readonly color: string
}

const looks: Readonly<Record<Verdict, VerdictLook>> = {
  material: { symbol: "▼", color: "#A63A00" },
  worse: { symbol: "▽", color: "#A63A00" },
  greater: { symbol: "↑", color: "#7A3E65" },
  less: { symbol: "↓", color: "#7A3E65" },
  inconclusive: { symbol: "?", color: "#52606D" },
  "too small": { symbol: "○", color: "#52606D" },
  "not estimable": { symbol: "–", color: "#52606D" },
  "no verdict": { symbol: "–", color: "#52606D" },
  equivalent: { symbol: "=", color: "#00527F" },
  better: { symbol: "▲", color: "#00664B" }
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
