/** From stored findings to the document that renderers draw. */

import { Names } from "@fairward/core"
import type { AuditFindings } from "@fairward/core/AuditFindings"
import type { Presentation, ReportDocument, Section } from "@fairward/core/ReportDocument"
import type * as Stage from "@fairward/core/Stage"
import { Effect, type Schema } from "effect"
import { answerId, answerSection, questionOf } from "./internal/answer.ts"
import {
  cardId,
  cardSection,
  cardTitle,
  fullCardId,
  fullCardSection,
  fullCardTitle,
  isCardCut,
  wholeCard
} from "./internal/card.ts"
import { areChoicesCut, wholeChoices } from "./internal/choices.ts"
import { comparesOf } from "./internal/compares.ts"
import { coverOf } from "./internal/cover.ts"
import { asExcerpt, isForCommittee } from "./internal/edition.ts"
import { evidenceId, evidenceSection, evidenceTitle } from "./internal/evidence.ts"
import { type Fits, largest } from "./internal/fitting.ts"
import { glossaryOf } from "./internal/glossary.ts"
import { incomplete } from "./internal/incomplete.ts"
import { keyFindingsSection } from "./internal/keyFindings.ts"
import { withoutDeadLinks } from "./internal/links.ts"
import { methodsSection } from "./internal/methods.ts"
import { populationSection } from "./internal/population.ts"
import { provenanceSection } from "./internal/provenance.ts"
import { readingSection } from "./internal/reading.ts"
import { answerTitle, caveat, type ReportedStage, type Subject, strong } from "./internal/Subject.ts"
import { saidWithheld } from "./internal/saidWithheld.ts"
import { stageSections, withSkippedTogether } from "./internal/stageSections.ts"
import { standardsId, standardsSection, standardsTitle } from "./internal/standards.ts"
import { trustId, trustSection, trustTitle } from "./internal/trust.ts"
import { cohortsIn } from "./internal/visibleDifferences.ts"

const front = [answerId, evidenceId, trustId, cardId]
/** What stands behind the analyses, and what they sum up. */
const annex = ["key-findings", "reading", "population", "methods", standardsId, "provenance"]

/** Ids of the sections of a report on these stages, in the order in which they stand unless the configuration says otherwise. */
export const sectionIds = (stages: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...front,
  ...stages,
  ...annex,
  "glossary"
]

/** What is wrong with `report.sections`, given the ids of the stages that run: unknown names, and repeated ones. */
export const sectionIssues = (
  sections: ReadonlyArray<string> | undefined,
  stages: ReadonlyArray<string>
): ReadonlyArray<{ readonly path: ReadonlyArray<string>; readonly message: string }> => {
  const known = sectionIds(stages)
  return (sections ?? []).flatMap((id, i) => {
    const path = ["report", "sections", String(i)]
    if (!known.includes(id)) return [{ path, message: `No section is called "${id}"${Names.suggestion(id, known)}` }]
    return sections!.indexOf(id) < i ? [{ path, message: `"${id}" is named twice` }] : []
  })
}

/** The sections to show, in their order. Names that no section has are passed over; if all are such, everything is shown. */
const chosen = (wanted: ReadonlyArray<string> | undefined, ids: ReadonlyArray<string>): ReadonlyArray<string> => {
  const known = [...new Set(wanted ?? ids)].filter((id) => ids.includes(id))
  return known.length === 0 ? ids : known
}

/** A section that a fault in the code keeps from being put together says so, and the others stand. */
const guarded = (id: string, title: string, make: () => Section): Section => allGuarded(id, title, () => [make()])[0]!

const allGuarded = (id: string, title: string, make: () => ReadonlyArray<Section>): ReadonlyArray<Section> =>
  orElse(make, [
    {
      id,
      title,
      blocks: [
        caveat(
          "serious",
          strong("This section could not be put together. "),
          "That is a fault of the report and not of the audit: its numbers are in findings.json."
        )
      ]
    }
  ])

/**
 * The sections at their places: in front those that are read before all others, if they stand first; in the annex those that
 * belong there, if they stand last, and everything that analyses sum up.
 */
