import type { Box } from "@fairward/typesetter/Box"
import { headingBoxes } from "@fairward/typesetter/Heading"
import { type PageContext, placeIn } from "./PageContext.ts"
import { color } from "./Sheet.ts"

/** The heading of an anchor that is in the contents. */
export const headingOf = (anchor: string, context: PageContext): ReadonlyArray<Box> => {
  const entry = context.outline.entry(anchor)!
  return headingBoxes({ ...entry, color: entry.level <= 1 ? context.sheet.accent : color.text }, placeIn(context))
}
