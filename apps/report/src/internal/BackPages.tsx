/** @jsxRuntime automatic @jsxImportSource react */
import type { GlossaryEntry } from "@fairward/core/ReportDocument"
import { Link, Text, View } from "@react-pdf/renderer"
import { glossaryAnchor, referenceAnchor, referencesAnchor } from "../Outline.ts"
import { DefinitionRow } from "./Definitions.tsx"
import { headingLead } from "./Headings.tsx"
import { kept } from "./Kept.tsx"
import type { Press } from "./Press.ts"
import { bodyLine, bodySize, sheet } from "./Sheet.ts"
import { SheetPage } from "./SheetPage.tsx"

/** Terms in alphabetical order; of a term that several stages define alike, one. */
export const GlossaryPages = ({
  glossary,
  press
}: {
  readonly glossary: ReadonlyArray<GlossaryEntry>
  readonly press: Press
}) => {
  const entries = [
    ...new Map(glossary.map((entry) => [`${entry.term}\n${entry.definition}`, entry])).values()
  ].toSorted((left, right) => left.term.localeCompare(right.term, "en"))
  return (
    <SheetPage press={press} section="Glossary">
      {kept(press, "title", headingLead([press.outline.entry(glossaryAnchor)!], press), { node: null, height: 0 })}
      {entries.map((entry, index) => (
        <DefinitionRow key={`${index}`} term={entry.term} text={[entry.definition]} place={{ press, section: null }} />
      ))}
    </SheetPage>
  )
}

export const ReferencesPages = ({ press }: { readonly press: Press }) => (
  <SheetPage press={press} section="References">
    {kept(press, "title", headingLead([press.outline.entry(referencesAnchor)!], press), { node: null, height: 0 })}
    {press.outline.references.map((reference, index) => (
      <View
        key={reference.id}
        id={press.outline.destination(referenceAnchor(reference.id))!}
        wrap={false}
        style={{ flexDirection: "row", marginBottom: 6 }}
      >
        <Text style={{ width: 26, fontSize: bodySize, lineHeight: bodyLine }}>{`[${index + 1}]`}</Text>
        <Text style={{ flex: 1, fontSize: bodySize, lineHeight: bodyLine }}>
          {reference.text}
          {reference.doi === undefined ? null : (
            <>
              {" "}
              <Link src={`https://doi.org/${reference.doi}`} style={sheet.link}>
                {`doi:${reference.doi}`}
              </Link>
            </>
          )}
        </Text>
      </View>
    ))}
  </SheetPage>
)
