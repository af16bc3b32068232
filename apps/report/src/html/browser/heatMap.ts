import { all, element } from "./element.ts"
import type { Selection } from "./selection.ts"

const place = (header: HTMLElement, kind: string): number =>
  Number(
    (header.dataset.of ?? "")
      .split(" ")
      .find((token) => token.startsWith(kind))!
      .replace(/^.*?(\d+)$/, "$1")
  )

const wordsOf = (cell: HTMLElement): string => {
  const sign = cell.querySelector(".sign")
  const text = (cell.textContent ?? "")
    .replace(sign?.textContent ?? "", "")
    .replace(/\s+/g, " ")
    .trim()
  return [text, sign?.ariaLabel].filter(Boolean).join(", ")
}

/** Makes the cells of the heat map narrow the page to their cohort and measure, those at the head of a row to the cohort. */
export const pressableCells = (toggle: (selection: Selection) => void): ((selection: Selection) => void) => {
  const buttons: Array<{ readonly button: HTMLButtonElement; readonly own: Selection }> = []
  for (const table of all<HTMLTableElement>("figure[data-map] table")) {
    const headers = all<HTMLTableCellElement>("thead th", table)
    for (const row of all<HTMLTableRowElement>("tbody tr[data-of*=c]", table)) {
      const cohort = { grouping: place(row, "g"), category: place(row, "c") }
      for (const cell of row.cells) {
        const header = headers[cell.cellIndex]!
        const isMeasured = header.dataset.of?.startsWith("m") === true
        if (cell.tagName !== "TH" && !isMeasured) continue
        const own = isMeasured ? { ...cohort, measure: place(header, "m") } : cohort
        const words = isMeasured ? [row.cells[0]!.textContent, header.textContent, wordsOf(cell)] : [wordsOf(cell)]
        const button = element(
          "button",
          { type: "button", "aria-pressed": "false", "aria-label": `Show only ${words.join(", ")}`, class: "pick" },
          ...cell.childNodes
        )
        cell.append(button)
        button.addEventListener("click", () => toggle(own))
        buttons.push({ button, own })
      }
    }
  }
  return ({ category, grouping, measure }) => {
    for (const { button, own } of buttons) {
      const isPressed = own.grouping === grouping && own.category === category && own.measure === measure
      button.setAttribute("aria-pressed", `${isPressed && category !== undefined}`)
    }
  }
}
