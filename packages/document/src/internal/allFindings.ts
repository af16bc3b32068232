import { enumerated, text } from "@fairward/core/Prose"
import type { Block } from "@fairward/core/ReportDocument"
import { heading, paragraph } from "@fairward/core/ReportDocument"
import { rowsInFront, standingsOf, standingsTable, worseOff } from "./cohortStandings.ts"
import { withComments } from "./comments.ts"
import { disparitiesOf, nameOf } from "./disparities.ts"
import { heatMap } from "./heatMap.ts"
import { limitsOf } from "./limits.ts"
import { link, type Subject, strong } from "./Subject.ts"
import { toldOf } from "./toldFindings.ts"
import { verdictTable } from "./verdictCounts.ts"

/** Where everything stands that was found, over all analyses. */
export const allFindingsAnchor = "key-findings-all"

/** In which sections findings are told one by one; those of analyses without a section here. */
const tellingSections = (subject: Subject): ReadonlyArray<Block> => {
  const finished = subject.stages.filter(({ rendered }) => rendered !== undefined)
  const [left, shown] = [true, false].map((isHidden) =>
    finished.filter(({ rendered }) => subject.hidden.includes(rendered!.title) === isHidden)
  )
  const links = shown!.map(({ id, stored: { title } }) => link(id, title))
  return [
    ...(links.length === 0
      ? []
      : [
          paragraph(
            ...text`Findings stand, with their evidence, in the sections of their analyses: ${links.flatMap((one, i) => (i === 0 ? [one] : text` · ${one}`))}.`
          )
        ]),
    ...left!.flatMap((stage) => {
      const { findings, none } = toldOf(subject, stage)
      return [
        heading(2, `key-findings-of-${stage.id}`, stage.stored.title),
        ...none,
        ...withComments(subject, stage, findings)
      ]
    })
  ]
}

/** Of whom findings tell that are of no cohort: patients in whom something was never measured. */
const worseOthers = (subject: Subject): ReadonlyArray<Block> => {
  const others = disparitiesOf(subject).filter(({ isAboutCohort }) => !isAboutCohort)
  const names = others.flatMap((one) => nameOf(one) ?? [])
  return names.length === 0
    ? []
    : [paragraph(...text`${strong("Worse off, and no cohorts: ")}${enumerated(names.map((name) => [name]))}.`)]
}

/**
 * Where findings are told; all cohorts by outcomes, unless they are in front already; what the verdicts add up to; and what
 * limits the findings.
 */
export const allFindings = (subject: Subject, isMapInFront: boolean): ReadonlyArray<Block> => {
  const map = isMapInFront ? undefined : heatMap(subject, "key-findings-outcomes", "All cohorts by outcomes")
  const verdicts = verdictTable(subject)
  const worse = worseOff(standingsOf(subject))
  const cohorts = worse.length > rowsInFront ? standingsTable("key-findings-cohorts-all", worse) : undefined
  const limits = limitsOf(subject)
  return [
    heading(1, allFindingsAnchor, "All findings"),
    ...tellingSections(subject),
    ...(cohorts === undefined ? [] : [cohorts]),
    ...worseOthers(subject),
    ...(map === undefined ? [] : [map.table]),
    ...(verdicts === undefined ? [] : [verdicts]),
    ...(limits.length === 0 ? [] : [heading(1, "key-findings-limits", "What limits these findings"), ...limits])
  ]
}
