import { counted, text } from "@fairward/core/Prose"
import type { Block, Section } from "@fairward/core/ReportDocument"
import { annexId, heading, paragraph, withAnnex } from "@fairward/core/ReportDocument"
import { withComments } from "./comments.ts"
import { asSentence, isAboutEveryone, type KeyFinding } from "./findingsOfStages.ts"
import { annexTerm, caveat, hasAnswer, link, type ReportedStage, type Subject, strong } from "./Subject.ts"
import { toldOf } from "./toldFindings.ts"
import { needed, reasonOf } from "./unfinished.ts"

/** Findings of a stage that stand in its section; the others stand in its annex, and all differences in its overview. */
const mostTold = 6

type Paragraph = Extract<Block, { readonly _tag: "Paragraph" }>

const isAboutCohorts = (block: Block): block is KeyFinding => block._tag === "KeyFinding" && !isAboutEveryone(block)

interface Told {
  readonly blocks: ReadonlyArray<Block>
  readonly left: ReadonlyArray<KeyFinding>
}

/** The blocks with the findings about cohorts where the first of them stands, the gravest first. */
const told = (stage: ReportedStage, subject: Subject, blocks: ReadonlyArray<Block>): Told => {
  const { findings, none } = toldOf(subject, stage)
  const left = findings.slice(mostTold)
  const more =
    left.length === 0
      ? []
      : [
          paragraph(
            ...text`And ${counted(left.length, "more finding")} in the ${link(annexId(stage.id), annexTerm(subject))}.`
          )
        ]
  const first = blocks.findIndex(isAboutCohorts)
  const said = blocks.flatMap((block, i): ReadonlyArray<Block> => {
    if (i === first) return [...withComments(subject, stage, findings.slice(0, mostTold)), ...more]
    if (isAboutCohorts(block) || (isAboutEveryone(block) && hasAnswer(subject))) return []
    return [asSentence(block)]
  })
  return { blocks: [...none, ...said], left }
}

const versionWords = ({ installed, stored }: ReportedStage): ReadonlyArray<Block> =>
  installed === undefined || installed.meta.version === stored.version
    ? []
    : [
        caveat(
          "note",
          `The numbers were computed by version ${stored.version} of this stage, the section was written by version ${installed.meta.version}.`
        )
      ]

/** The sections of one stage, its own and that of its annex if it has one; or one that says why there is none. */
export const stageSections = (stage: ReportedStage, subject: Subject): ReadonlyArray<Section> => {
  const { rendered, stored } = stage
  if (rendered === undefined) return [unfinishedSection(stage, subject)]
  const { annex: own = [], ...section } = rendered
  const { blocks, left } = told(stage, subject, section.blocks)
  const annex = [
    ...(left.length === 0
      ? []
      : [heading(1, `${stage.id}-further-findings`, "Further findings"), ...withComments(subject, stage, left)]),
    ...own
  ]
  const body = { ...section, goal: section.goal ?? stored.goal, blocks: [...versionWords(stage), ...blocks] }
  if (annex.length === 0) return [body]
  const where = text`Everything that was compared is in the ${link(annexId(stage.id), annexTerm(subject))}.`
  return withAnnex({ ...body, annex, blocks: saidEarly(body.blocks, where) })
}

const isSpaced = (last: Paragraph["text"][number] | undefined): boolean => typeof last === "string" && /\s$/.test(last)

/** The blocks, of which the first paragraph above all findings and tables also says that; else one more below them. */
const saidEarly = (blocks: ReadonlyArray<Block>, said: Paragraph["text"]): ReadonlyArray<Block> => {
  const end = blocks.findIndex(({ _tag }) => _tag === "Heading")
  const first = blocks.findIndex(({ _tag }) => _tag !== "Caveat")
  const opening = blocks[first]
  return opening?._tag === "Paragraph"
    ? blocks.with(first, paragraph(...opening.text, isSpaced(opening.text.at(-1)) ? "" : " ", ...said))
    : blocks.toSpliced(end < 0 ? blocks.length : end, 0, paragraph(...said))
}

const unfinishedSection = (stage: ReportedStage, subject: Subject): Section => {
  const { id, installed, stored } = stage
  const about = { id, title: stored.title, goal: stored.goal }
  const reason = reasonOf(stage)
  if (stored.status === "skipped") {
    return { ...about, blocks: [paragraph(...text`${strong("Skipped: ")}${reason}${needed(stage, subject)}`)] }
  }
  if (stored.status === "failed") {
    return {
      ...about,
      blocks: [
        caveat("serious", strong("This analysis failed: "), ...reason),
        caveat(
          "note",
          "The other analyses are not affected. What this one would have looked at remains unknown: mend the cause and run the audit again."
        )
      ]
    }
  }
  return {
    ...about,
    blocks: [
      caveat(
        "serious",
        strong("This analysis cannot be shown: "),
        installed === undefined
          ? `the stage "${id}" ${stored.version} is not installed where this report was made. Its numbers are in the findings; install its package and make the report again.`
          : `the code of the stage "${id}" broke off while it wrote its section. Its numbers are in the findings.`
      )
    ]
  }
}

/** Sections in which those of analyses that were skipped are one, behind those of all others. */
export const withSkippedTogether = ({ stages }: Subject, sections: ReadonlyArray<Section>): ReadonlyArray<Section> => {
  const skipped = new Set(stages.flatMap(({ id, stored }) => (stored.status === "skipped" ? [id] : [])))
  const own = sections.filter(({ id }) => skipped.has(id))
  if (own.length === 0) return sections
  const together: Section = {
    id: "skipped",
    title: "Analyses that were skipped",
    blocks: [
      caveat("warning", "What they would have looked at remains unknown, which is not the same as unremarkable."),
      ...own.flatMap(({ blocks, goal = "", id, title }) => [
        heading(1, id, title),
        paragraph({ emphasis: goal }),
        ...blocks
      ])
    ]
  }
  const left = sections.filter(({ id }) => !skipped.has(id))
  const analyses = new Set(stages.map(({ id }) => id))
  const last = left.findLastIndex(({ id, part }) => analyses.has(id) && part !== "annex")
  return left.toSpliced(last < 0 ? sections.indexOf(own[0]!) : last + 1, 0, together)
}
