import type { Settings } from "@fairward/core"

/** Settings in which the margin of a metric is also that of each of its measures that has none of its own. */
export const withMargins = (
  settings: Settings.SettingsShape,
  ids: ReadonlyArray<readonly [metric: string, measure: string]>
): Settings.SettingsShape => {
  const { margins = {} } = settings
  const own = ids.flatMap(([metric, measure]) => {
    const margin = margins[measure] ?? margins[metric]
    return margin === undefined ? [] : [[measure, margin] as const]
  })
  return { ...settings, margins: { ...margins, ...Object.fromEntries(own) } }
}

/** The margin of an area, and never more than a fifth of its rarer side: `area` is that of everyone with the baseline. */
export const areaMargin = (
  { margins = {} }: Settings.SettingsShape,
  { id, margin }: { readonly id: string; readonly margin: number | null },
  area: number
): number | null => {
  const setting = margins[id] ?? margin
  const rarer = Math.min(area, 1 - area)
  if (setting === null || Number.isNaN(rarer)) return margin
  return typeof setting === "number" ? Math.min(setting, 0.2 * rarer) : setting.relative * rarer
}
