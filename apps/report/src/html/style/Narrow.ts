/** Screens that are too narrow for contents beside the text, and phones. */
export const narrow = `
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
.scroll tr>th:first-child{position:sticky;left:0;background:var(--page);z-index:1;max-width:9.5rem}
.scroll thead tr>th:first-child{z-index:3}
}
`
