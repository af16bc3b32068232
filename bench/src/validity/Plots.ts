/** Error rates and power as pictures of the documentation. */
import { parse, View } from "vega"
import { compile, type TopLevelSpec } from "vega-lite"
import { largestErrorRate, limitsOf, nominalErrorRate, powers } from "./Criteria.ts"
import type { Summary } from "./Summary.ts"

const svgOf = async (title: string, spec: TopLevelSpec): Promise<string> => {
  const svg = await new View(parse(compile(spec).spec), { renderer: "none" }).toSVG()
  return svg.replace(">", `><title>${title}</title>`)
}

const shared = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  background: "white",
  padding: 8,
  config: { font: "sans-serif", axis: { titleFontWeight: "normal" as const } }
} as const

const shareOf = (count: number, of: number) => ({ share: count / of, ...limitsOf(count, of) })

const rowTitle = (title: string, target: number) => (target > 0 ? `${title}, recall ${target}` : title)

interface ErrorRow extends ReturnType<typeof shareOf> {
  readonly row: string
  readonly stage: string
}

const errorRows = ({ cells }: Summary): ReadonlyArray<ErrorRow> =>
  cells
    .filter(({ isPlanted }) => !isPlanted)
    .flatMap(({ audits, title }) =>
      audits.flatMap(({ stages, target }) =>
        stages
          .filter(({ dataSets }) => dataSets > 0)
          .map(({ dataSets, off, stage }) => ({ row: rowTitle(title, target), stage, ...shareOf(off, dataSets) }))
      )
    )

const errorsOf = (title: string, values: ReadonlyArray<ErrorRow>, largest: number) => {
  const x = { type: "quantitative" as const, scale: { domain: [0, largest] } }
  const y = {
    field: "row",
    type: "nominal" as const,
    sort: null,
    title: null,
    axis: { grid: true, minExtent: 320, labelLimit: 0 }
  }
  return {
    title: { text: title, anchor: "start" as const, frame: "group" as const, fontSize: 12 },
    width: 420,
    height: { step: 16 },
    data: { values: [...values] },
    layer: [
      {
        data: { values: [{ rate: nominalErrorRate }, { rate: largestErrorRate }] },
        mark: { type: "rule" as const, strokeDash: [4, 3], color: "#777" },
        encoding: { x: { ...x, field: "rate" } }
      },
      { mark: { type: "rule" as const }, encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" } } },
      {
        mark: { type: "circle" as const, size: 50, opacity: 1 },
        encoding: { y, x: { ...x, field: "share", title: null, axis: { format: ".0%" } } }
      }
    ]
  }
}

/** The share of data sets without differences that a stage flags, with its 95 % interval and lines at 5 and 7 %. */
export const errorSpec = (summary: Summary): TopLevelSpec => {
  const rows = errorRows(summary)
  const largest = Math.max(0.1, ...rows.map(({ high }) => high))
  return {
    ...shared,
    vconcat: [...Map.groupBy(rows, ({ stage }) => stage)].map(([stage, own]) => errorsOf(stage, own, largest)),
    spacing: 10
  }
}

/** How often a difference in event recall is found, by its size. */
export const powerSpec = ({ cells }: Summary): TopLevelSpec => {
  const values = cells.flatMap(({ audits, title }) =>
    audits.flatMap(({ stages }) =>
      stages.flatMap(({ asked }) =>
        asked
          .filter(({ metric }) => metric === "event_recall")
          .map(({ dataSets, found, meanDifference }) => ({
            title,
            difference: -meanDifference,
            ...shareOf(found, dataSets)
          }))
      )
    )
  )
  const x = {
    field: "difference",
    type: "quantitative" as const,
    scale: { zero: true },
    title: "Event recall lower by (mean)"
  }
  const color = {
    field: "title",
    type: "nominal" as const,
    title: null,
    legend: { orient: "bottom" as const, columns: 1, labelLimit: 0 }
  }
  return {
    ...shared,
    data: { values },
    width: 420,
    height: 260,
    layer: [
      {
        data: { values: powers },
        mark: { type: "point", shape: "triangle-up", color: "#777", size: 70 },
        encoding: { x: { field: "difference", type: "quantitative" }, y: { field: "least", type: "quantitative" } }
      },
      { mark: { type: "line" }, encoding: { x, color, y: { field: "share", type: "quantitative" } } },
      {
        mark: { type: "rule" },
        encoding: { x, color, y: { field: "low", type: "quantitative" }, y2: { field: "high" } }
      },
      {
        mark: { type: "circle", size: 60, opacity: 1 },
        encoding: {
          x,
          color,
          y: {
            field: "share",
            type: "quantitative",
            scale: { domain: [0, 1] },
            title: "Found, 95 % interval; triangles: what is asked for",
            axis: { format: ".0%" }
          }
        }
      }
    ]
  }
}

/** The pictures by the names of their files. */
export const plots = async (summary: Summary): Promise<Readonly<Record<string, string>>> => ({
  "validity-errors.svg": await svgOf("Share of data sets with a false flag", errorSpec(summary)),
  "validity-power.svg": await svgOf("Share of data sets in which a lower event recall is found", powerSpec(summary))
})
