/** Tables as plain HTML that says all there is to say; scripts add sorting and narrowing. */
import type { Block, Cell, Column, Verdict } from "@fairward/core/ReportDocument"
import { digitsIn, digitsOf, type Format, missing, withBound } from "../Format.ts"
import { cellLegend, verdictLook } from "../Verdicts.ts"
import { writtenUnit } from "../Written.ts"
import { aboutAttribute } from "./About.ts"
import { verdictWord } from "./Badges.ts"
import { type Content, html, type Markup, raw } from "./Markup.ts"
import { gravity, isSignificant } from "./SignificantRows.ts"

type Table = Extract<Block, { readonly _tag: "Table" }>
type Value = null | string | number | readonly [number, number]
type FullCell = Exclude<Cell, Value>

export interface TablePlace {
  readonly id: string
  /** `Table 4`. */
  readonly label: string
  readonly format: Format
  /** Link back to a key finding. */
  readonly back: Content
  /** Whether its cells narrow the page. */
  readonly isMap: boolean
  /** What its rows and columns are about, as tokens. */
  readonly rowAbout: (row: Table["rows"][number]) => string
  readonly columnAbout: (column: Column) => string
}

export interface TablePart {
  readonly markup: Markup
  /** Rules for this table alone. */
  readonly css: string
}

const isNumeric = ({ type }: Column): boolean => type._tag !== "text" && type._tag !== "verdict"

const fullCell = (cell: Cell | undefined): FullCell =>
  typeof cell === "object" && cell !== null && "value" in cell ? cell : { value: cell ?? null }

const valueText = ({ bound, digits: own, value }: FullCell, { type }: Column, format: Format): string => {
  if (value === null || value === "") return missing
  if (typeof value === "string") return value
  const digits = digitsOf({ type }, own)
  if (typeof value === "object") return format.interval(value[0], value[1], digits)
  return withBound(format.as(value, "digits" in type ? { ...type, digits } : type), bound)
}

/** What a row is sorted by: a number, or `undefined` for the text itself. Of an interval, its lower end. */
const sortKey = ({ value }: FullCell, { type }: Column): number | "" | undefined => {
  if (type._tag === "text") return undefined
  if (value === null || value === "") return ""
  if (type._tag === "verdict") {
    const rank = gravity.indexOf(value as Verdict)
    return rank === -1 ? gravity.length : rank
  }
  if (typeof value === "object") return rounded(value[0])
  return typeof value === "number" ? rounded(value) : undefined
}

/** Nine digits tell apart all that a table can show, and halve the size of the file. */
const rounded = (value: number): number => Number(value.toPrecision(9))

interface ColumnPlan {
  readonly column: Column
  readonly numeric: boolean
  /** Decimals that the longest cell has, which the others are padded to. */
  readonly decimals: number
  /** Letters of the longest note beside a number. */
  readonly noteLength: number
  /** Letters of the longest text. */
  readonly textLength: number
}

/** Longer notes stand below their number. */
const longestNoteBeside = 26

const marks = {
  worse: html`<span class="sign" role="img" aria-label="worse">▽</span>`,
  better: html`<span class="sign" role="img" aria-label="better">▲</span>`
} as const

const planOf = (column: Column, table: Table, format: Format): ColumnPlan => {
  const numeric = isNumeric(column)
  let decimals = 0
  let noteLength = 0
  let textLength = 0
  for (const row of table.rows) {
    const cell = fullCell(row[column.key])
    if (cell.value === null || cell.value === "") continue
    const text = valueText(cell, column, format)
    textLength = Math.max(textLength, text.length)
    if (!numeric) continue
    if (column.type._tag !== "pValue") decimals = Math.max(decimals, digitsIn(text, format))
    const sign = cell.mark === "worse" || cell.mark === "better" || cell.verdict !== undefined ? 2 : 0
    const seen = seenText(cell, text, column, format)
    noteLength = Math.max(noteLength, sign + (cell.note?.length ?? 0) + seen.length)
  }
  return { column, numeric, decimals, noteLength, textLength }
}

