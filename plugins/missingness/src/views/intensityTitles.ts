import type { Findings } from "../Findings.ts"

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`

/** Titles of the categories of intensity with the shares of expected measurements that they hold. */
export const intensityTitles = ({ categories }: Pick<Findings, "categories">): ReadonlyArray<string> =>
  categories.map(({ id, upTo }, i) => {
    const above = i === 0 ? undefined : percent(categories[i - 1]!.upTo)
    if (above === undefined) return categories.length === 1 ? id : `${id} (≤ ${percent(upTo)})`
    return i === categories.length - 1 ? `${id} (> ${above})` : `${id} (> ${above} to ${percent(upTo)})`
  })

export const noneTitle = "no measurement"
