/** How the page looks on screens from 360 pixels up, and on paper. */
import { type Presentation, Verdict } from "@fairward/core/ReportDocument"
import { color } from "../internal/Sheet.ts"
import { verdictLook } from "../Verdicts.ts"

const paddings = Array.from(
  { length: 8 },
  (_, index) =>
    `td.p${index + 1}::after{width:${index + 1}ch}td.p${index + 1}.whole::after{width:calc(${index + 1}ch + .28em)}`
).join("")

/** What a cell's verdict is told by beside its sign: a fill, or hatching where nothing could be judged. */
const verdictCells = Verdict.literals
  .map((verdict) => {
    const { cell } = verdictLook(verdict)
    const place = `td.is-${verdict.replace(" ", "-")}`
    if (cell === undefined) return `${place}{color:var(--muted)}`
    return cell === "hatched"
      ? `${place}{color:var(--muted);background:repeating-linear-gradient(135deg,#fff 0 5px,#E4E7EB 5px 6px)!important}`
      : `${place}{background:${cell.fill}!important;color:${cell.color}}${place} small{color:inherit}`
  })
  .join("")

const beforePaper = `
:root{--text:${color.text};--muted:${color.muted};--rule:#DDE3E9;--strong-rule:${color.rule};--faint:#F6F8FA;--link:${color.link};
--worse:${color.worse};--worse-fill:${color.worseFill};--better:${color.better};--better-fill:${color.betterFill};--differs:${verdictLook("greater").color};--same:${verdictLook("equivalent").color};--edge:.5rem;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
*,::before,::after{box-sizing:border-box}
html{scroll-padding-top:1.25rem;-webkit-text-size-adjust:100%}
body{margin:0;font:15px/1.55 var(--sans);color:var(--text);background:#fff;display:grid;grid-template-columns:16.5rem minmax(0,1fr);font-variant-numeric:tabular-nums}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
main:focus{outline:none}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;z-index:10;background:#fff;padding:.5rem .9rem;border:2px solid var(--accent);border-radius:4px}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}

nav.contents{position:sticky;top:0;align-self:start;height:100vh;overflow-y:auto;background:var(--faint);border-right:1px solid var(--rule);padding:1.4rem 1rem 2rem;font-size:13.5px;line-height:1.35}
nav summary{font-weight:650;color:var(--muted);letter-spacing:.06em;text-transform:uppercase;font-size:11.5px;margin:0 .5rem .6rem;list-style:none}
nav summary::-webkit-details-marker{display:none}
nav ol{list-style:none;margin:0;padding:0}
nav ol ol{margin:0 0 .35rem 1.15rem;border-left:1px solid var(--rule);padding-left:.35rem;font-size:12.75px}
nav ol ol ol{margin-left:.6rem}
nav a{display:flex;gap:.1rem;padding:.28rem .5rem;border-radius:4px;color:var(--text);text-decoration:none}
nav a:hover{background:#E9EEF3}
nav .number{color:var(--muted);margin-right:.3rem}
nav a[aria-current]{background:#fff;box-shadow:inset 2px 0 0 var(--accent);color:var(--accent);font-weight:600}
.js nav ol ol{display:none}
.js nav li.current>ol{display:block}
.groupings{border-top:1px solid var(--rule);margin:1rem .5rem 0;padding-top:.9rem}
.groupings label{display:block;color:var(--muted);font-size:12px;margin-bottom:.25rem}
.groupings select{width:100%}

main{padding:2.6rem clamp(1.1rem,3vw,3.6rem) 5rem;min-width:0}
main>*{max-width:66rem;margin-left:auto;margin-right:auto}
main p,main dl,main ul,main ol,.callout{max-width:47rem}
p{margin:0 0 .8rem}
.cover{padding:1.2rem 0 2.2rem}
.cover .logo{max-height:4.2rem;max-width:16rem;display:block;margin-bottom:1.8rem}
.cover .kind{font-size:12px;letter-spacing:.14em;text-transform:uppercase;color:var(--muted);margin-bottom:.5rem}
h1{font-size:clamp(1.65rem,3.4vw,2.3rem);line-height:1.18;letter-spacing:-.012em;color:var(--accent);margin:0 0 .5rem;text-wrap:balance;overflow-wrap:anywhere}
.cover .author{font-size:1.05rem}
.cover::after{content:"";display:block;width:4.5rem;border-top:3px solid var(--accent);margin-top:1.8rem}
dl{display:grid;grid-template-columns:minmax(9rem,12rem) minmax(0,1fr);margin:0 0 1.2rem}
dt,dd{margin:0;padding:.42rem 0;border-bottom:1px solid var(--rule)}
dt{font-weight:600;padding-right:1rem;overflow-wrap:anywhere}
dd{overflow-wrap:anywhere}
.facts{margin-top:1.5rem;border-top:1px solid var(--rule)}
.facts dt{font-weight:400;color:var(--muted)}

h2,h3,h4,h5{color:var(--text);line-height:1.25;text-wrap:balance;overflow-wrap:anywhere;position:relative}
h2{font-size:1.62rem;letter-spacing:-.01em;color:var(--accent);margin:3.4rem 0 .9rem;padding-top:1.5rem;border-top:1px solid var(--strong-rule)}
h3{font-size:1.22rem;color:var(--accent);margin:2.4rem 0 .7rem}
h4{font-size:1.04rem;margin:2rem 0 .6rem}
h5{font-size:.95rem;margin:1.5rem 0 .5rem}
h2 .number,h3 .number,h4 .number,h5 .number{font-weight:400;color:var(--muted);margin-right:.25em}
.permalink{color:var(--strong-rule);text-decoration:none;font-weight:400;opacity:0}
:is(h2,h3,h4,h5):hover .permalink,.permalink:focus{opacity:1;color:var(--link)}
.back{font-size:12px;font-weight:400;letter-spacing:0;white-space:nowrap;margin-left:.5em}
.goal{font-style:italic;color:var(--muted);font-size:1.02rem}
:target{scroll-margin-top:1rem}
figure:target>figcaption,li:target{box-shadow:-3px 0 0 #fff,-6px 0 0 var(--accent)}

.badge{display:inline-block;border:1px solid;border-radius:4px;padding:.08rem .45rem;font-size:12px;line-height:1.45;font-weight:650;white-space:nowrap;text-align:center}
.v-material,.v-worse{color:var(--worse)}.v-greater,.v-less{color:var(--differs)}.v-better{color:var(--better)}.v-equivalent{color:var(--same)}
.v-inconclusive,.v-too-small,.v-not-estimable,.v-no-verdict{color:var(--muted)}
.badge.v-material{background:var(--worse);border-color:var(--worse);color:#fff}
.verdict{white-space:nowrap}.verdict.v-material{font-weight:650}
.findings{list-style:none;margin:0 0 1.6rem;padding:0;border-top:1px solid var(--rule);max-width:54rem}
.findings li{display:grid;grid-template-columns:7.2rem minmax(0,1fr);gap:.2rem 1rem;padding:.6rem 0;border-bottom:1px solid var(--rule);align-items:start}
.findings p{margin:0}
.findings .evidence{font-size:13px;white-space:nowrap;margin-left:.3em}
.callout{display:grid;grid-template-columns:6.2rem minmax(0,1fr);border-left:3px solid var(--accent);background:var(--faint);padding:.6rem .9rem;margin:0 0 .9rem}
.callout p{margin:0}
.callout .severity{font-weight:650;color:var(--accent)}
.callout .severity span{display:inline-block;min-width:1.1em}
.callout.warning{background:${color.warningFill};border-color:${color.warning};border-left-width:4px}.callout.warning .severity{color:#7A4F00}
.callout.serious{background:var(--worse-fill);border-color:var(--worse);border-left-width:6px}.callout.serious .severity{color:var(--worse)}

figure{margin:1.3rem 0 1.9rem}
figcaption{font-size:13.5px;line-height:1.45;max-width:54rem;overflow-wrap:anywhere}
.table>figcaption{margin-bottom:.5rem}
.chart>figcaption{margin-top:.5rem}
.copy{all:unset;font-size:12.5px;cursor:pointer;color:var(--accent);text-decoration:underline}
.copy:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.alt{display:block;color:var(--muted);font-size:12.5px;margin-top:.2rem}
.plot{overflow-x:auto;min-height:1rem}
.js .plot:empty{min-height:20rem;background:linear-gradient(var(--faint),#fff)}
.plot svg{display:block;height:auto;max-width:none}
.plot .failed{margin:0}
.plot path,.plot .mark-symbol{pointer-events:auto}
#tip{position:fixed;z-index:20;pointer-events:none;background:#fff;border:1px solid var(--strong-rule);border-radius:4px;box-shadow:0 3px 12px rgb(31 41 51/.16);padding:.4rem .6rem;font-size:12.5px;line-height:1.4;max-width:20rem}
#tip strong{display:block}
#tip dl{grid-template-columns:auto auto;gap:0 .9rem;margin:0}
#tip dt,#tip dd{border:0;padding:0;font-weight:400}
#tip dt{color:var(--muted)}#tip dd{text-align:right}

.scroll{overflow-x:auto;position:relative}
table{border-collapse:separate;border-spacing:0;font-size:13px;line-height:1.35;border-top:1.5px solid var(--text);border-bottom:1.5px solid var(--text)}
th,td{text-align:left;vertical-align:top;padding:.3rem var(--edge);border-bottom:1px solid var(--rule);font-weight:400;position:relative;max-width:26rem;overflow-wrap:break-word}
tbody tr:last-child>*{border-bottom:0}
tr>:first-child{padding-left:.3rem}
thead th{font-weight:650;vertical-align:bottom;border-bottom:1px solid var(--text);background:#fff;line-height:1.25}
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
td.added,th.added{font-weight:650;color:${color.added}}
td.moved,th.moved{font-style:italic;color:${color.moved}}
.added small,.moved small{font-weight:400;font-style:normal}
.absent{white-space:normal}
${verdictCells}
td.is-material,td.is-worse{font-weight:650}
td .sign{font-weight:650}
thead .unit{font-weight:400;color:var(--muted)}
tr.group th{font-weight:650;padding-top:.8rem;border-bottom:1px solid var(--strong-rule)}
.front table{font-size:14px}.front th[scope=row]{min-width:min(7.5em,100%)}.front td,.front tbody th{padding-top:.38rem;padding-bottom:.38rem}
.legend,.empty{font-size:12.5px;color:var(--muted);margin:.4rem 0 0}
.legend>span{margin-right:1rem}.legend .worse{color:var(--worse)}.legend .better{color:var(--better)}
tbody tr:hover>*{background-color:var(--faint)}
tbody tr:hover>.worse{background-color:#FAE4D6}tbody tr:hover>.better{background-color:#DCEEE7}
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
select{font:inherit;font-size:13px;color:var(--text);background:#fff;border:1px solid #7B8794;border-radius:4px;padding:.22rem .4rem;max-width:min(15rem,100%)}
.tools input{accent-color:var(--accent);width:1rem;height:1rem;margin:0}
.tools output{color:var(--muted);margin-left:auto}
.nothing td{color:var(--muted);font-style:italic}
.references{padding-left:2.2rem}.references li{margin-bottom:.45rem;overflow-wrap:anywhere}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--rule);font-size:12.5px;color:var(--muted)}

@media screen and (max-width:62rem){
html{scroll-padding-top:3.6rem}
body{display:block}
nav.contents{position:sticky;z-index:5;height:auto;max-height:100vh;border-right:0;border-bottom:1px solid var(--rule);padding:0}
nav summary{cursor:pointer;margin:0;padding:.8rem 1.1rem}
nav summary::after{content:" ▾";content:" ▾" / ""}
nav details[open] summary::after{content:" ▴";content:" ▴" / ""}
nav details>:not(summary){margin-left:.6rem;margin-right:.6rem}
nav details[open]{max-height:75vh;overflow-y:auto;padding-bottom:1rem}
nav a{padding:.5rem}
main{padding-top:1.2rem}
.fits thead th{top:2.9rem}
}
@media screen and (max-width:40rem){
body{font-size:16px}
dl:not(#tip dl){grid-template-columns:minmax(0,1fr)}
dt{border-bottom:0;padding-bottom:0}
dd{padding-top:.1rem}
.findings li,.callout{grid-template-columns:minmax(0,1fr)}
.findings .badge{justify-self:start}
h2{margin-top:2.4rem}
th,td{max-width:16rem}
.tools output{margin-left:0;width:100%}
.scroll tr>th:first-child{position:sticky;left:0;background:#fff;z-index:1;max-width:9.5rem}
.scroll thead tr>th:first-child{z-index:3}
}
@media print{
`

