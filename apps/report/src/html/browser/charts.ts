import { expressionInterpreter } from "vega-interpreter"
import type { ChartData } from "../ChartData.ts"
import { cued } from "./cue.ts"
import { all, element } from "./element.ts"
import { whenNear } from "./near.ts"
import { type Item, nearest, type Point, pointsOf, type Scene, spokenPoints, valuesIn } from "./points.ts"
import { rove } from "./roving.ts"
import type { Tip } from "./tip.ts"
import { fieldTitles } from "./values.ts"

declare const vega: typeof import("vega")
declare const vegaLite: typeof import("vega-lite")

/** Charts are laid out for the page of paper; on a screen they are drawn larger by this. */
const enlargement = 1.65
/** Charts narrower than this share of their natural width could not be read; they are scrolled instead. */
const usualLeastScale = 1.3

/** What a chart itself says of that. */
const leastScaleOf = ({ usermeta }: { readonly usermeta?: unknown }): number =>
  (usermeta as { readonly leastScale?: number } | undefined)?.leastScale ?? usualLeastScale
const inflated = async (base64: string): Promise<ChartData> => {
  const letters = atob(base64)
  const bytes = new Uint8Array(letters.length)
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at)
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))
  return new Response(stream).json()
}

const draw = async (plot: HTMLElement, data: ChartData, tip: Tip): Promise<void> => {
  const spec = data.specs[plot.parentElement!.id]!
  const logger = vega.logger(vega.Error)
  const compiled = vegaLite.compile(spec as never, { config: data.config as never, logger })
  const runtime = vega.parse(compiled.spec, undefined, { ast: true })
  const loader = { ...vega.loader(), load: () => Promise.reject(new Error("A report loads nothing.")) }
  const view = new vega.View(runtime, { expr: expressionInterpreter, renderer: "svg", logger, loader: loader as never })
  // Vega gives its container a role and a label of its own; the plot keeps the words of the report.
  const canvas = element("div", { "aria-hidden": "true" })
  plot.replaceChildren(canvas)
  const settings = element("form", { class: "settings" })
  await view.initialize(canvas, settings).runAsync()
  const svg = plot.querySelector("svg")!
  const width = Number(svg.getAttribute("width"))
  svg.style.width = `min(${Math.round(width * enlargement)}px, max(100%, ${Math.round(width * leastScaleOf(spec))}px))`
  svg.style.maxWidth = `${Math.round(width * enlargement)}px`
  const scene = (view.scenegraph() as unknown as { readonly root: Scene }).root
  const valuesAt = valuesIn(fieldTitles(spec), data.locale)
  let points: ReadonlyArray<Point> | null = null
  let spoken: ReturnType<typeof spokenPoints> | null = null
  const pointsNow = () => (points ??= pointsOf(scene))
  hover(view, svg, pointsNow, valuesAt, tip)
  rove(plot, svg, () => (spoken ??= spokenPoints(pointsNow(), valuesAt)), tip)
  if (settings.childElementCount > 0) {
    plot.before(settings)
    readOut(view, spec, settings, () => {
      points = null
      spoken = null
    })
  }
  cued(plot)
  plot.parentElement!.querySelector("figcaption")!.append(" ", copyButton(spec, data.config))
}

/** What a chart itself says of the values of its settings: the words for each number of a slider, by the setting's name. */
const readoutsOf = ({ usermeta }: { readonly usermeta?: unknown }): Readonly<Record<string, ReadonlyArray<string>>> =>
  (usermeta as { readonly readouts?: Readonly<Record<string, ReadonlyArray<string>>> } | undefined)?.readouts ?? {}

/** Sliders of a chart tell what they are set to, in words where the chart has them; `changed` when one was moved. */
const readOut = (view: import("vega").View, spec: object, settings: HTMLFormElement, changed: () => void): void => {
  const readouts = readoutsOf(spec)
  settings.addEventListener("submit", (event) => event.preventDefault())
  for (const input of all<HTMLInputElement | HTMLSelectElement>("input, select", settings)) {
    view.addSignalListener(input.name, changed)
    const words = readouts[input.name]
    if (words === undefined) continue
    const output = element("output", {})
    // Vega's own tells the number.
    input.nextElementSibling?.replaceWith(output)
    const tell = (): void => {
      const told = words[Number(view.signal(input.name))] ?? ""
      input.setAttribute("aria-valuetext", told)
      output.replaceChildren(told)
    }
    view.addSignalListener(input.name, tell)
    tell()
  }
}

const copyLabel = "Copy as Vega-Lite"

/** Copies a chart with the theme, as an editor of Vega-Lite takes it. */
const copyButton = (spec: object, config: object): HTMLElement => {
  const button = element("button", { type: "button", class: "copy" }, copyLabel)
  const whole = {
    $schema: `https://vega.github.io/schema/vega-lite/v${vegaLite.version.split(".")[0]}.json`,
    config,
    ...spec
  }
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(JSON.stringify(whole, null, 2))
    button.textContent = "Copied"
    setTimeout(() => {
      button.textContent = copyLabel
    }, 2000)
  })
  return button
}

const hover = (
  view: import("vega").View,
  svg: SVGSVGElement,
  points: () => ReadonlyArray<Point>,
  valuesAt: ReturnType<typeof valuesIn>,
  tip: Tip
): void => {
  const local = (event: MouseEvent): DOMPoint => {
    const ground = svg.querySelector<SVGGraphicsElement>("g")!
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(ground.getScreenCTM()!.inverse())
  }
  const look = (event: MouseEvent, hit: Item | null | undefined): void => {
    const direct =
      hit?.mark.role === "mark" && !["line", "area", "trail", "group"].includes(hit.mark.marktype) ? hit : null
    const { x, y } = local(event)
    const item = direct ?? nearest(points(), x, y)
    const values = item === null ? null : valuesAt(item)
    if (values === null) tip.hide()
    else tip.show(values.title, values.rows, event.clientX, event.clientY)
  }
  for (const type of ["pointermove", "pointerdown"] as const) {
    view.addEventListener(type, (event, item) => look(event as unknown as MouseEvent, item as unknown as Item))
  }
  svg.addEventListener("pointerleave", tip.hide)
}

/** Draws every chart when it comes near the screen, and those that are left before printing. */
export const drawCharts = async (tip: Tip): Promise<void> => {
  const store = document.getElementById("chart-data")
  if (store === null) return
  const plots = all(".plot")
  const failed = (plot: HTMLElement, reason: unknown): void =>
    plot.replaceChildren(
      element(
        "p",
        { class: "failed" },
        `This figure could not be drawn: ${reason instanceof Error ? reason.message : String(reason)}`
      )
    )
  try {
    const data = await inflated(store.textContent ?? "")
    // Vega waits for nothing but promises that are kept already, so all is drawn when printing begins.
    whenNear(plots, (plot) => {
      draw(plot, data, tip).catch((reason) => failed(plot, reason))
    })
  } catch (reason) {
    for (const plot of plots) failed(plot, reason)
  }
}
