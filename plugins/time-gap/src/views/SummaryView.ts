import { ComparisonTables, ReportDocument } from "@fairward/core"
import { everyoneOf, type Findings } from "../Findings.ts"
import { spanTitle, type Window } from "../Windows.ts"

const { decimal, strongly } = ReportDocument

const availableWords = (window: Window): string =>
  window.to === null ? `more than ${spanTitle(window).slice(1)}` : spanTitle(window)

/** A sentence a window: the median gap averaged over the categories of all groupings, each counted once. */
export const summarySentences = (
  findings: Findings,
  compared: ComparisonTables.Compared
): ReadonlyArray<ReportDocument.Block> => {
  const everyone = everyoneOf(findings)
  return findings.windows.map((window) => {
    const { digits = 3, unit } = ComparisonTables.metricOf(compared, window.id)
    const own = findings.comparisons.filter(({ metric }) => metric === window.id)
    const medians = own.flatMap(({ cohort }) => cohort.estimate ?? [])
    const events = `For events with ${availableWords(window)} available before them`
    if (medians.length === 0) return ReportDocument.paragraph(`${events}, none was detected in any category.`)
    const average = medians.reduce((sum, median) => sum + median, 0) / medians.length
    const of =
      medians.length === own.length ? `all ${own.length} categories` : `${medians.length} of ${own.length} categories`
    const all = everyone.get(window.id)
    const whole =
      all !== null && all !== undefined && all >= findings.horizon
        ? " That is the whole horizon: at least half of these detected events had an alarm as soon as their window opened, so that medians tell little apart here. The shares warned in time tell more."
        : ""
    return ReportDocument.paragraph(
      `${events}, the macro-averaged median time gap over ${of} is `,
      strongly(decimal(average, digits)),
      { strong: ` ${unit}` },
      ...(all === null || all === undefined
        ? ["."]
        : ["; over all patients the median is ", decimal(all, digits), ` ${unit}.${whole}`])
    )
  })
}
