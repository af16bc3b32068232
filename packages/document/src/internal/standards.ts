/** Where this report supports evidence for items of reporting standards, and where nobody stated any. */
import { listed, text } from "@fairward/core/Prose"
import type { Block, Inline, Section, Text } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { heading, paragraph } from "@fairward/core/ReportDocument"
import { answerId, questionOf } from "./answer.ts"
import { cardId, cardTitle } from "./card.ts"
import { cardGroups } from "./cardFields.ts"
import { evidenceId, evidenceTitle } from "./evidence.ts"
import { link, type Subject } from "./Subject.ts"
import { type StandardItem, standards } from "./standardItems.ts"
import { trustId, trustTitle } from "./trust.ts"

export const standardsId = "standards"
export const standardsTitle = "Evidence for reporting standards"

type Place = Exclude<StandardItem["places"], undefined>[number]

/** The sections that support evidence, by their titles; the analyses are those that were done. */
const linksTo = (subject: Subject, place: Place): ReadonlyArray<Inline> => {
  switch (place) {
    case "answer":
      return [link(answerId, questionOf(subject))]
    case "evidence":
      return [link(evidenceId, evidenceTitle)]
    case "trust":
      return [link(trustId, trustTitle)]
    case "findings":
      return [link("key-findings", "Key findings")]
    case "limits":
      return [link("methods-limitations", "Limitations")]
    case "methods":
      return [link("methods", "Methods and limitations")]
    case "population":
      return [link("population", "Population")]
    case "provenance":
      return [link("provenance", "Provenance")]
    case "analyses":
      return subject.stages.flatMap(({ id, rendered, stored }) =>
        rendered === undefined ? [] : [link(id, stored.title)]
      )
  }
}

const labels = new Map(cardGroups.flatMap(({ fields }) => fields.map((field) => [field.setting, field] as const)))

const others: Readonly<Record<string, { readonly label: string; readonly of: (subject: Subject) => unknown }>> = {
  "card.interpretation": {
    label: "interpretation",
    of: ({ findings: { audit } }) => audit.card?.interpretation ?? audit.card?.comments?.[0]
  },
  "threshold.because": { label: "reason for the threshold", of: ({ findings: { audit } }) => audit.thresholdBecause },
  rationale: {
    label: "reasons for the groupings",
    of: ({ findings: { audit } }) => audit.groupings.find(({ rationale }) => rationale !== undefined)
  }
}

/** What people could state for an item, and whether they do. */
const statements = (subject: Subject, settings: ReadonlyArray<string>) =>
  settings.map((setting) => {
    const field = labels.get(setting)
    const label = field?.label.toLowerCase() ?? others[setting]!.label
    const value = field === undefined ? others[setting]!.of(subject) : field.statementOf(subject.findings.audit)
    return { label, isStated: value !== undefined }
  })

const separated = (links: ReadonlyArray<Inline>): Text => links.flatMap((one, i) => (i === 0 ? [one] : [", ", one]))

const itemText = (subject: Subject, { asks, places = [], settings = [], uncovered }: StandardItem): Text => {
  const said = statements(subject, settings)
  const unstated = said.filter(({ isStated }) => !isStated).map(({ label }) => label)
  const links = [
    ...(said.some(({ isStated }) => isStated) ? [link(cardId, cardTitle)] : []),
    ...places.flatMap((place) => linksTo(subject, place))
  ]
  return [
    ...text`${asks}${links.length === 0 ? [] : text` Supports evidence for it: ${separated(links)}.`}`,
    ...(unstated.length === 0 ? [] : text` Not stated by the authors of this audit: ${listed(unstated)}.`),
    ...(uncovered === undefined ? [] : text` Not covered by an audit: ${uncovered}.`)
  ]
}

const itemsOf = (subject: Subject, items: ReadonlyArray<StandardItem>): Block =>
  Document.Block.make({
    _tag: "Definitions",
    pages: true,
    items: items.map((item) => ({ term: item.item, text: itemText(subject, item) }))
  })

/** Items of TRIPOD+AI and fields of CHAI's model card, each with where this report supports evidence for it. */
export const standardsSection = (subject: Subject): Section => ({
  id: standardsId,
  title: standardsTitle,
  goal: "Where to look for what reporting standards ask for.",
  blocks: [
    paragraph(
      "Sections named here support evidence for an item. Whether an item is met, its readers judge: an audit certifies nothing."
    ),
    ...standards.flatMap(({ id, items, reference, title }) => [
      heading(1, `standards-${id}`, title),
      itemsOf(subject, items),
      Document.Block.make({ _tag: "Reference", ...reference })
    ])
  ]
})
