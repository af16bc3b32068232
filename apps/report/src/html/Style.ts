/** How the page looks on screens from 360 pixels up, in light and dark, and on paper. */
import type { Presentation } from "@fairward/core/ReportDocument"
import { sheetOf } from "../internal/Sheet.ts"
import { controls } from "./style/Controls.ts"
import { figures } from "./style/Figures.ts"
import { frame } from "./style/Frame.ts"
import { narrow } from "./style/Narrow.ts"
import { print } from "./style/Print.ts"
import { tables } from "./style/Tables.ts"
import { themes } from "./style/Theme.ts"

/** The style sheet of a report. */
export const style = (presentation: Presentation): string =>
  [themes(sheetOf(presentation).accent), frame, figures, tables, controls, narrow, print(presentation.paper)].join("")
