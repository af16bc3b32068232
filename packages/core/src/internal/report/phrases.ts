/** Numbers inside sentences; the same everywhere, whatever the locale of the machine. */

/** 12345 as "12,345". */
export const countText = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/gu, ",")

/** `1 patient`, `12,345 patients`. */
export const counted = (value: number, singular: string, plural = `${singular}s`): string =>
  `${countText(value)} ${value === 1 ? singular : plural}`

/** 0.8 as "80 %", with a no-break space and at most `digits` decimals. */
export const percentText = (share: number, digits = 1): string => `${Number((share * 100).toFixed(digits))}\u00a0%`

/** A score with at most four decimals, or, where those would round it to 0, with three significant digits. */
export const scoreText = (score: number): string => {
  const rounded = Number(score.toFixed(4))
  return rounded === 0 && score !== 0 ? score.toExponential(2) : String(rounded)
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (items: ReadonlyArray<string>): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`

/** The text with a full stop, unless it already ends a sentence. */
export const sentence = (text: string): string => (/[.!?]$/u.test(text) ? text : `${text}.`)