const afterPaper = `
body{display:block;font-size:9.5pt}
nav.contents,.skip,.permalink,.tools,#tip,.back,.copy{display:none!important}
main{padding:0}
main>*{max-width:none}
main p,main dl,main ul,main ol,.callout,figcaption,.findings{max-width:none}
h2{margin-top:2rem;border:0;padding-top:0}
section.front{break-after:page}
section:not(.front):not(section:not(.front)~section) h2{break-before:page;margin-top:0}
h2,h3,h4,h5,h2+p,h3+p,h4+p,h5+p,.goal,.table>figcaption{break-after:avoid}
.chart,tr,.callout,.findings li,dt,dd{break-inside:avoid}
table{font-size:7.6pt}
th,td{padding:.18rem .35rem;max-width:none}
thead{display:table-header-group}
thead th,.scroll tr>th:first-child{position:static!important}
thead button::after{content:""!important}
thead button{padding:0;margin:0}
tbody tr[hidden]{display:table-row!important}
tbody tr.nothing{display:none!important}
[data-grouping][hidden]{display:block!important}
.scroll,.plot{overflow:visible;max-height:none!important}
.js .plot:empty::before{content:"Not drawn yet when printing began: print again."}
.plot svg{max-width:100%}
.badge,.callout,td,th{print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{color:inherit;text-decoration:none}
}
`

/** The style sheet for reports on a paper size; the accent is the page's own. */
export const style = (paper: Presentation["paper"]): string =>
  `${beforePaper}@page{size:${paper === "A4" ? "A4" : "letter"};margin:18mm 16mm}${afterPaper}`
