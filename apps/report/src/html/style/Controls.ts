/** What narrows the page: switches in the contents, cells of the heat map, and the bar that says what is shown. */
export const controls = `
@media screen{[data-out]{display:none!important}}
.controls{border-top:1px solid var(--rule);margin:1rem .5rem 0;padding-top:.9rem;display:grid;gap:.7rem}
.controls label{color:var(--muted);font-size:12.5px;display:grid;gap:.25rem}
.controls .switch{display:flex;gap:.45rem;align-items:center;color:var(--text)}
.controls input{accent-color:var(--accent);width:1rem;height:1rem;margin:0}
.controls select{width:100%;max-width:none}
.pick{all:unset;cursor:pointer;font:inherit}
td .pick small:only-child{margin-left:.3em}
.pick::before{content:"";position:absolute;inset:0}
.pick:hover::before{box-shadow:inset 0 0 0 2px var(--control)}
.pick:focus-visible::before{outline:2px solid var(--accent);outline-offset:1px;box-shadow:inset 0 0 0 2px var(--page);z-index:1}
.pick[aria-pressed=true]::before{box-shadow:inset 0 0 0 3px var(--text)}
.bar{position:fixed;z-index:15;left:50%;bottom:.9rem;transform:translateX(-50%);width:max-content;max-width:calc(100vw - 1.5rem);background:var(--page);border:1px solid var(--strong-rule);border-radius:8px;box-shadow:0 4px 18px rgb(0 0 0/.22);padding:.55rem .8rem;font-size:13.5px}
.bar[hidden]{display:none}
.bar p{margin:.35rem 0 0;color:var(--muted);font-size:12.5px}
.chips{display:flex;flex-wrap:wrap;gap:.4rem .5rem;align-items:center}
.chips button{font:inherit;cursor:pointer;border-radius:1rem;padding:.2rem .7rem;border:1px solid var(--accent);color:var(--accent);background:var(--faint);text-align:left;overflow-wrap:anywhere}
.chips .chip{font-weight:650}
.chips .clear{border-color:transparent;background:none;text-decoration:underline;text-underline-offset:2px}
kbd{font:11px var(--sans);border:1px solid var(--control);border-radius:3px;padding:0 .25rem}
html:has(.bar:not([hidden])){scroll-padding-bottom:7rem}
html:has(.bar:not([hidden])) main{padding-bottom:9rem}
`
