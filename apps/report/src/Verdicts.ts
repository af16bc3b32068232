/** Verdicts in words and signs, those that charts mark them with, so that they can be told apart without colour. */
import type { Block, Verdict } from "@fairward/core/ReportDocument"

export interface VerdictLook {
  readonly symbol: string
  readonly color: string
  /** Of a table's cell: a fill with what is written on it; or hatched, where nothing could be judged. */
  readonly cell?: { readonly fill: string; readonly color: string } | "hatched"
}

const onDark = "#FFFFFF"
const onLight = "#1F2933"

const looks: Readonly<Record<Verdict, VerdictLook>> = {
  material: { symbol: "▼", color: "#A63A00", cell: { fill: "#A63A00", color: onDark } },
  worse: { symbol: "▽", color: "#A63A00", cell: { fill: "#F6C3A2", color: onLight } },
  greater: { symbol: "►", color: "#7A3E65", cell: { fill: "#EBD9E4", color: onLight } },
  less: { symbol: "◄", color: "#7A3E65", cell: { fill: "#EBD9E4", color: onLight } },
  inconclusive: { symbol: "○", color: "#52606D" },
  "too small": { symbol: "◇", color: "#52606D", cell: "hatched" },
  "not estimable": { symbol: "–", color: "#52606D", cell: "hatched" },
  "no verdict": { symbol: "–", color: "#52606D", cell: "hatched" },
  equivalent: { symbol: "■", color: "#00527F", cell: { fill: "#DCEAF5", color: "#00527F" } },
  better: { symbol: "▲", color: "#00664B", cell: { fill: "#D7EEE4", color: onLight } }
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

type Table = Extract<Block, { readonly _tag: "Table" }>

const inLegend: Readonly<Record<Verdict, string>> = {
  material: "material: worse by more than the margin",
  worse: "worse",
  better: "better",
  greater: "greater",
  less: "less",
  equivalent: "equivalent: alike within the margin",
  inconclusive: "inconclusive",
  "too small": "too small: too few patients to judge",
  "not estimable": "not estimable, or withheld",
  "no verdict": "not judged"
}

/** What the signs in a table's cells mean, of those that are there, in words. */
export const cellLegend = ({ rows }: Table): ReadonlyArray<string> => {
  const cells = rows.flatMap((row) =>
    Object.values(row).filter((cell) => typeof cell === "object" && cell !== null && "value" in cell)
  )
  const found = new Map<string, Array<string>>()
  for (const verdict of Object.keys(inLegend) as ReadonlyArray<Verdict>) {
    if (!cells.some((cell) => cell.verdict === verdict)) continue
    const { symbol } = looks[verdict]
    found.set(symbol, [...(found.get(symbol) ?? []), inLegend[verdict]])
  }
  return [
    ...[...found].map(([symbol, words]) => `${symbol} ${words.join("; or ")}`),
    ...(cells.some(({ detectable }) => detectable !== undefined)
      ? ["± the smallest difference that would have been seen four times in five"]
      : [])
  ]
}
