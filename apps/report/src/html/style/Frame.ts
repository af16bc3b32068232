/** The page around its tables and figures: contents, cover, text, findings. */
export const frame = `
:root{--edge:.5rem;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
*,::before,::after{box-sizing:border-box}
html{scroll-padding-top:1.25rem;-webkit-text-size-adjust:100%}
body{margin:0;font:15px/1.55 var(--sans);color:var(--text);background:var(--page);display:grid;grid-template-columns:16.5rem minmax(0,1fr);font-variant-numeric:tabular-nums}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
main:focus{outline:none}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;z-index:10;background:var(--page);padding:.5rem .9rem;border:2px solid var(--accent);border-radius:4px}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}

nav.contents{position:sticky;top:0;align-self:start;height:100vh;overflow-y:auto;background:var(--faint);border-right:1px solid var(--rule);padding:1.4rem 1rem 2rem;font-size:13.5px;line-height:1.35}
nav summary{font-weight:650;color:var(--muted);letter-spacing:.06em;text-transform:uppercase;font-size:11.5px;margin:0 .5rem .6rem;list-style:none}
nav summary::-webkit-details-marker{display:none}
nav ol{list-style:none;margin:0;padding:0}
nav ol ol{margin:0 0 .35rem 1.15rem;border-left:1px solid var(--rule);padding-left:.35rem;font-size:12.75px}
nav ol ol ol{margin-left:.6rem}
nav a{display:flex;gap:.1rem;padding:.28rem .5rem;border-radius:4px;color:var(--text);text-decoration:none}
nav a:hover{background:var(--hover)}
nav .number{color:var(--muted);margin-right:.3rem}
nav a[aria-current]{background:var(--page);box-shadow:inset 2px 0 0 var(--accent);color:var(--accent);font-weight:600}
.js nav ol ol{display:none}
.js nav li.current>ol{display:block}
main{padding:2.6rem clamp(1.1rem,3vw,3.6rem) 5rem;min-width:0}
main>*{max-width:66rem;margin-left:auto;margin-right:auto}
main p,main dl,main ul,main ol,.callout{max-width:47rem}
p{margin:0 0 .8rem}
.cover{padding:0 0 .4rem}
.cover .logo{max-height:4.2rem;max-width:16rem;display:block;margin-bottom:1.8rem}
.cover .kind{font-size:12px;letter-spacing:.14em;text-transform:uppercase;color:var(--muted);margin-bottom:.5rem}
h1{font-size:clamp(1.65rem,3.4vw,2.3rem);line-height:1.18;letter-spacing:-.012em;color:var(--accent);margin:0 0 .5rem;text-wrap:balance;overflow-wrap:anywhere}
.cover .author{font-size:1.05rem}
.cover::after{content:"";display:block;width:4.5rem;border-top:3px solid var(--accent);margin-top:1rem}
dl{display:grid;grid-template-columns:minmax(9rem,12rem) minmax(0,1fr);margin:0 0 1.2rem}
dt,dd{margin:0;padding:.42rem 0;border-bottom:1px solid var(--rule)}
dt{font-weight:600;padding-right:1rem;overflow-wrap:anywhere}
dd{overflow-wrap:anywhere}
.facts{margin:1.5rem auto 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule)}
.facts summary{cursor:pointer;padding:.6rem 0;font-weight:600;color:var(--accent)}
.facts dl{border-top:1px solid var(--rule)}
.divider{margin-top:4.5rem;border-top:3px solid var(--accent);padding-top:1rem}
.divider p{margin:0 0 .2rem}.divider .kind{font-size:1.15rem;letter-spacing:.1em;text-transform:uppercase;color:var(--accent);font-weight:650}
.divider p+p,.annex>.goal{color:var(--muted)}
.facts dt{font-weight:400;color:var(--muted)}

h2,h3,h4,h5{color:var(--text);line-height:1.25;text-wrap:balance;overflow-wrap:anywhere;position:relative}
h2{font-size:1.62rem;letter-spacing:-.01em;color:var(--accent);margin:3.4rem 0 .9rem;padding-top:1.5rem;border-top:1px solid var(--strong-rule)}
.cover+section>h2{margin-top:1.2rem;padding-top:.9rem}
h3{font-size:1.22rem;color:var(--accent);margin:2.4rem 0 .7rem}
h4{font-size:1.04rem;margin:2rem 0 .6rem}
h5{font-size:.95rem;margin:1.5rem 0 .5rem}
h2 .number,h3 .number,h4 .number,h5 .number{font-weight:400;color:var(--muted);margin-right:.25em}
.permalink{color:var(--strong-rule);text-decoration:none;font-weight:400;opacity:0}
:is(h2,h3,h4,h5):hover .permalink,.permalink:focus{opacity:1;color:var(--link)}
.back{font-size:12px;font-weight:400;letter-spacing:0;white-space:nowrap;margin-left:.5em}
.goal{font-style:italic;color:var(--muted);font-size:1.02rem}
:target{scroll-margin-top:1rem}
figure:target>figcaption,li:target{box-shadow:-3px 0 0 var(--page),-6px 0 0 var(--accent)}

.badge{display:inline-block;border:1px solid;border-radius:4px;padding:.08rem .45rem;font-size:12px;line-height:1.45;font-weight:650;white-space:nowrap;text-align:center}
.v-material,.v-worse{color:var(--worse)}.v-greater,.v-less{color:var(--differs)}.v-better{color:var(--better)}.v-equivalent{color:var(--same)}
.v-inconclusive,.v-too-small,.v-not-estimable,.v-no-verdict{color:var(--muted)}
.badge.v-material{background:var(--material-cell);border-color:var(--material-cell);color:var(--on-material)}
.verdict{white-space:nowrap}.verdict.v-material{font-weight:650}
.findings{list-style:none;margin:0 0 1.6rem;padding:0;border-top:1px solid var(--rule);max-width:54rem}
.findings li{display:grid;grid-template-columns:7.2rem minmax(0,1fr);gap:.2rem 1rem;padding:.6rem 0;border-bottom:1px solid var(--rule);align-items:start}
.findings p{margin:0}
.findings .evidence{font-size:13px;white-space:nowrap;margin-left:.3em}
.callout{display:grid;grid-template-columns:6.2rem minmax(0,1fr);border-left:3px solid var(--accent);background:var(--faint);padding:.6rem .9rem;margin:0 0 .9rem}
.callout p{margin:0}
.callout .severity{font-weight:650;color:var(--accent)}
.callout .severity span{display:inline-block;min-width:1.1em}
.callout.warning{background:var(--warning-fill);border-color:var(--warning);border-left-width:4px}.callout.warning .severity{color:var(--warning-text)}
.callout.serious{background:var(--worse-fill);border-color:var(--worse);border-left-width:6px}.callout.serious .severity{color:var(--worse)}

.references{padding-left:2.2rem}.references li{margin-bottom:.45rem;overflow-wrap:anywhere}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--rule);font-size:12.5px;color:var(--muted)}

`
