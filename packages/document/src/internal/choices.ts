/** What the audit rests on that people chose: threshold, margins and groupings. Who did, and why. */
import { counted, listed, text } from "@fairward/core/Prose"
import type { Block, Cell, Text } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { paragraph } from "@fairward/core/ReportDocument"
import { notStated } from "./cardFields.ts"
import { thresholdText } from "./cover.ts"
import { type Subject, strong } from "./Subject.ts"
import { onOneLine, shortened } from "./shortened.ts"

const told = (words: string | undefined, most: number): Cell =>
  words === undefined ? { value: notStated, mark: "muted" } : shortened(onOneLine(words), most)

/** With this much room nothing is cut. */
export const wholeChoices = 800

const lettersAt = (room: number): number => 60 + 5 * room
const groupingsAt = (room: number): number => 4 + Math.floor(room / 2)

/** Everything that is said of the choices, by what was chosen. */
export const reasonsOf = ({ findings: { audit } }: Subject): ReadonlyArray<readonly [label: string, words: string]> =>
  [
    ["Threshold decided by", audit.thresholdDecidedBy] as const,
    ["Reason for the threshold", audit.thresholdBecause] as const,
    ["Margins decided by", audit.card?.marginsDecidedBy] as const,
    ["Reason for the margins", audit.card?.marginsBecause] as const,
    ["Groupings decided by", audit.card?.groupingsDecidedBy] as const,
    ...audit.groupings.map(({ rationale, title }) => [`Reason for the grouping ${title}`, rationale] as const)
  ].flatMap(([label, words]) => (words === undefined ? [] : [[label, words] as const]))

/** Whether a table with so much room leaves something out. */
export const areChoicesCut = (subject: Subject, room: number): boolean =>
  subject.findings.audit.groupings.filter(({ rationale }) => rationale !== undefined).length > groupingsAt(room) ||
  reasonsOf(subject).some(([, words]) => words.length > lettersAt(room))

const marginsText = ({ findings: { audit } }: Subject): Text => {
  const named = Object.keys(audit.margins ?? {})
  return named.length === 0
    ? text`those of the analyses`
    : text`those of the analyses, but for ${listed(named)}, which the configuration sets`
}

/** What was chosen, then a table with a row each for threshold, margins and, as far as there is room, explained groupings. */
export const choices = (subject: Subject, id: string, room: number): ReadonlyArray<Block> => {
  const { audit } = subject.findings
  const { card, groupings } = audit
  const most = lettersAt(room)
  const explained = groupings.filter(({ rationale }) => rationale !== undefined)
  const shown = explained.slice(0, groupingsAt(room))
  const left = explained.length - shown.length
  const by = told(card?.groupingsDecidedBy, most)
  const rows: ReadonlyArray<Readonly<Record<string, Cell>>> = [
    { what: "Threshold", by: told(audit.thresholdDecidedBy, most), why: told(audit.thresholdBecause, most) },
    { what: "Margins", by: told(card?.marginsDecidedBy, most), why: told(card?.marginsBecause, most) },
    ...shown.map(({ rationale, title }) => ({ what: `Grouping: ${title}`, by, why: told(rationale, most) })),
    ...(explained.length === groupings.length
      ? []
      : [{ what: explained.length === 0 ? "Groupings" : "Other groupings", by, why: told(undefined, most) }])
  ]
  const isStated = reasonsOf(subject).length > 0
  const chosen = paragraph(
    ...text`${strong("Chosen by people: ")}the threshold, ${thresholdText(audit)}; the margins, ${marginsText(subject)}; and the groupings.${isStated ? "" : ` By whom, and why, is ${notStated}.`}`
  )
  if (!isStated) return [chosen]
  return [
    chosen,
    Document.Block.make({
      _tag: "Table",
      id,
      caption: "Who chose what the audit rests on, and why",
      columns: [
        { key: "what", title: "Chosen", type: { _tag: "text" } },
        { key: "by", title: "By whom", type: { _tag: "text" }, width: 1.5 },
        { key: "why", title: "Why", type: { _tag: "text" }, width: 3 }
      ],
      rows
    }),
    ...(left === 0 ? [] : [paragraph(...text`${strong("Not in this table: ")}${counted(left, "grouping")}.`)])
  ]
}
