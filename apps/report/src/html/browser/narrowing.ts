import { all } from "./element.ts"
import { isSelected, matches, type Selection } from "./selection.ts"

/** Sent to the document when the page was narrowed. */
export const narrowed = "narrowed"

export interface Narrowing {
  readonly selection: Selection
  /** The stage of the measure that is selected. */
  readonly stage: string | null
  readonly findingsOnly: boolean
}

/** A block of a section, and whether it is about what is selected. */
interface Unit {
  readonly element: HTMLElement
  readonly matched: boolean | null
  /** Whether it stays when only findings are asked for. */
  readonly isFinding: boolean
}

const tokensOf = (element: HTMLElement): ReadonlyArray<string> => element.dataset.of?.split(" ") ?? []

const setOut = (element: Element, out: boolean): void => {
  if (element.hasAttribute("data-out") !== out) element.toggleAttribute("data-out", out)
}

const isHeading = ({ tagName }: Element): boolean => /^H[2-5]$/.test(tagName)

/** Of parts that each are or are not about what is selected: yes if one is, no if all others are not. */
const together = (parts: ReadonlyArray<boolean | null>): boolean | null =>
  parts.includes(true) ? true : parts.includes(false) ? false : null

/** Whether a table that is not unfolded yet may have a row on what is selected: by all that its rows are about. */
const foldedTable = ({ dataset: { has = "", told } }: HTMLElement, selection: Selection): Omit<Unit, "element"> => ({
  matched: matches(has.split(" "), selection),
  isFinding: told !== undefined
})

const narrowTable = (figure: HTMLElement, { findingsOnly, selection }: Narrowing): Omit<Unit, "element"> => {
  if (figure.dataset.has !== undefined) return foldedTable(figure, selection)
  const isMap = figure.dataset.map !== undefined
  const rows = all<HTMLTableRowElement>("tbody tr:not(.group, .nothing)", figure)
  const found = rows.map((row) => (isMap ? null : matches(tokensOf(row), selection)))
  const isTold = rows.map((row) => row.classList.contains("significant"))
  for (const [i, row] of rows.entries()) setOut(row, found[i] === false || (!isMap && findingsOnly && !isTold[i]))
  for (const body of all("tbody", figure)) setOut(body, !body.querySelector("tr:not(.group, .nothing, [data-out])"))
  all<HTMLTableCellElement>("thead th[data-of]", figure).forEach((header) => {
    const out = !isMap && matches(tokensOf(header), selection) === false
    if (out === header.hasAttribute("data-out")) return
    setOut(header, out)
    for (const row of rows) if (row.cells[header.cellIndex] !== undefined) setOut(row.cells[header.cellIndex]!, out)
  })
  return { matched: together(found), isFinding: isMap || isTold.some((told, i) => told && found[i] !== false) }
}

const narrowFindings = (list: HTMLElement, { selection }: Narrowing): Omit<Unit, "element"> => {
  const items = all("li", list)
  const found = items.map((item) => matches(tokensOf(item), selection))
  for (const [i, item] of items.entries()) setOut(item, found[i] === false)
  return { matched: together(found), isFinding: true }
}

const unitOf = (element: HTMLElement, narrowing: Narrowing): Omit<Unit, "element"> => {
  if (element.matches("figure.table")) return narrowTable(element, narrowing)
  if (element.matches("ul.findings")) return narrowFindings(element, narrowing)
  return { matched: matches(tokensOf(element), narrowing.selection), isFinding: element.matches("figure.chart") }
}

/** The blocks of a section; those of a part on a grouping are about it, as far as they do not say more. */
const unitsOf = (section: HTMLElement, narrowing: Narrowing): ReadonlyArray<Unit> =>
  (all(":scope > *", section) as ReadonlyArray<HTMLElement>).flatMap((element): ReadonlyArray<Unit> => {
    if (!element.matches("div[data-of]")) return [{ element, ...unitOf(element, narrowing) }]
    const whole = matches(tokensOf(element), narrowing.selection)
    return all(":scope > *", element).map((inner) => {
      const unit = unitOf(inner, narrowing)
      return { ...unit, element: inner, matched: whole === false ? false : (unit.matched ?? whole) }
    })
  })