const placed = (sections: ReadonlyArray<Section>): ReadonlyArray<Section> => {
  const summedUp = sections.filter(({ part }) => part === "annex")
  const others = sections.filter(({ part }) => part !== "annex")
  const begin = others.findIndex(({ id }) => !front.includes(id))
  const end = others.findLastIndex(({ id }) => !annex.includes(id) && id !== fullCardId) + 1
  const [overview, ...tail] = others.slice(end).map((section) => ({ ...section, part: "annex" as const }))
  const isOverview = overview?.id === "key-findings"
  return [
    ...others
      .slice(0, end)
      .map((section, i) => (begin < 0 || i < begin ? { ...section, part: "front" as const } : section)),
    ...(overview === undefined || !isOverview ? [] : [overview]),
    ...summedUp,
    ...(overview === undefined || isOverview ? [] : [overview]),
    ...tail
  ]
}

const orElse = <A>(make: () => A, otherwise: A): A => {
  try {
    return make()
  } catch {
    return otherwise
  }
}

const presentationOf = ({ report: { accent, annex, locale, paper } }: AuditFindings): Presentation => ({
  locale,
  paper,
  ...(accent === undefined ? {} : { accent }),
  ...(annex === undefined ? {} : { annex })
})

/**
 * The report of an audit: the answer, its evidence in pictures, whether it can be trusted, the model card, and one section a
 * stage in the order of the findings; then the annex: key findings, everything that the stages sum up, how to read the report,
 * the population, methods and limitations, provenance, and the glossary; or those of them that the configuration asked for, in
 * its order.
 *
 * Needs nothing but the findings and the packages of their stages, so a report can be made again later. A stage that was
 * has failed, breaks off while it writes its section or is not among `stages` gets a section that says so; those that were skipped share the section `skipped`. A report without some of its sections says
 * which, on its cover and at its beginning, and has no link into them. Fails when the stored findings of a stage do not fit
 * the schema of the installed one.
 *
 * The edition for a committee has `answer`, `evidence`, `trust` and `card`, what people state uncut, no facts on its cover, and says what it is an excerpt of.
 *
 * `fits` says whether a section is on one page: the answer has as many cohorts as are on one. All of them when it is absent.
 *
 * The sections' ids are `answer`, `evidence` where somebody is worse off, those of the stages, `key-findings`, those of the
 * stages followed by `-annex`, `reading`, `population`, `methods` and `provenance`.
 */
