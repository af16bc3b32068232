import type { GlossaryEntry } from "@fairward/core/ReportDocument"
import { glossaryTerms } from "../Glossary.ts"
import { glossaryAnchor, referenceAnchor, referencesAnchor } from "../Outline.ts"
import { flow, spaced, type Unit, unparted } from "./Box.ts"
import { definitionBoxes } from "./Definitions.ts"
import { headingBoxes } from "./Headings.ts"
import { linesOf } from "./Lines.ts"
import type { Press } from "./Press.ts"
import { plainRun, rowBoxes } from "./Prose.ts"
import { color, type } from "./Sheet.ts"

const headed = (anchor: string, units: ReadonlyArray<Unit>, press: Press): ReadonlyArray<Unit> => {
  const [first, ...others] = units
  return [{ ...(first ?? flow([])), lead: headingBoxes(press.outline.entry(anchor)!, press) }, ...others]
}

export const glossaryUnits = (glossary: ReadonlyArray<GlossaryEntry>, press: Press): ReadonlyArray<Unit> => {
  const place = { press, section: null, width: press.sheet.textWidth }
  return headed(
    glossaryAnchor,
    glossaryTerms(glossary).map(({ definition, term }) =>
      flow(definitionBoxes(term, [definition], place, type.caption))
    ),
    press
  )
}

const numberWidth = 22

export const referencesUnits = (press: Press): ReadonlyArray<Unit> =>
  headed(
    referencesAnchor,
    press.outline.references.map((reference, index) => {
      const doi = reference.doi === undefined ? [] : [{ text: `doi:${reference.doi}`, doi: reference.doi }]
      const runs = [
        plainRun(`${reference.text} `, type.body),
        ...doi.map((one) => ({
          text: one.text,
          face: "regular" as const,
          color: color.link,
          target: `https://doi.org/${one.doi}`
        }))
      ]
      const boxes = rowBoxes(
        {
          lines: linesOf([plainRun(`[${index + 1}]`, type.body)], numberWidth, type.body.size, press.fonts),
          style: type.body
        },
        {
          lines: linesOf(runs, press.sheet.textWidth - numberWidth, type.body.size, press.fonts),
          style: type.body,
          x: numberWidth
        },
        type.body.leading
      )
      const [first, ...others] = unparted(boxes, 2, 10)
      return flow(spaced([{ ...first!, anchors: [referenceAnchor(reference.id)] }, ...others], index === 0 ? 0 : 3))
    }),
    press
  )