/** Of what stands below one heading, what says nothing on cohorts stays where something else stays. */
const chosen = (units: ReadonlyArray<Unit>, { findingsOnly, selection }: Narrowing): ReadonlySet<Unit> => {
  const isNarrowed = isSelected(selection)
  const some = units.some(({ element, matched }) => matched === true && !isHeading(element))
  const runs: Array<Array<Unit>> = [[]]
  for (const unit of units) {
    if (isHeading(unit.element)) runs.push([])
    else runs.at(-1)!.push(unit)
  }
  return new Set(
    runs.flatMap((run) => {
      const isAbout = run.some(({ matched }) => matched === true)
      return run.filter(
        ({ element, isFinding, matched }) =>
          (!isNarrowed ||
            matched === true ||
            (matched === null && (isAbout || (some && element.matches(".callout"))))) &&
          (!findingsOnly || isFinding)
      )
    })
  )
}

/** Headings stay where something below them does. */
const hideHeadings = (units: ReadonlyArray<Unit>, kept: ReadonlySet<Unit>): void => {
  const levels = [2, 3, 4, 5]
  const filled = new Set<number>()
  for (const unit of units.toReversed()) {
    const level = isHeading(unit.element) ? Number(unit.element.tagName[1]) : null
    if (level !== null) {
      setOut(unit.element, !filled.has(level))
      for (const deeper of levels) if (deeper >= level) filled.delete(deeper)
    } else if (kept.has(unit)) for (const any of levels) filled.add(any)
  }
}

/** Whether anything of a section is left. */
const narrowSection = (section: HTMLElement, narrowing: Narrowing): boolean => {
  const { findingsOnly, selection, stage } = narrowing
  const isNarrowed = isSelected(selection)
  const isWhole = section.querySelector("[data-map]") !== null || (!isNarrowed && !findingsOnly)
  const units = unitsOf(section, narrowing)
  const isOther =
    (isNarrowed && stage !== null && section.dataset.stage !== undefined && section.dataset.stage !== stage) ||
    (findingsOnly && (section.matches(".annex") || section.querySelector(".findings") === null))
  const kept = isWhole ? new Set(units) : isOther ? new Set<Unit>() : chosen(units, narrowing)
  for (const unit of units) setOut(unit.element, !kept.has(unit))
  if (!isWhole) hideHeadings(units, kept)
  const isLeft = isWhole || units.some((unit) => kept.has(unit) && !unit.element.matches(".callout, .goal"))
  setOut(section, !isLeft)
  return isLeft
}

let current: Narrowing = { selection: {}, stage: null, findingsOnly: false }

/** A table that was unfolded since, narrowed like the page. */
export const renarrow = (figure: HTMLElement): void => {
  if (isSelected(current.selection) || current.findingsOnly) narrowTable(figure, current)
  document.dispatchEvent(new Event(narrowed))
}

/** Hides what the page is narrowed from; gives how many of its sections, but that of the map, have something left. */
export const narrow = (narrowing: Narrowing): { readonly left: number; readonly of: number } => {
  current = narrowing
  const isNarrowed = isSelected(narrowing.selection) || narrowing.findingsOnly
  const sections = all("main > section").filter((section) => section.querySelector("[data-map]") === null)
  for (const map of all("main > section:has([data-map])")) narrowSection(map, narrowing)
  const left = sections.filter((section) => narrowSection(section, narrowing)).length
  for (const divider of all("main > .divider")) {
    setOut(divider, isNarrowed && !all("main > section.annex").some((section) => !section.hasAttribute("data-out")))
  }
  for (const part of all(".facts")) setOut(part, isNarrowed)
  for (const link of all<HTMLAnchorElement>("nav a")) {
    const target = document.getElementById(link.hash.slice(1))
    setOut(link.parentElement!, target?.closest("[data-out]") != null)
  }
  document.dispatchEvent(new Event(narrowed))
  return { left, of: sections.length }
}
