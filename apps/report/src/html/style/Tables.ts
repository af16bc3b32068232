/** Tables, and what sorts and narrows them. */
import { verdictCells } from "./Theme.ts"

const paddings = Array.from(
  { length: 8 },
  (_, index) =>
    `td.p${index + 1}::after{width:${index + 1}ch}td.p${index + 1}.whole::after{width:calc(${index + 1}ch + .28em)}`
).join("")

export const tables = `
.scroll{overflow-x:auto;position:relative}
table{border-collapse:separate;border-spacing:0;font-size:13px;line-height:1.35;border-top:1.5px solid var(--text);border-bottom:1.5px solid var(--text)}
th,td{text-align:left;vertical-align:top;padding:.3rem var(--edge);border-bottom:1px solid var(--rule);font-weight:400;position:relative;max-width:26rem;overflow-wrap:break-word}
tbody tr:last-child>*{border-bottom:0}
tr>:first-child{padding-left:.3rem}
thead th{font-weight:650;vertical-align:bottom;border-bottom:1px solid var(--text);background:var(--page);line-height:1.25}
.fits{overflow:visible}
.fits thead th,.tall thead th{position:sticky;top:0;z-index:2}
.n{text-align:right;white-space:nowrap}
thead .n{white-space:normal}
thead .short{white-space:nowrap}
td[class]::after{content:"";display:inline-block}${paddings}
td small{font-size:.88em;color:var(--muted);white-space:nowrap;margin-left:.35em}
td small:only-child{margin-left:0}
td.worse,th.worse{background:var(--worse-fill);color:var(--worse);font-weight:650}
td.better,th.better{background:var(--better-fill);color:var(--better)}
.worse small,.better small{color:inherit;font-weight:400}
td.strong,th.strong{font-weight:650}
td.muted,th.muted,.absent{color:var(--muted)}
td.note,th.note{font-style:italic}
td.added,th.added{font-weight:650;color:var(--added)}
td.moved,th.moved{font-style:italic;color:var(--moved)}
.added small,.moved small{font-weight:400;font-style:normal}
.absent{white-space:normal}
${verdictCells}
td.is-material,td.is-worse{font-weight:650}
td .sign{font-weight:650}
thead .unit{font-weight:400;color:var(--muted)}
tr.group th{font-weight:650;padding-top:.8rem;border-bottom:1px solid var(--strong-rule)}
.front table{font-size:14px}[data-map]{--edge:.28rem}.front th[scope=row]{min-width:min(7.5em,100%)}.front td,.front tbody th{padding-top:.38rem;padding-bottom:.38rem}
.legend,.empty{font-size:12.5px;color:var(--muted);margin:.4rem 0 0}
.legend>span{margin-right:1rem;display:inline-block}.legend .worse{color:var(--worse)}.legend .better{color:var(--better)}
tbody tr:hover>*{background-color:var(--faint)}
tbody tr:hover>.worse{background-color:var(--worse-fill)}tbody tr:hover>.better{background-color:var(--better-fill)}
thead button{all:unset;cursor:pointer;box-sizing:border-box;position:relative;font:inherit;display:inline-block;padding-right:.95em;margin-right:-.95em}
.n button{padding-right:0;margin-right:0;padding-left:.95em}
thead button::after{content:"↕";content:"↕" / "";position:absolute;right:0;bottom:0;color:var(--strong-rule);font-weight:400;font-size:.9em}
.n button::after{right:auto;left:0}
thead button:hover::after{color:var(--accent)}
thead button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
[aria-sort=ascending] button::after{content:"↑";content:"↑" / "";color:var(--accent);font-weight:700}
[aria-sort=descending] button::after{content:"↓";content:"↓" / "";color:var(--accent);font-weight:700}
.tools{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:.2rem 0 .6rem;font-size:13px}
.tools label{display:inline-flex;flex-wrap:wrap;align-items:center;gap:.1rem .4rem;max-width:100%;overflow-wrap:anywhere;color:var(--muted)}
select{font:inherit;font-size:13px;color:var(--text);background:var(--page);border:1px solid var(--control);border-radius:4px;padding:.22rem .4rem;max-width:min(15rem,100%)}
.tools input{accent-color:var(--accent);width:1rem;height:1rem;margin:0}
.tools output{color:var(--muted);margin-left:auto}
.nothing td{color:var(--muted);font-style:italic}
`