/** How large a difference would have been seen. */
const seenText = ({ detectable, digits, value }: FullCell, written: string, column: Column, format: Format): string =>
  detectable === undefined
    ? ""
    : `\u00a0±${format.number(detectable, value === null ? digitsOf(column, digits) : digitsIn(written, format))}`

/** What a verdict is told by: a sign, with the word for those who hear the page. */
const verdictSign = (verdict: Verdict): Markup =>
  html`<span class="sign" role="img" aria-label="${verdict}">${verdictLook(verdict).symbol}</span>`

const cellMarkup = (cell: FullCell, plan: ColumnPlan, first: boolean, format: Format): Markup => {
  const { column, numeric } = plan
  const text = valueText(cell, column, format)
  const absent = cell.value === null || cell.value === ""
  const mark =
    cell.verdict !== undefined
      ? verdictSign(cell.verdict)
      : cell.mark === "worse" || cell.mark === "better"
        ? marks[cell.mark]
        : null
  const short = numeric && !absent && column.type._tag !== "pValue" ? plan.decimals - digitsIn(text, format) : 0
  const classes = [
    ...(numeric ? ["n"] : []),
    ...(absent ? ["absent"] : []),
    ...(cell.mark === undefined ? [] : [cell.mark]),
    ...(cell.verdict === undefined ? [] : [`is-${cell.verdict.replace(" ", "-")}`]),
    ...(short > 0 ? [`p${short}`, ...(digitsIn(text, format) === 0 ? ["whole"] : [])] : [])
  ]
  const key = sortKey(cell, column)
  const note =
    cell.note === undefined && mark === null
      ? null
      : html` <small>${mark}${seenText(cell, text, column, format)}${mark !== null && cell.note ? " " : null}${cell.note}</small>`
  const attributes = [
    classes.length === 0 ? null : html` class="${classes.join(" ")}"`,
    key === undefined ? null : html` data-v="${key}"`
  ]
  const content =
    absent && (cell.note !== undefined || cell.verdict !== undefined)
      ? html`${cell.verdict === undefined ? null : html`${mark} `}${seenText(cell, text, column, format).trim()}${cell.note === undefined ? null : kept(cell.note)}`
      : html`${column.type._tag === "verdict" ? verdictWord(text) : kept(text)}${note}`
  return first && column.type._tag === "text"
    ? html`<th scope="row"${attributes}>${content}</th>`
    : html`<td${attributes}>${content}</td>`
}

/** A sign that stands alone at the end of a text stays on the line of the word before it. */
const kept = (text: string): string => text.replace(/ (\S)$/u, "\u00a0$1")

/** Titles of at most so many letters are not broken. */
const shortTitle = 9

const header = ({ column, numeric }: ColumnPlan, format: Format, about: string): Markup => {
  const unit = writtenUnit(column, format)
  const kind = numeric ? "number" : column.type._tag
  const narrows = column.filter === true || column.type._tag === "verdict"
  const classes = [
    ...(numeric ? ["n"] : []),
    ...(column.title.length <= shortTitle && unit.length === 0 ? ["short"] : [])
  ]
  return html`<th scope="col" data-kind="${kind}"${classes.length === 0 ? null : html` class="${classes.join(" ")}"`}${narrows ? raw(" data-narrows") : null}${aboutAttribute(about)}>${column.title}${unit.length === 0 ? null : html`<span class="unit">, ${unit}</span>`}</th>`
}

const legend = (table: Table): Content => {
  const present = new Set(table.rows.flatMap((row) => Object.values(row).map((cell) => fullCell(cell).mark)))
  const parts = (["worse", "better"] as const).filter((mark) => present.has(mark))
  const signs = cellLegend(table)
  return parts.length + signs.length === 0
    ? null
    : html`<p class="legend">${parts.map((mark) => html`<span class="${mark}">${marks[mark]} ${mark}</span> `)}${signs.map((sign) => html`<span>${sign}</span> `)}</p>`
}

