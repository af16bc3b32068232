import { namesOfNothing } from "@fairward/core/AuditFindings"
import { counted, enumerated, listed, text, told, toldWhole } from "@fairward/core/Prose"
import type { Block } from "@fairward/core/ReportDocument"
import { populationAnchor, smallCohorts } from "./population.ts"
import { auditedTerm, bearingTerm, caveat, hasEvents, isClassical, link, type Subject, strong } from "./Subject.ts"
import { scoringCaveats } from "./scoring.ts"

const aboutCohorts = (subject: Subject): ReadonlyArray<Block> => {
  const { disclosure } = subject.findings
  const { droppedGroupings, groupings, verdictMinimum } = subject.findings.audit
  const composition = (id: string) => link(populationAnchor(subject, id), "Composition")
  const whole = droppedGroupings.map(({ reason, title }) =>
    caveat("serious", strong(`${title}: `), ...text`the whole grouping was dropped, because ${toldWhole(reason)}`)
  )
  const dropped = groupings.flatMap(({ dropped, id, title }) =>
    dropped.length === 0
      ? []
      : [
          caveat(
            "warning",
            strong(`${title}: `),
            ...text`${counted(dropped.length, "cohort was", "cohorts were")} dropped and not audited: ${enumerated(dropped.map(({ label, reason }) => text`${label} (${told(reason)})`))}. ${composition(id)}`
          )
        ]
  )
  const small = groupings.flatMap((grouping) => {
    const found = smallCohorts(grouping, verdictMinimum, disclosure?.minimumCell).map(({ count, label, side }) =>
      side === "cohort" ? text`${label} has ${count}` : text`the rest of ${label} has ${count}`
    )
    const unknown = grouping.categories
      .filter(({ below = [], eventPatients }) => eventPatients === null && !below.includes("eventPatients"))
      .map(({ label }) => text`how many ${label} has is withheld, so that it may have too few`)
    const told = [...found, ...unknown]
    if (told.length === 0) return []
    const needed = `${verdictMinimum.toString()} needed in the cohort and in its rest`
    return [
      caveat(
        "warning",
        strong(`${grouping.title}: `),
        ...text`${found.length === 0 ? "perhaps " : ""}too few ${bearingTerm(subject)} for a verdict (${needed}): ${enumerated(told)}. A disparity there could go unseen.`
      )
    ]
  })
  const unassigned = groupings.flatMap(({ title, unassigned }) => {
    if (unassigned === 0) return []
    return [
      caveat(
        "note",
        strong(`${title}: `),
        ...(unassigned === null
          ? text`some patients have no value or one that is not listed, and are in no cohort; how many is withheld.`
          : text`${counted(unassigned, "patient has", "patients have")} no value or one that is not listed, and ${unassigned === 1 ? "is" : "are"} in no cohort.`)
      )
    ]
  })
  return [...whole, ...dropped, ...small, ...groupings.flatMap(scoringCaveats), ...unassigned]
}

const aboutData = (subject: Subject): ReadonlyArray<Block> => {
  const { dataset, threshold } = subject.findings.audit
  const misnamed = namesOfNothing(subject.findings)
  return [
    ...(isClassical(subject)
      ? [
          caveat(
            "note",
            "The audit is of a classical binary classifier with one prediction per patient. There is no time, so metrics of events and of warning time are left out."
          )
        ]
      : hasEvents(subject)
        ? []
        : [caveat("note", "No events were given, so metrics of events and of warning time are left out.")]),
    ...(dataset.isSplit
      ? []
      : [
          caveat(
            "warning",
            `The data are not split into train and test: every stage looked at all ${auditedTerm(subject)}. If the model was trained on any of them, its performance is overstated here, possibly more for some cohorts than for others.`
          )
        ]),
    ...(dataset.scale === "points"
      ? [
          caveat(
            "note",
            "Scores are points and not probabilities. What reads a score as a probability (calibration, average scores, net benefit) is left out; the order of the scores, alarms and events are audited as for any model."
          )
        ]
      : []),
    ...(misnamed.length === 0
      ? []
      : [
          caveat(
            "warning",
            ...text`${strong("Settings name what was not measured: ")}no stage of this audit compares ${listed(misnamed)}, so what margins and primary say of it has no effect.`
          )
        ]),
    ...threshold.warnings.map((warning) => caveat("warning", strong("Threshold: "), ...toldWhole(warning))),
    ...dataset.notes.map(({ message, table }) => caveat("note", strong(`Data (${table}): `), ...toldWhole(message)))
  ]
}

/** What limits the findings: cohorts that were not or hardly audited, and what is peculiar about the data. */
export const limitsOf = (subject: Subject): ReadonlyArray<Block> => [...aboutCohorts(subject), ...aboutData(subject)]
