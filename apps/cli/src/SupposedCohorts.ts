/** Cohorts of numbers that somebody supposes, before there are any data. */
import type { Cohorts } from "@fairward/core"
import { Effect } from "effect"
import { failOnProblems, type Problem } from "./Problem.ts"

export interface Supposed {
  readonly patients: number
  /** Of these, with an event. */
  readonly withEvent: number
  /** `Unit=medical:0.5,surgical:0.3,cardiac:0.2`: a grouping, and the share of the patients in each category. */
  readonly shares: ReadonlyArray<string>
}

/** Shares may be rounded. */
const tolerance = 0.011

const categoriesOf = (list: string) =>
  list.split(",").map((part) => {
    const [, label, share] = /^\s*(.+?)\s*:\s*([\d.]+)\s*$/u.exec(part) ?? []
    return { label, share: Number(share) }
  })

const problemsOf = ({ patients, shares, withEvent }: Supposed): ReadonlyArray<Problem> => [
  ...(withEvent < patients
    ? []
    : [
        {
          where: "--with-event",
          message: `${withEvent} of ${patients} patients cannot have an event: some must have none.`
        }
      ]),
  ...(shares.length > 0
    ? []
    : [
        {
          where: "--share",
          message: "Nothing says what the cohorts are.",
          fix: 'Such as --share "Sex=female:0.45,male:0.55"; several times for several groupings'
        }
      ]),
  ...shares.flatMap((written, i): ReadonlyArray<Problem> => {
    const problem = (message: string) => [
      { where: `--share ${written}`, message, fix: 'Such as --share "Sex=female:0.45,male:0.55"' }
    ]
    const [title, list] = [written.slice(0, written.indexOf("=")), written.slice(written.indexOf("=") + 1)]
    if (!written.includes("=") || title.trim() === "")
      return problem("It is no name, =, and categories with their shares.")
    if (shares.findIndex((one) => one.startsWith(`${title}=`)) < i)
      return problem(`There is a grouping ${title} already.`)
    const categories = categoriesOf(list)
    if (categories.some(({ label, share }) => label === undefined || !(share > 0 && share < 1)))
      return problem("Each category is a name, a colon, and its share of the patients between 0 and 1.")
    if (categories.length < 2) return problem("A grouping has two categories or more.")
    if (new Set(categories.map(({ label }) => label)).size < categories.length)
      return problem("A category is there twice.")
    const sum = categories.reduce((all, { share }) => all + share, 0)
    return Math.abs(sum - 1) <= tolerance ? [] : problem(`The shares add up to ${Number(sum.toFixed(4))} and not to 1.`)
  })
]

/** Everyone and the groupings; events fall as patients do. Fails with all that is wrong with the numbers. */
export const supposedCohorts = Effect.fn("SupposedCohorts.supposedCohorts")(function* (
  name: string,
  supposed: Supposed
) {
  yield* failOnProblems(name, problemsOf(supposed))
  const countsOf = (share: number): Cohorts.CohortCounts => {
    const eventPatients = Math.round(share * supposed.withEvent)
    return {
      patients: Math.round(share * supposed.patients),
      eventPatients,
      events: eventPatients,
      steps: 0,
      positives: 0,
      prevalence: null
    }
  }
  const groupings = supposed.shares.map((written): Cohorts.Grouping => {
    const title = written.slice(0, written.indexOf("=")).trim()
    const categories = categoriesOf(written.slice(written.indexOf("=") + 1)).map(({ label, share }) => ({
      id: label!,
      label: label!,
      ...countsOf(share)
    }))
    const all = categories.reduce((sum, { eventPatients }) => sum + eventPatients, 0)
    return {
      id: title,
      title,
      categories,
      dropped: [],
      unassigned: 0,
      minority: 0,
      categoryOf: new Int16Array(),
      droppedOf: new Int16Array(),
      restEventPatients: categories.map(({ eventPatients }) => all - eventPatients)
    }
  })
  const cohorts: Cohorts.CohortsShape = { groupings, dropped: [], everyone: countsOf(1) }
  return cohorts
})