/** A text column is at least so many ems wide, if its texts are as long. */
const widestText = 12

/** Room for text, and for notes to the right of numbers, which so end at one edge; the title has that room too. */
const columnRules = (id: string, plans: ReadonlyArray<ColumnPlan>): string =>
  plans
    .map(({ noteLength, numeric, textLength }, index) => {
      const place = `tr>:nth-child(${index + 1})`
      const column = `#${id} ${place}`
      if (!numeric)
        return textLength < 8 ? "" : `${column}{min-width:${Math.min(widestText, textLength * 0.56).toFixed(1)}em}`
      if (noteLength === 0) return ""
      const cell = `#${id} tbody ${place}`
      return noteLength > longestNoteBeside
        ? `${column} small{display:block}`
        : `${cell}{padding-right:${(noteLength * 0.52 + 1.1).toFixed(1)}em}${cell} small{position:absolute}${cell}.absent{padding-right:var(--edge)}${cell}.absent small{position:static}`
    })
    .join("")

/** Longer tables are text until they are seen: a page of 200 cohorts has a hundred thousand cells that few look at. */
const longest = 100

/** Where a table will stand, about as high. */
const placeRule = (id: string, rows: number): string => `#${id} .scroll:has(>noscript){min-height:${rows * 1.6}rem}`

/** A table with its caption. */
export const tablePart = (table: Table, place: TablePlace): TablePart => {
  const { back, columnAbout, format, id, isMap, label, rowAbout } = place
  const caption = html`<figcaption id="${id}-caption"><strong>${label}.</strong> ${table.caption} ${back}</figcaption>`
  if (table.rows.length === 0 || table.columns.length === 0) {
    return {
      css: "",
      markup: html`<figure class="table" id="${id}">${caption}<p class="empty">${table.empty ?? "This table has no rows."}</p></figure>`
    }
  }
  const plans = table.columns.map((column) => planOf(column, table, format))
  const groupOf = (row: Table["rows"][number] | undefined) =>
    table.group === undefined ? undefined : row?.[table.group]
  const groupLine = (row: Table["rows"][number], index: number): Content => {
    const group = groupOf(row)
    return typeof group !== "string" || group === groupOf(table.rows[index - 1])
      ? null
      : html`${index === 0 ? null : raw("</tbody>\n<tbody>\n")}<tr class="group"><th scope="rowgroup" colspan="${plans.length}">${group}</th></tr>\n`
  }
  const rows = table.rows.map(
    (row, index) =>
      html`${groupLine(row, index)}<tr${isSignificant(row, table.columns) ? raw(' class="significant"') : null}${aboutAttribute(rowAbout(row))}>${plans.map(
        (plan, index) => cellMarkup(fullCell(row[plan.column.key]), plan, index === 0, format)
      )}</tr>\n`
  )
  const isLong = rows.length > longest && !isMap
  const markup = html`<table aria-labelledby="${id}-caption"><thead><tr>${plans.map((plan) => header(plan, format, columnAbout(plan.column)))}</tr></thead>
<tbody>
${rows}</tbody></table>`
  const summary = [...new Set(table.rows.flatMap((row) => rowAbout(row).split(" ")))].join(" ").trim()
  const told = table.rows.some((row) => isSignificant(row, table.columns))
  return {
    css: `${columnRules(id, plans)}${isLong ? placeRule(id, rows.length) : ""}`,
    markup: html`<figure class="table" id="${id}"${isMap ? raw(" data-map") : null}${isLong ? html` data-has="${summary}"${told ? raw(" data-told") : null}` : null}>${caption}
<div class="scroll" role="group" tabindex="0" aria-labelledby="${id}-caption">${isLong ? html`<noscript>${markup}</noscript>` : markup}</div>${legend(table)}</figure>
`
  }
}
