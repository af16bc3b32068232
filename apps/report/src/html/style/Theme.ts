/** The colours of the page, in light and in dark; what is printed is light. */
import { Verdict } from "@fairward/core/ReportDocument"
import { between, contrastOnWhite } from "@fairward/typesetter/Colour"
import { color } from "../../internal/Sheet.ts"
import { verdictLook } from "../../Verdicts.ts"

type Name =
  | "page"
  | "text"
  | "muted"
  | "rule"
  | "strong-rule"
  | "faint"
  | "hover"
  | "link"
  | "worse"
  | "worse-fill"
  | "better"
  | "better-fill"
  | "differs"
  | "same"
  | "warning"
  | "warning-text"
  | "warning-fill"
  | "added"
  | "moved"
  | "control"

export type Colours = Readonly<Record<Name, string>>

/** A fill with what is written on it. */
interface CellColours {
  readonly fill: string
  readonly color: string
}

export interface Theme {
  readonly colours: Colours
  /** Of cells by verdict; those that are not here have no fill, or are hatched. */
  readonly cells: Readonly<Partial<Record<Verdict, CellColours>>>
}

export const light: Theme = {
  colours: {
    page: "#FFFFFF",
    text: color.text,
    muted: color.muted,
    rule: "#DDE3E9",
    "strong-rule": color.rule,
    faint: "#F6F8FA",
    hover: "#E9EEF3",
    link: color.link,
    worse: color.worse,
    "worse-fill": color.worseFill,
    better: color.better,
    "better-fill": color.betterFill,
    differs: verdictLook("greater").color,
    same: verdictLook("equivalent").color,
    warning: color.warning,
    "warning-text": "#7A4F00",
    "warning-fill": color.warningFill,
    added: color.added,
    moved: color.moved,
    control: "#7B8794"
  },
  cells: Object.fromEntries(
    Verdict.literals.flatMap((verdict) => {
      const { cell } = verdictLook(verdict)
      return cell === undefined || cell === "hatched" ? [] : [[verdict, cell]]
    })
  )
}

/** Fills keep their order of lightness, turned round: the gravest stands out most from the page, also in grey. */
export const dark: Theme = {
  colours: {
    page: "#14191F",
    text: "#E4E9EE",
    muted: "#A3AFBB",
    rule: "#2E3741",
    "strong-rule": "#5A6672",
    faint: "#1C232B",
    hover: "#28313B",
    link: "#7CB8F2",
    worse: "#FF9A66",
    "worse-fill": "#3B2216",
    better: "#62CBA6",
    "better-fill": "#14332A",
    differs: "#D9A3C6",
    same: "#7FBCE8",
    warning: "#C9952B",
    "warning-text": "#F0C46A",
    "warning-fill": "#2E2612",
    added: "#FF8F86",
    moved: "#7DBDF0",
    control: "#7F8B97"
  },
  cells: {
    material: { fill: "#F08A4B", color: "#14191F" },
    worse: { fill: "#7A3D1B", color: "#FFE9DC" },
    greater: { fill: "#4A2F42", color: "#F2DCEB" },
    less: { fill: "#4A2F42", color: "#F2DCEB" },
    equivalent: { fill: "#17324A", color: "#A8D2F2" },
    better: { fill: "#143D30", color: "#C8EEDF" }
  }
}

const luminance = (value: string): number => 1.05 / contrastOnWhite(value)! - 0.05

/** Contrast of two colours, from 1 to 21 (WCAG 2.2). */
export const contrast = (a: string, b: string): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high! + 0.05) / (low! + 0.05)
}

const leastContrast = 4.5

/** An accent that can be read on white, as light as it must be to be read on the dark page too. */
export const accentInDark = (accent: string): string => {
  const lighter = Array.from({ length: 20 }, (_, step) => between(accent, "#FFFFFF", step / 20))
  const grounds = [dark.colours.faint, dark.colours.hover]
  return lighter.find((one) => grounds.every((ground) => contrast(one, ground) >= leastContrast)) ?? "#FFFFFF"
}

const keyOf = (verdict: string): string => verdict.replace(" ", "-")

const variables = ({ cells, colours }: Theme, accent: string): string =>
  [
    `--accent:${accent}`,
    ...Object.entries(colours).map(([name, value]) => `--${name}:${value}`),
    ...Object.entries(cells).map(
      ([verdict, { color, fill }]) => `--${keyOf(verdict)}-cell:${fill};--on-${keyOf(verdict)}:${color}`
    )
  ].join(";")

/** Charts are drawn in light colours; turned round in lightness with their hues kept, they are dark ones. */
const chartsInDark = ".plot svg{filter:invert(1) hue-rotate(180deg);mix-blend-mode:screen}"

const inDark = (selector: string, accent: string): string =>
  `${selector}{color-scheme:dark;${variables(dark, accent)}}${selector} ${chartsInDark}`

/** Variables of both themes: dark where a reader asks for it, or the system does and the reader does not object. */
export const themes = (accent: string): string =>
  `:root{color-scheme:light;${variables(light, accent)}}
@media screen{${inDark(":root[data-theme=dark]", accentInDark(accent))}}
@media screen and (prefers-color-scheme:dark){${inDark(":root:not([data-theme=light])", accentInDark(accent))}}
`

/** What a cell's verdict is told by beside its sign: a fill, or hatching where nothing could be judged. */
export const verdictCells = Verdict.literals
  .map((verdict) => {
    const place = `td.is-${keyOf(verdict)}`
    if (light.cells[verdict] !== undefined)
      return `${place}{background:var(--${keyOf(verdict)}-cell)!important;color:var(--on-${keyOf(verdict)})}${place} small{color:inherit}`
    return verdictLook(verdict).cell === "hatched"
      ? `${place}{color:var(--muted);background:repeating-linear-gradient(135deg,var(--page) 0 5px,var(--rule) 5px 6px)!important}`
      : `${place}{color:var(--muted)}`
  })
  .join("")
