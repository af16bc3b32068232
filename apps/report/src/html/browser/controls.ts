import type { Compares } from "@fairward/core/ReportDocument"
import { element } from "./element.ts"
import { pressableCells } from "./heatMap.ts"
import { narrow } from "./narrowing.ts"
import { hashOf, isSelected, type Selection, selectionOf } from "./selection.ts"

const comparesOf = (): Compares =>
  JSON.parse(document.getElementById("compares")?.textContent ?? '{"groupings":[],"measures":[]}')

/** Lets a reader narrow the whole page: to what is selected in the heat map, and to findings. */
export const narrowing = (tools: HTMLElement): void => {
  const compares = comparesOf()
  let selection: Selection = {}
  let findingsOnly = false
  const bar = element("div", { class: "bar", role: "region", "aria-label": "What is shown" })
  const words = element("p", { role: "status" })
  const chips = element("div", { class: "chips" })
  bar.append(chips, words)
  document.body.append(bar)

  const select = groupingChoice(compares)
  const onlyFindings = element("input", { type: "checkbox", role: "switch", id: "findings-only" })
  const press = pressableCells((own) => go(same(own, selection) ? {} : own))

  const show = (): void => {
    const { measure } = selection
    const stage = measure === undefined ? null : compares.measures[measure]!.stage
    const { left, of } = narrow({ selection, stage, findingsOnly })
    press(selection)
    select.value = selection.category === undefined ? `${selection.grouping ?? ""}` : ""
    onlyFindings.checked = findingsOnly
    bar.hidden = !isSelected(selection) && !findingsOnly
    chips.replaceChildren(...chipsOf())
    words.textContent = left === 0 ? "No section says anything on this." : `${left} of ${of} sections are shown.`
  }
  /** Stays where the reader is, unless that is no longer shown. */
  const go = (next: Selection): void => {
    location.hash = hashOf(next, compares)
  }
  const setFindingsOnly = (only: boolean): void => {
    findingsOnly = only
    show()
  }
  const showAll = (): void => {
    findingsOnly = false
    if (isSelected(selection)) go({})
    else show()
  }

  const chip = (text: string, remove: () => void): HTMLElement => {
    const button = element("button", { type: "button", class: "chip", "aria-label": `${text}: show the others too` })
    button.append(text, element("span", { "aria-hidden": "true" }, " ✕"))
    button.addEventListener("click", remove)
    return button
  }
  function chipsOf(): ReadonlyArray<HTMLElement> {
    const { category, grouping, measure } = selection
    const found = grouping === undefined ? undefined : compares.groupings[grouping]!
    const named = measure === undefined ? undefined : compares.measures[measure]!
    const { measure: _, ...cohort } = selection
    const clear = element("button", { type: "button", class: "clear" }, "Show everything ", element("kbd", {}, "Esc"))
    clear.addEventListener("click", showAll)
    return [
      ...(found === undefined
        ? []
        : [
            chip(category === undefined ? found.title : `${found.categories[category]!.label} (${found.title})`, () =>
              go(measure === undefined ? {} : { measure })
            )
          ]),
      ...(named === undefined ? [] : [chip(measureName(measure!, named.title), () => go(cohort))]),
      ...(findingsOnly ? [chip("Findings only", () => setFindingsOnly(false))] : []),
      clear
    ]
  }

  select.addEventListener("change", () => go(select.value === "" ? {} : { grouping: Number(select.value) }))
  onlyFindings.addEventListener("change", () => setFindingsOnly(onlyFindings.checked))
  tools.append(
    element("label", { class: "switch" }, onlyFindings, "Findings only"),
    ...(compares.groupings.length < 2 ? [] : [element("label", {}, "Show in all sections", select)])
  )
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !bar.hidden) showAll()
  })
  const follow = (): void => {
    const asked = location.hash === "" ? {} : selectionOf(location.hash, compares)
    if (asked !== null) {
      selection = asked
      show()
      return
    }
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (target?.closest("[data-out]") == null) return
    selection = {}
    findingsOnly = false
    show()
    target.scrollIntoView()
  }
  addEventListener("hashchange", follow)
  bar.hidden = true
  selection = selectionOf(location.hash, compares) ?? {}
  if (isSelected(selection)) show()
}

/** As the heat map calls it, and as tables do. */
const measureName = (measure: number, title: string): string => {
  const heading = document.querySelector(`[data-map] th[data-of=m${measure}]`)?.childNodes[0]?.textContent ?? title
  return heading === title ? title : `${heading} (${title})`
}

const same = (a: Selection, b: Selection): boolean =>
  a.grouping === b.grouping && a.category === b.category && a.measure === b.measure

const groupingChoice = ({ groupings }: Compares): HTMLSelectElement =>
  element(
    "select",
    {},
    element("option", { value: "" }, "all groupings"),
    ...groupings.map(({ title }, g) => element("option", { value: `${g}` }, title))
  )
