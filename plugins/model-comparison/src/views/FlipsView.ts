/** Who is caught by one of two models alone. */
import { ShareBars } from "@fairward/charts"
import { type ComparisonTables, ReportDocument } from "@fairward/core"
import type { Findings, Flips, Model } from "../Findings.ts"

const { heading } = ReportDocument

type Block = ReportDocument.Block

const partsOf = ["lost", "neither", "both", "gained"] as const

const isKnown = (flips: Flips): boolean => partsOf.every((part) => !Number.isNaN(flips[part])) && flips.all > 0

const sharesOf = (flips: Flips): ShareBars.Shares =>
  isKnown(flips) ? partsOf.map((part) => flips[part] / flips.all) : flips.all === 0 ? "none" : "withheld"

interface Row {
  readonly grouping: ComparisonTables.ComparedGrouping | undefined
  readonly label: string
  readonly flips: Flips
}

const rowsOf = ({ everyoneFlips, flips, groupings }: Findings, { id }: Model): ReadonlyArray<Row> => [
  { grouping: undefined, label: "All patients", flips: everyoneFlips.find(({ model }) => model === id)! },
  ...groupings.flatMap((grouping) =>
    grouping.categories.map(({ id: category, label }) => ({
      grouping,
      label,
      flips: flips.find((one) => one.model === id && one.grouping === grouping.id && one.category === category)!
    }))
  )
]

/** Of 100, or nothing where counts are withheld. */
const per100 = (part: number, all: number): number | null =>
  Number.isNaN(part) || Number.isNaN(all) || all === 0 ? null : (100 * part) / all

const cell = (value: number): ReportDocument.Cell => (Number.isNaN(value) ? { value: null, note: "withheld" } : value)

const tableOf = (findings: Findings, model: Model, m: number, what: string): Block => ({
  _tag: "Table",
  id: `model-comparison-flips-${m}`,
  caption: `${what} by which model alarms: lost are those that ${findings.baseline.title} catches and ${model.title} misses, gained the reverse`,
  columns: [
    { key: "grouping", title: "Grouping", type: { _tag: "text" }, width: 1.4, filter: true },
    { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 1.5, filter: true },
    { key: "all", title: what, type: { _tag: "integer" } },
    { key: "both", title: "Caught by both", type: { _tag: "integer" } },
    { key: "lost", title: "Lost", type: { _tag: "integer" } },
    { key: "gained", title: "Gained", type: { _tag: "integer" } },
    { key: "neither", title: "Missed by both", type: { _tag: "integer" } },
    { key: "lostOf100", title: "Lost of 100", type: { _tag: "number", digits: 1 } },
    { key: "gainedOf100", title: "Gained of 100", type: { _tag: "number", digits: 1 } }
  ],
  rows: rowsOf(findings, model).map(({ flips, grouping, label }) => ({
    grouping: grouping?.title ?? "",
    cohort: label,
    all: cell(flips.all),
    both: cell(flips.both),
    lost: cell(flips.lost),
    gained: cell(flips.gained),
    neither: cell(flips.neither),
    lostOf100: per100(flips.lost, flips.all),
    gainedOf100: per100(flips.gained, flips.all)
  }))
})

/** A chart and a table a model. */
export const flipBlocks = (findings: Findings): ReadonlyArray<Block> => {
  const { counted } = findings
  if (counted === null) return []
  const what = counted === "events" ? "Events" : "Patients with a positive label"
  return findings.models.flatMap((model, m): ReadonlyArray<Block> => {
    const [everyone, ...cohorts] = rowsOf(findings, model)
    const specs =
      cohorts.length === 0
        ? []
        : ShareBars.shareBars({
            segments: ["Lost", "Missed by both", "Caught by both", "Gained"],
            panels: [
              {
                title: "",
                everyone: sharesOf(everyone!.flips),
                rows: cohorts.map(({ flips, grouping, label }) => ({
                  label: `${grouping!.title}: ${label}`,
                  shares: sharesOf(flips)
                }))
              }
            ]
          })
    return [
      heading(1, `model-comparison-who-${model.id}`, "Who is caught by one model alone"),
      ...specs.map(
        (spec, i): Block => ({
          _tag: "Chart",
          id: `model-comparison-flips-chart-${m + 1}-${i + 1}`,
          spec,
          caption: `${what} of each cohort, of 100, by which model alarms: lost with ${model.title}, which ${findings.baseline.title} catches; missed by both; caught by both; gained with ${model.title}`,
          alt: `Bars of lost, missed, caught and gained ${what.toLowerCase()} for every cohort. The table below has the numbers.`
        })
      ),
      tableOf(findings, model, m + 1, what)
    ]
  })
}
