/** About how large a chart will be, without compiling it: the place that is kept for it until the browser draws it. */
import { type Spec, textWidth } from "@fairward/charts/Theme"

type Json = Spec[string] | undefined
type Fields = Readonly<Record<string, Json>>

/** In pixels of the specification, axes included. */
export interface ChartSize {
  readonly width: number
  readonly height: number
}

const axisHeight = 10
const axisWidth = 28
const titleHeight = 11
const axisTitleHeight = 9
const legendHeight = 18
const legendInPanels = 10
/** Of Vega-Lite, and of the theme, where a view says nothing. */
const usual = { step: 20, height: 220, spacing: 20 }

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const fieldsOf = (value: Json): Fields => (isFields(value) ? value : {})
const listOf = (value: Json): ReadonlyArray<Json> => (Array.isArray(value) ? (value as ReadonlyArray<Json>) : [])
const numberOf = (value: Json, otherwise: number): number => (typeof value === "number" ? value : otherwise)

/** The size of a chart as it will be drawn; height to about a tenth for the charts of `@fairward/charts`. */
export const chartSize = (spec: Spec): ChartSize => {
  const { height, width } = sizeIn(spec, spec.data)
  const legend = /"legend":\{/.test(JSON.stringify(spec)) ? (isFields(spec.facet) ? legendInPanels : legendHeight) : 0
  // Names of rows and what stands beside them are not counted.
  return { width: width > textWidth / 2 ? textWidth : Math.round(width), height: Math.round(height + legend) }
}

const sizeIn = (view: Fields, outerData: Json): ChartSize => {
  const data = view.data ?? outerData
  const title = view.title === undefined ? 0 : titleHeight * Math.max(1, listOf(fieldsOf(view.title).text).length)
  const { height, width } = isFields(view.facet)
    ? panels(
        Array.from({ length: panelsIn(view.facet, data) }, () => sizeIn(fieldsOf(view.spec), data)),
        view
      )
    : view.concat !== undefined
      ? panels(
          listOf(view.concat).map((part) => sizeIn(fieldsOf(part), data)),
          view
        )
      : view.hconcat !== undefined
        ? panels(
            listOf(view.hconcat).map((part) => sizeIn(fieldsOf(part), data)),
            view
          )
        : view.vconcat !== undefined
          ? panels(
              listOf(view.vconcat).map((part) => sizeIn(fieldsOf(part), data)),
              { ...view, columns: 1 }
            )
          : plot(view, data)
  return { width, height: height + title }
}

/** Views in rows; what stands between rows is counted once, where a view has more room of its own. */
const panels = (views: ReadonlyArray<ChartSize>, { columns, facet, spacing }: Fields): ChartSize => {
  const across = Math.max(1, Math.min(numberOf(columns, views.length), views.length))
  const rows = Math.ceil(views.length / across)
  const between = (side: string): number => numberOf(fieldsOf(spacing)[side] ?? spacing, usual.spacing)
  const height = Math.max(0, ...views.map((view) => view.height))
  const width = Math.max(0, ...views.map((view) => view.width))
  const head = isFields(facet) && numberOf(fieldsOf(facet.header).labelFontSize, titleHeight) >= 1 ? titleHeight : 0
  // Between rows that are spaced by hand stand their axes and titles.
  const outside = !isFields(spacing) ? 0 : isFields(facet) ? axisHeight : axisHeight + axisTitleHeight + titleHeight
  return {
    width: across * width + (across - 1) * between("column"),
    height: head + rows * height + (rows - 1) * Math.max(0, between("row") - outside)
  }
}

const panelsIn = (facet: Fields, data: Json): number =>
  Array.isArray(facet.sort) ? facet.sort.length : distinctIn(data, facet.field)

/** One plot with its axes. */
const plot = (view: Fields, data: Json): ChartSize => {
  const encodings = [view, ...listOf(view.layer).map(fieldsOf)].map(({ encoding }) => fieldsOf(encoding))
  const along = (side: string): Fields => fieldsOf(encodings.find((one) => isFields(one[side]))?.[side])
  const { step } = fieldsOf(view.height)
  const y = along("y")
  const { field: xField, title: xTitle = xField } = along("x")
  const hasAxisTitle = typeof xTitle === "string" && xTitle !== ""
  const rows = (): number => {
    const { domain } = fieldsOf(y.scale)
    return Array.isArray(domain) ? domain.length : distinctIn(data, y.field)
  }
  const room =
    typeof view.height === "number"
      ? view.height
      : step !== undefined
        ? numberOf(step, usual.step) * rows()
        : usual.height
  return {
    width: numberOf(view.width, textWidth) + axisWidth,
    height: room + axisHeight + (hasAxisTitle ? axisTitleHeight : 0)
  }
}

const distinctIn = (data: Json, field: Json): number => {
  const values = listOf(fieldsOf(data).values)
  return Math.max(1, typeof field === "string" ? new Set(values.map((one) => fieldsOf(one)[field])).size : 1)
}
