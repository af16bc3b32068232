/** The model card: what only people can say, who signs it, and what nobody said. */
import { capitalised, counted, listed, sentence, text } from "@fairward/core/Prose"
import type { Block, Section, Text } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { paragraph } from "@fairward/core/ReportDocument"
import { type CardGroup, cardGroups, notStated } from "./cardFields.ts"
import { reasonsOf } from "./choices.ts"
import { aboutWords } from "./comments.ts"
import { definitions, link, type Subject, strong } from "./Subject.ts"
import { onOneLine, shortened } from "./shortened.ts"
import { trustId, trustTitle } from "./trust.ts"

export const cardId = "card"
export const cardTitle = "Model card"
export const fullCardId = "card-in-full"
export const fullCardTitle = "Model card in full"

/** With this much room nothing is cut: the longest text has 4,000 letters. */
export const wholeCard = 800

const lettersAt = (room: number): number => 60 + 5 * room
const commentsAt = (room: number): number => Math.floor(room / 2)

/** A group in a few lines: what is stated, each behind its label, then what is not. */
const groupLines = ({ findings: { audit } }: Subject, { fields, title }: CardGroup, most: number): Block => {
  const stated = fields.flatMap(({ label, statementOf }) => {
    const statement = statementOf(audit)
    return statement === undefined
      ? []
      : [text`${{ emphasis: `${label}: ` }}${ended(shortened(onOneLine(statement), most))} `]
  })
  const left = fields.flatMap(({ label, statementOf }) =>
    statementOf(audit) === undefined ? [label.toLowerCase()] : []
  )
  const unstated = left.length === 0 ? [] : text`${{ emphasis: `${capitalised(notStated)}: ` }}${listed(left)}.`
  return paragraph(...text`${strong(`${title}. `)}${stated.flat()}${unstated}`)
}

const ended = (words: string): string => (words.endsWith("…") ? words : sentence(words))

const interpretations = ({ findings: { audit } }: Subject): ReadonlyArray<readonly [label: string, words: string]> => {
  const { fairness, safety, usefulness } = audit.card?.interpretation ?? {}
  return [["Usefulness", usefulness] as const, ["Fairness", fairness] as const, ["Safety", safety] as const].flatMap(
    ([label, words]) => (words === undefined ? [] : [[label, words] as const])
  )
}

/** What people say of the findings, signed and dated; as many comments as there is room for. */
const interpretationTable = (subject: Subject, most: number, mostComments: number): ReadonlyArray<Block> => {
  const comments = subject.findings.audit.card?.comments ?? []
  const shown = comments.slice(0, mostComments)
  const left = comments.length - shown.length
  const rows = [
    ...interpretations(subject).map(([label, words]) => ({
      about: label,
      text: shortened(onOneLine(words), most),
      by: "the authors of this audit"
    })),
    ...shown.map((comment) => ({
      about: shortened(aboutWords(subject, comment), most),
      text: shortened(onOneLine(comment.text), most),
      by: `${comment.by}, ${comment.date}`
    }))
  ]
  const more =
    left === 0 ? [] : [paragraph(...text`${strong("Not in this table: ")}${counted(left, "comment")} on findings.`)]
  if (rows.length === 0) return more
  return [
    Document.Block.make({
      _tag: "Table",
      id: "card-comments",
      caption: "What people say that the findings mean",
      columns: [
        { key: "about", title: "Of", type: { _tag: "text" } },
        { key: "text", title: "Interpretation", type: { _tag: "text" }, width: 3 },
        { key: "by", title: "By, on", type: { _tag: "text" } }
      ],
      rows
    }),
    ...more
  ]
}

const longest = ({ findings: { audit } }: Subject): number =>
  Math.max(
    0,
    ...cardGroups.flatMap(({ fields }) => fields.map(({ statementOf }) => statementOf(audit)?.length ?? 0)),
    ...Object.values(audit.card?.interpretation ?? {}).map((words) => words.length),
    ...(audit.card?.comments ?? []).map((comment) => comment.text.length)
  )

/** Whether a card with so much room leaves something out. */
export const isCardCut = (subject: Subject, room: number): boolean =>
  longest(subject) > lettersAt(room) || (subject.findings.audit.card?.comments ?? []).length > commentsAt(room)

const line = "_".repeat(20)

/** Lines that are filled in by hand. */
const signature = (role: string, name: string | undefined): Block =>
  paragraph(
    ...text`${strong(`${role}: `)}${name === undefined ? line : shortened(onOneLine(name), 60)}   Date: ${line.slice(0, 12)}   Signature: ${line}`
  )

/** The page, with so much room for texts and comments. */
export const cardSection = (subject: Subject, room: number): Section => {
  const { author, card } = subject.findings.audit
  const most = lettersAt(room)
  const cut: Text = isCardCut(subject, room)
    ? text` Texts that end with … are in full in ${link(fullCardId, fullCardTitle)}.`
    : []
  return {
    id: cardId,
    title: cardTitle,
    blocks: [
      paragraph("What the authors of the audit state. None of it was checked by the audit."),
      ...cardGroups.map((group) => groupLines(subject, group, most)),
      ...interpretationTable(subject, most, commentsAt(room)),
      paragraph(
        ...text`Who chose threshold, margins and groupings, and why, is said under ${link(trustId, `"${trustTitle}"`)}.${cut}`
      ),
      signature("Author of the audit", author),
      signature("Developer of the model", card?.developer),
      signature("Reviewed by", undefined)
    ]
  }
}

/** All texts, uncut; absent where the pages have them so. */
export const fullCardSection = (subject: Subject): Section => {
  const { audit } = subject.findings
  const comments = audit.card?.comments ?? []
  const stated = cardGroups.flatMap(({ fields }) =>
    fields.flatMap(({ label, statementOf }) => {
      const value = statementOf(audit)
      return value === undefined ? [] : [[label, value] as const]
    })
  )
  return {
    id: fullCardId,
    title: fullCardTitle,
    goal: "What the authors of the audit state, uncut.",
    blocks: [
      definitions(
        [...stated, ...reasonsOf(subject), ...interpretations(subject)].map(
          ([label, words]) => [label, onOneLine(words)] as const
        )
      ),
      ...(comments.length === 0
        ? []
        : [
            definitions(
              comments.map(
                (comment) =>
                  [
                    aboutWords(subject, comment),
                    text`${onOneLine(comment.text)} (${comment.by}, ${comment.date})`
                  ] as const
              )
            )
          ])
    ]
  }
}
