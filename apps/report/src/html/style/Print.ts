/** On paper, which is always light. Chromium repeats the head of a table only if no button has a box in it. */
import type { Presentation } from "@fairward/core/ReportDocument"

export const print = (paper: Presentation["paper"]): string => `
@media print{
@page{size:${paper === "A4" ? "A4" : "letter"};margin:18mm 16mm}
body{display:block;font-size:9.5pt}
nav.contents,.bar,.cue,.settings,.skip,.permalink,.tools,#tip,.back,.copy{display:none!important}
main{padding:0}
main>*{max-width:none}
.annex .table,.glossary{content-visibility:visible}
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
table button{display:contents}
table button::before{content:none}
tbody tr[hidden]{display:table-row!important}
tbody tr.nothing{display:none!important}
.facts::details-content{content-visibility:visible;block-size:auto}
.facts summary{list-style:none}
.scroll,.plot{overflow:visible;max-height:none!important;mask-image:none!important}
.plot .ring{display:none}
.js .plot:empty::before{content:"Not drawn yet when printing began: print again."}
.plot svg{max-width:100%}
.badge,.callout,td,th{print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{color:inherit;text-decoration:none}
}
`
