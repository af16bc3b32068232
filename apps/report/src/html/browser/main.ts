import { drawCharts } from "./charts.ts"
import { followContents } from "./contents.ts"
import { narrowing } from "./controls.ts"
import { all, element } from "./element.ts"
import { renarrow } from "./narrowing.ts"
import { whenNear } from "./near.ts"
import { enliven, fitted, unfolded } from "./tables.ts"
import { themeChoice } from "./theme.ts"
import { tip } from "./tip.ts"

document.documentElement.classList.add("js")
const values = tip()
addEventListener(
  "scroll",
  () => {
    if (document.querySelector(".plot .ring") === null) values.hide()
  },
  { passive: true }
)
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && values.isShown() && !event.defaultPrevented) {
    event.preventDefault()
    values.hide()
  }
})
const tools = element("div", { class: "controls" })
document.querySelector("nav details")!.append(tools)
followContents()
for (const figure of all("figure.table:not([data-has])")) enliven(figure)
narrowing(tools)
whenNear(all("figure.table"), (figure) => {
  if (figure.dataset.has !== undefined) {
    enliven(unfolded(figure))
    renarrow(figure)
  }
  fitted(figure.querySelector<HTMLElement>(".scroll"))
})
tools.append(themeChoice())
void drawCharts(values)
