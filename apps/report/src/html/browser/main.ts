import { drawCharts } from "./charts.ts"
import { followContents } from "./contents.ts"
import { all } from "./element.ts"
import { chooseGrouping } from "./groupings.ts"
import { enliven } from "./tables.ts"
import { tip } from "./tip.ts"

document.documentElement.classList.add("js")
const values = tip()
addEventListener("scroll", values.hide, { passive: true })
chooseGrouping()
followContents()
for (const figure of all("figure.table")) enliven(figure)
void drawCharts(values)
