import { cued } from "./cue.ts"
import { all, element } from "./element.ts"
import { narrowed } from "./narrowing.ts"

/** Tables of at most so many rows are seen at once, and need no narrowing. */
const short = 12

interface Choice {
  readonly column: number
  readonly select: HTMLSelectElement
}

export const enliven = (figure: HTMLElement): void => {
  const table = figure.querySelector("table")
  const body = table?.tBodies[0]
  if (!table || !body) return
  const rows = [...body.rows]
  const isGrouped = table.tBodies.length > 1 || figure.dataset.map !== undefined
  if (rows.length > 1 && !isGrouped) sortable(table, body, rows)
  if (rows.length > short && !isGrouped) narrowable(figure, table, body, rows)
}

/** The figure, its long table made of the text that it was. */
export const unfolded = (figure: HTMLElement): HTMLElement => {
  const place = figure.querySelector<HTMLElement>(".scroll")!
  place.innerHTML = place.querySelector("noscript")!.textContent ?? ""
  delete figure.dataset.has
  return figure
}

const textOf = (row: HTMLTableRowElement, column: number): string => row.cells[column]?.textContent?.trim() ?? ""

const sortable = (
  table: HTMLTableElement,
  body: HTMLTableSectionElement,
  rows: ReadonlyArray<HTMLTableRowElement>
): void => {
  const headers = all<HTMLTableCellElement>("thead th", table)
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true })
  const compared =
    (column: number, sign: number) =>
    (left: HTMLTableRowElement, right: HTMLTableRowElement): number => {
      const [a, b] = [left, right].map((row) => row.cells[column]?.dataset.v)
      if (a === undefined || b === undefined)
        return sign * collator.compare(textOf(left, column), textOf(right, column))
      if (a === "" || b === "") return Number(a === "") - Number(b === "")
      return sign * (Number(a) - Number(b))
    }
  headers.forEach((header, column) => {
    const button = element("button", { type: "button" }, ...header.childNodes)
    header.append(button)
    button.addEventListener("click", () => {
      const before = header.getAttribute("aria-sort")
      for (const other of headers) other.removeAttribute("aria-sort")
      const after = before === null ? "ascending" : before === "ascending" ? "descending" : null
      if (after !== null) header.setAttribute("aria-sort", after)
      body.prepend(...(after === null ? rows : rows.toSorted(compared(column, after === "ascending" ? 1 : -1))))
    })
  })
}

const narrowable = (
  figure: HTMLElement,
  table: HTMLTableElement,
  body: HTMLTableSectionElement,
  rows: ReadonlyArray<HTMLTableRowElement>
): void => {
  const choices: Array<Choice> = []
  const tools = element("div", { class: "tools" })
  const count = element("output", {})
  const nothing = element(
    "tr",
    { class: "nothing" },
    element("td", { colspan: `${table.rows[0]!.cells.length}` }, "No row is like that.")
  )
  const onlySignificant = element("input", { type: "checkbox", role: "switch" })
  const show = (): void => {
    let shown = 0
    for (const row of rows) {
      const matches =
        (!onlySignificant.checked || row.classList.contains("significant")) &&
        choices.every(({ column, select }) => select.value === "" || textOf(row, column) === select.value)
      row.hidden = !matches
      if (matches && !row.hasAttribute("data-out")) shown++
    }
    count.value = `Showing ${shown} of ${rows.length}`
    nothing.hidden = shown > 0
  }
  all<HTMLTableCellElement>("thead th", table).forEach((header, column) => {
    if (header.dataset.narrows === undefined) return
    const ordered = new Map(rows.map((row) => [textOf(row, column), row.cells[column]?.dataset.v]))
    if (ordered.size < 2) return
    const values =
      header.dataset.kind === "verdict" ? [...ordered].sort(([, a], [, b]) => Number(a) - Number(b)) : [...ordered]
    const select = element(
      "select",
      {},
      element("option", { value: "" }, "all"),
      ...values.map(([text]) => element("option", { value: text }, text))
    )
    select.addEventListener("change", show)
    choices.push({ column, select })
    tools.append(element("label", {}, `${header.textContent}`, select))
  })
  const significant = rows.filter((row) => row.classList.contains("significant")).length
  if (significant > 0 && significant < rows.length) {
    onlySignificant.addEventListener("change", show)
    tools.append(element("label", {}, onlySignificant, `Significant rows only (${significant})`))
  }
  if (tools.childElementCount === 0) return
  tools.append(count)
  nothing.hidden = true
  body.append(nothing)
  figure.querySelector(".scroll")!.before(tools)
  document.addEventListener(narrowed, show)
  show()
}

/** A table that fits scrolls with the page, under its header; one that does not can be scrolled with the keyboard. */
export const fitted = (scroll: HTMLElement | null): void => {
  if (scroll === null) return
  const look = (): void => {
    scroll.classList.remove("fits", "tall")
    scroll.style.maxHeight = ""
    const fits = scroll.scrollWidth <= scroll.clientWidth + 1
    if (fits) scroll.removeAttribute("tabindex")
    else scroll.setAttribute("tabindex", "0")
    const tall = !fits && scroll.scrollHeight > innerHeight * 0.85
    scroll.classList.toggle("fits", fits)
    scroll.classList.toggle("tall", tall)
    if (tall) scroll.style.maxHeight = "85vh"
  }
  new ResizeObserver(look).observe(scroll.parentElement!)
  cued(scroll)
}
