import type { Spoken } from "./points.ts"
import type { Tip } from "./tip.ts"

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }
const leap = 10

const target = (key: string, at: number, count: number): number | null => {
  if (key === "Home") return 0
  if (key === "End") return count - 1
  if (key === "PageDown") return Math.min(count - 1, at + leap)
  if (key === "PageUp") return Math.max(0, at - leap)
  const step = steps[key]
  return step === undefined ? null : (at + step + count) % count
}

/** Lets the keyboard go from mark to mark of a chart, whose values are shown and read out; Escape leaves them. */
export const rove = (plot: HTMLElement, svg: SVGSVGElement, marks: () => ReadonlyArray<Spoken>, tip: Tip): void => {
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle")
  for (const [name, value] of [
    ["r", "6"],
    ["class", "ring"]
  ] as const)
    ring.setAttribute(name, value)
  let at = -1
  const leave = (): void => {
    at = -1
    ring.remove()
    tip.hide()
  }
  const show = ({ values, x, y }: Spoken): void => {
    ring.setAttribute("cx", `${x}`)
    ring.setAttribute("cy", `${y}`)
    svg.querySelector("g")!.append(ring)
    ring.scrollIntoView({ block: "nearest", inline: "nearest" })
    const { bottom, right } = ring.getBoundingClientRect()
    tip.show(values.title, values.rows, right, bottom)
  }
  plot.setAttribute("tabindex", "0")
  plot.setAttribute("aria-keyshortcuts", "ArrowRight ArrowLeft Home End Escape")
  plot.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && at >= 0) {
      event.preventDefault()
      leave()
      return
    }
    const all = marks()
    const next = event.altKey || event.ctrlKey || event.metaKey ? null : target(event.key, at, all.length)
    if (next === null || all.length === 0) return
    event.preventDefault()
    at = next < 0 ? all.length - 1 : next
    show(all[at]!)
  })
  plot.addEventListener("blur", leave)
}
