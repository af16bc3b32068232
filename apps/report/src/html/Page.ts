/** The page around the sections: head, cover, contents, scripts. */
import { createHash } from "node:crypto"
import type { Cover, ReportDocument } from "@fairward/core/ReportDocument"
import { of } from "../Format.ts"
import type { Entry, Outline } from "../Outline.ts"
import { aboutOf } from "./About.ts"
import { idOf } from "./Anchors.ts"
import { browserScript } from "./browserScript.ts"
import { chartData } from "./Figures.ts"
import { type Content, html, type Markup, raw, scriptText } from "./Markup.ts"
import { inlines } from "./Prose.ts"
import { annexId, body } from "./Sections.ts"
import { style } from "./Style.ts"

const subject = "Fairness audit of a clinical early-warning model"

const licences =
  "<!-- Contains Vega and Vega-Lite, copyright University of Washington Interactive Data Lab and contributors, BSD-3-Clause: https://github.com/vega/vega/blob/main/LICENSE -->"

/** The whole page. `runtime` are the scripts that draw charts; without charts the page does without them. */
export const page = (
  document: ReportDocument,
  outline: Outline,
  runtime: ReadonlyArray<string>,
  createdAt: Date
): string => {
  const { cover, presentation } = document
  const { css, front, markup } = body({
    document,
    outline,
    format: of(presentation.locale),
    about: aboutOf(document, outline)
  })
  const styles = `${style(presentation)}${css}`
  const hasCharts = document.sections.some((section) => section.blocks.some(({ _tag }) => _tag === "Chart"))
  const scripts = [...(hasCharts ? runtime : []), browserScript].map(scriptText)
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(fingerprint).join(" ")}`,
    `style-src ${fingerprint(styles)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'"
  ].join("; ")
  return html`<!doctype html>
<html lang="${cover.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${cover.title}</title>
<meta name="description" content="${subject}: ${cover.title}">
${cover.author === undefined ? null : html`<meta name="author" content="${cover.author}">\n`}${
  cover.keywords === undefined ? null : html`<meta name="keywords" content="${cover.keywords.join(", ")}">\n`
}<meta name="date" content="${createdAt.toISOString()}">
<meta name="generator" content="Fairward">
<style>${raw(styles)}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<nav class="contents" aria-label="Contents">${contents(document, outline)}</nav>
<main id="report" tabindex="-1">
${coverPage(cover)}
${front}${facts(cover, outline)}
<noscript>${hasCharts ? raw('<div class="callout warning"><p class="severity"><span aria-hidden="true">!</span> Warning</p><p>Scripts are switched off in this browser: charts are described in words and not drawn, and tables cannot be sorted or narrowed. Everything else is here.</p></div>') : null}</noscript>
${markup}<footer><p>Produced by Fairward, ${createdAt.toISOString().slice(0, 10)}. This file holds all that it shows and loads nothing.</p></footer>
</main>
${document.compares === undefined ? null : html`<script type="application/json" id="compares">${json(document.compares)}</script>\n`}${hasCharts ? html`<script type="application/octet-stream" id="chart-data">${chartData(document, outline)}</script>\n${raw(licences)}\n` : null}${scripts.map((script) => html`<script>${raw(script)}</script>\n`)}</body>
</html>
`.markup
}

/** Data within a script element. */
const json = (value: unknown): Markup => raw(JSON.stringify(value).replaceAll("<", "\\u003c"))

const fingerprint = (source: string): string => `'sha256-${createHash("sha256").update(source).digest("base64")}'`

const coverPage = (cover: Cover): Markup => html`<header class="cover">
${cover.logo === undefined || !/^data:image\/(png|jpeg|svg\+xml)[;,]/.test(cover.logo.image) ? null : html`<img class="logo" src="${cover.logo.image}" alt="${cover.logo.alt}">\n`}<p class="kind">Fairness audit</p>
<h1>${cover.title}</h1>
${cover.author === undefined ? null : html`<p class="author">${cover.author}</p>\n`}</header>`

/** What was audited. */
const facts = ({ facts }: Cover, outline: Outline): Content =>
  facts.length === 0
    ? null
    : html`<details class="facts"><summary>What was audited: ${facts.length} facts</summary>
<dl>${facts.map(
        ({ label, value }) => html`<dt>${label}</dt><dd>${inlines(value, { outline, section: null })}</dd>\n`
      )}</dl></details>
`

const contents = (document: ReportDocument, outline: Outline): Markup => {
  const entries = outline.entries.filter(({ level }) => level <= 2)
  const annex = new Set(document.sections.flatMap(({ id, part }) => (part === "annex" ? [id] : [])))
  const line = (entry: Entry): Markup => {
    const below = entries.filter(({ parent }) => parent === entry.anchor)
    const { number, title } = entry
    return html`<li><a href="#${idOf(outline, entry.anchor)}">${number === "" ? null : html`<span class="number">${number}</span> `}${title}</a>${
      below.length === 0 ? null : html`<ol>${below.map(line)}</ol>`
    }</li>\n`
  }
  const lines = entries.flatMap((entry) =>
    entry.level === 0 ? [{ isAnnex: annex.has(entry.anchor), markup: line(entry) }] : []
  )
  const those = (part: ReadonlyArray<(typeof lines)[number]>) => part.map(({ markup }) => markup)
  const begin = lines.findIndex(({ isAnnex }) => isAnnex)
  const end = lines.findLastIndex(({ isAnnex }) => isAnnex) + 1
  return html`<details open><summary>Contents</summary>
<ol>${
    begin < 0
      ? those(lines)
      : html`${those(lines.slice(0, begin))}<li><a href="#${annexId}">Annex</a><ol>${those(lines.slice(begin, end))}</ol></li>\n${those(lines.slice(end))}`
  }</ol></details>`
}
