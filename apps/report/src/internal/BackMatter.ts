import type { GlossaryEntry } from "@fairward/core/ReportDocument"
import { anchored, flow, spaced, type Unit, unparted } from "@fairward/typesetter/Box"
import { definitionBoxes } from "@fairward/typesetter/Definition"
import type { Tag } from "@fairward/typesetter/Tag"
import { plainRun, rowBoxes } from "@fairward/typesetter/Text"
import { glossaryTerms } from "../Glossary.ts"
import { glossaryAnchor, referenceAnchor, referencesAnchor } from "../Outline.ts"
import { headingOf } from "./Headings.ts"
import { type PageContext, placeIn } from "./PageContext.ts"
import { color, type } from "./Sheet.ts"

const headed = (anchor: string, units: ReadonlyArray<Unit>, context: PageContext): ReadonlyArray<Unit> => {
  const [first, ...others] = units
  return [{ ...(first ?? flow([])), lead: headingOf(anchor, context) }, ...others]
}

export const glossaryUnits = (glossary: ReadonlyArray<GlossaryEntry>, context: PageContext): ReadonlyArray<Unit> => {
  const list: Tag = { role: "L" }
  return headed(
    glossaryAnchor,
    glossaryTerms(glossary).map(({ definition, term }) =>
      flow(definitionBoxes(term, [plainRun(definition, type.caption)], placeIn(context), list, type.caption))
    ),
    context
  )
}

const numberWidth = 22

export const referencesUnits = (context: PageContext): ReadonlyArray<Unit> => {
  const list: Tag = { role: "L", isNumbered: true }
  return headed(
    referencesAnchor,
    context.outline.references.map(({ doi, id, text }, index) => {
      const link = { face: "regular", color: color.link, target: `https://doi.org/${doi}` } as const
      const runs = [plainRun(`${text} `, type.body), ...(doi === undefined ? [] : [{ ...link, text: `doi:${doi}` }])]
      const number = { runs: [plainRun(`[${index + 1}]`, type.body)], width: numberWidth }
      const boxes = unparted(rowBoxes(number, { runs, x: numberWidth }, type.body, placeIn(context), list), 2, 10)
      return flow(spaced(anchored(boxes, referenceAnchor(id)), index === 0 ? 0 : 3))
    }),
    context
  )
}