export const assemble = Effect.fn("AuditReport.assemble")(function* (
  findings: AuditFindings,
  stages: ReadonlyArray<Stage.Any>,
  fits: Fits = () => true
): Effect.fn.Return<ReportDocument, Schema.SchemaError> {
  const reported: Array<ReportedStage> = []
  for (const [id, stored] of Object.entries(findings.stages)) {
    const installed = stages.find(({ meta }) => meta.id === id)
    const drawn =
      stored.status === "done" && installed !== undefined
        ? yield* installed.render(stored.findings).pipe(Effect.catchDefect(() => Effect.succeed(undefined)))
        : undefined
    const rendered = drawn === undefined || findings.disclosure === undefined ? drawn : saidWithheld(drawn)
    reported.push({ id, stored, installed, rendered })
  }
  const keyFindings = (subject: Subject, isMapInFront = true): Section =>
    guarded("key-findings", "Key findings", () => keyFindingsSection(subject, isMapInFront))
  const answer = (subject: Subject, most: number): Section =>
    guarded(answerId, questionOf(subject), () => answerSection(subject, most))
  const evidence = (subject: Subject, room: number): Section =>
    guarded(evidenceId, evidenceTitle, () => evidenceSection(subject, room)!)
  const hasEvidence = (subject: Subject): boolean => orElse(() => evidenceSection(subject, 0) !== undefined, false)
  const sectionsOf = (subject: Subject): ReadonlyMap<string, ReadonlyArray<Section>> =>
    new Map<string, ReadonlyArray<Section>>([
      [answerId, [answer(subject, 0)]],
      ...(hasEvidence(subject) ? [[evidenceId, [evidence(subject, 0)]] as const] : []),
      [trustId, [trust(subject, 0, 0)]],
      [cardId, [card(subject, 0)]],
      ...reported.map(
        (stage) => [stage.id, allGuarded(stage.id, stage.stored.title, () => stageSections(stage, subject))] as const
      ),
      ["key-findings", [keyFindings(subject)]],
      ["reading", [guarded("reading", "How to read this report", () => readingSection(subject))]],
      ["population", [guarded("population", "Population", () => populationSection(subject))]],
      ["methods", [guarded("methods", "Methods and limitations", () => methodsSection(subject))]],
      [standardsId, [guarded(standardsId, standardsTitle, () => standardsSection(subject))]],
      ["provenance", [guarded("provenance", "Provenance", () => provenanceSection(subject))]]
    ])
  const complete: Subject = { findings, stages: reported, hidden: [] }
  const titles = new Map([
    ...[...sectionsOf(complete)].map(([id, [section]]) => [id, section!.title] as const),
    [answerId, answerTitle],
    ["glossary", "Glossary"]
  ])
  const forCommittee = isForCommittee(complete)
  const known = [...titles.keys()]
  const shown = forCommittee ? known.filter((id) => front.includes(id)) : chosen(findings.report.sections, known)
  const subject: Subject = {
    ...complete,
    hidden: forCommittee ? [] : [...titles].flatMap(([id, title]) => (shown.includes(id) ? [] : [title]))
  }
  const sections = sectionsOf(subject)
  const cover = orElse(() => coverOf(subject), { title: findings.audit.title, facts: [], language: "en" })
  const presentation = presentationOf(findings)
  const glossary = shown.includes("glossary") ? orElse(() => glossaryOf(subject), []) : []
  const isMapShown = shown.includes(answerId)
  const sized = (rooms: Rooms): Readonly<Record<string, () => Section>> => ({
    [answerId]: () => answer(subject, rooms.answer),
    [evidenceId]: () => evidence(subject, rooms.evidence),
    [trustId]: () => trust(subject, rooms.trust, rooms.choices),
    [cardId]: () => card(subject, rooms.card),
    "key-findings": () => keyFindings(subject, isMapShown && rooms.answer >= cohortsIn(subject))
  })
  /** As much room as one page has for a section, what others have being given. */
  const withRoom = (key: keyof Rooms, section: string, most: number, rooms: Rooms): Rooms => {
    const isOnePage = (room: number): boolean => {
      const made = sized({ ...rooms, [key]: room })[section]!()
      const [page = made] = placed(shown[0] === section ? asExcerpt(subject, incomplete(subject, [made])) : [made])
      const others = shown.flatMap((id) => (id === section ? [] : (sections.get(id) ?? [])))
      return orElse(() => fits({ cover, presentation, sections: [page, ...others], glossary: [] }, page), true)
    }
    return shown.includes(section) ? { ...rooms, [key]: largest(most, isOnePage) } : rooms
  }
  const cohorts = orElse(() => cohortsIn(subject), 0)
  let rooms: Rooms = { answer: cohorts, evidence: cohorts + 1, trust: cohorts, choices: 0, card: wholeCard }
  rooms = withRoom("evidence", evidenceId, cohorts + 1, rooms)
  rooms = withRoom("trust", trustId, cohorts, rooms)
  if (forCommittee)
    rooms = { ...rooms, choices: wholeChoices } // It has no other pages for what people state.
  else {
    rooms = withRoom("choices", trustId, wholeChoices, rooms)
    rooms = withRoom("card", cardId, wholeCard, rooms)
  }
  rooms = withRoom("answer", answerId, cohorts, rooms)
  const make = sized(rooms)
  // Findings from elsewhere may name a stage as a method of every object is called.
  const all = shown.flatMap((id) => (Object.hasOwn(make, id) ? make[id]!() : sections.get(id)) ?? [])
  const full = shown.includes(cardId) && !forCommittee ? uncut(subject, rooms) : []
  return withoutDeadLinks({
    cover: forCommittee ? { ...cover, facts: [] } : cover,
    presentation,
    compares: comparesOf(subject),
    sections: placed(asExcerpt(subject, incomplete(subject, withSkippedTogether(subject, [...all, ...full])))),
    glossary
  })
})

/** How much sections on one page each hold: cohorts of the answer, of its evidence and of the page on trust, texts of that and of the card. */
interface Rooms {
  readonly answer: number
  readonly evidence: number
  readonly trust: number
  readonly choices: number
  readonly card: number
}

const trust = (subject: Subject, cohorts: number, choices: number): Section =>
  guarded(trustId, trustTitle, () => trustSection(subject, cohorts, choices))

const card = (subject: Subject, room: number): Section => guarded(cardId, cardTitle, () => cardSection(subject, room))

/** What the pages have no room for. */
const uncut = (subject: Subject, rooms: Rooms): ReadonlyArray<Section> => {
  const isCut = orElse(() => isCardCut(subject, rooms.card) || areChoicesCut(subject, rooms.choices), false)
  return isCut ? [guarded(fullCardId, fullCardTitle, () => fullCardSection(subject))] : []
}
