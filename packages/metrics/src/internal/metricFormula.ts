/** What the formulas of metrics are made of. */
import type { Area, Distance, Place, Ratio, Smooth, Statistic, Sums } from "../Measure.ts"

/** Of the steps in a bin: how many, and positives less the sum of scores. */
type BinColumn = "steps" | "excess"

/** What is counted of a patient's labelled steps and evaluable events. */
export type Column =
  /** Alarms at positive and at negative steps. */
  | "tp"
  | "fp"
  /** Positive, negative, and labelled steps. */
  | "p"
  | "n"
  | "steps"
  /** Sums of scores. */
  | "positiveScore"
  | "negativeScore"
  /** Positive steps less the sum of all scores. */
  | "excess"
  /** Events with an alarm in the window before them, and events. */
  | "caught"
  | "events"
  | `${BinColumn} in bin ${number}`

/** Name of the column of a calibration bin. */
export const binColumn = (of: BinColumn, bin: number) => `${of} in bin ${bin}` as const

/** Prevalences that corrected metrics refer to; `NaN` when no cohort has a usable one. */
export interface ReferencePrevalence {
  readonly highest: number
  readonly lowest: number
}

/**
 * Highest and lowest of the prevalences that corrected metrics may refer to. Those of 0 and 1 cannot be corrected to;
 * without any other both are `NaN`.
 */
export const referencePrevalence = (prevalences: ReadonlyArray<number | null>): ReferencePrevalence => {
  const usable = prevalences.filter((one) => one !== null && one > 0 && one < 1) as ReadonlyArray<number>
  return usable.length === 0
    ? { highest: Number.NaN, lowest: Number.NaN }
    : { highest: Math.max(...usable), lowest: Math.min(...usable) }
}

/** What formulas depend on besides sums. */
export interface Setting {
  /** Bins of calibration. */
  readonly bins: number
  /** Of a side in a draw. */
  readonly reference: (place: Place<Column>) => ReferencePrevalence
}

type Value = Smooth<Column>["value"]

/** How a metric follows from sums, or from the order of scores. */
export type Formula =
  | Pick<Ratio<Column>, "over" | "floor">
  | { readonly area: Area }
  | (Pick<Smooth<Column>, "contributing" | "floor"> & { readonly valueIn: (setting: Setting) => Value })
  | { readonly statisticIn: (setting: Setting) => Statistic<Column>["statistic"] }
  | { readonly distancesIn: (setting: Setting) => Distance<Column>["distances"] }

const binColumns = (bins: number) =>
  Array.from({ length: bins }, (_, bin) => [binColumn("excess", bin), binColumn("steps", bin)] as const)

/** Sum over non-empty bins of |positives - scores|, each over its steps or as it is, and how many bins are not empty. */
export const gapsIn = (bins: number, weighted: boolean) => {
  const columns = binColumns(bins)
  return (s: Sums<Column>) => {
    let filled = 0
    let gaps = 0
    for (const [excess, steps] of columns) {
      if (s[steps] === 0) continue
      const gap = Math.abs(s[excess]!)
      gaps += weighted ? gap : gap / s[steps]!
      filled++
    }
    return { filled, gaps }
  }
}

/** Per bin the share of positives less the mean score. */
export const signedGaps = (bins: number): Distance<Column>["distances"] =>
  binColumns(bins).map(
    ([excess, steps]) =>
      (s) =>
        [s[excess]!, s[steps]!] as const
  )
