/** Figures, and the box with the values of their marks. */
export const figures = `
figure{margin:1.3rem 0 1.9rem}
.annex .table,.glossary{content-visibility:auto;contain-intrinsic-size:auto 24rem}
figcaption{font-size:13.5px;line-height:1.45;max-width:54rem;overflow-wrap:anywhere}
.table>figcaption{margin-bottom:.5rem}
.chart>figcaption{margin-top:.5rem}
.copy{all:unset;font-size:12.5px;cursor:pointer;color:var(--accent);text-decoration:underline}
.copy:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.alt{display:block;color:var(--muted);font-size:12.5px;margin-top:.2rem}
.plot{overflow-x:auto;min-height:1rem}
.js .plot:empty{overflow:hidden;background:linear-gradient(var(--faint),var(--page))}
.js .plot:empty::before{content:"";display:block;width:min(var(--wide)*1.65px,max(100%,var(--wide)*1.3px));aspect-ratio:var(--wide)/var(--high)}
.settings{display:flex;flex-wrap:wrap;gap:.4rem 1.6rem;font-size:13.5px;margin-bottom:.5rem}
.settings label{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem}
.settings .vega-bind-name{color:var(--muted)}
.settings input{accent-color:var(--accent);width:min(20rem,60vw);margin:0}
.settings output{min-width:4em;font-variant-numeric:tabular-nums}
.plot svg{display:block;height:auto;max-width:none}
.plot .failed{margin:0}
.plot:focus-visible{outline-offset:4px}
.plot .ring{fill:none;stroke:#000;stroke-width:1.6;pointer-events:none}
.cue{font-size:12px;color:var(--muted);margin:.2rem 0 .3rem}
.more{mask-image:linear-gradient(to left,transparent 0,#000 1.6rem)}
.plot path,.plot .mark-symbol{pointer-events:auto}
#tip{position:fixed;z-index:20;pointer-events:none;background:var(--page);border:1px solid var(--strong-rule);border-radius:4px;box-shadow:0 3px 12px rgb(31 41 51/.16);padding:.4rem .6rem;font-size:12.5px;line-height:1.4;max-width:20rem}
#tip strong{display:block}
#tip dl{grid-template-columns:auto auto;gap:0 .9rem;margin:0}
#tip dt,#tip dd{border:0;padding:0;font-weight:400}
#tip dt{color:var(--muted)}#tip dd{text-align:right}

`
