/** The tables of a pool: all means, what each site says, and the sites themselves. */
import { unitWords } from "@fairward/core/Measure"
import { counted, text } from "@fairward/core/Prose"
import type { Block, Cell, Column, Section } from "@fairward/core/ReportDocument"
import { heading, paragraph } from "@fairward/core/ReportDocument"
import type { Difference, Pool, Site, Stage } from "../Pool.ts"
import { auditsOf, judgedCells, judgedColumns } from "./auditTables.ts"
import type { Names } from "./names.ts"
import type { Judged } from "./points.ts"
import { type Described, digitsOf, isSetback, nameOf, toldOnce } from "./told.ts"

/** What the document is made from. */
export interface Subject {
  readonly sites: ReadonlyArray<Site>
  readonly pool: Pool
  readonly names: Names
}

export const measureOf = ({ pool: { stages } }: Subject, { metric, stage }: Difference): Described | undefined =>
  stages.find(({ id }) => id === stage)?.measures.find(({ id }) => id === metric)

export const isWorse = (judged: Judged | null | undefined): boolean => judged != null && isSetback(judged)

/** Of two categories one says what the other does: the one that is worse off, else the first. */
export const withoutMirrors = ({ names }: Subject, all: ReadonlyArray<Difference>): ReadonlyArray<Difference> =>
  toldOnce(
    all,
    names,
    ({ elsewhere, mean, sites }) =>
      isWorse(mean) || isWorse(elsewhere) || (mean === null && sites.some((site) => isWorse(site?.apart)))
  )

/** Where the means of a stage stand. */
export const tableId = (stage: string): string => `pool-${stage}`
/** Where the differences at each site stand. */
export const sitesTableId = (stage: string): string => `sites-${stage}`

const measureCell = (subject: Subject, difference: Difference): string => {
  const measure = measureOf(subject, difference)
  const unit = measure === undefined ? undefined : unitWords(measure)
  return `${measure?.title ?? difference.metric}${unit === undefined ? "" : ` (${unit})`}`
}

const cohortColumns: ReadonlyArray<Column> = [
  { key: "category", title: "Cohort", type: { _tag: "text" }, width: 1.6, filter: true },
  { key: "measure", title: "Measure", type: { _tag: "text" }, width: 1.4, filter: true }
]

const digitsFor = (subject: Subject, difference: Difference): number => {
  const { elsewhere, mean, sites } = difference
  const numbers = [
    ...[mean, elsewhere].flatMap((one) => (one === null ? [] : [one.estimate, one.low])),
    ...sites.map((site) => site?.difference ?? null)
  ]
  return digitsOf(numbers, measureOf(subject, difference)?.unit)
}

export const everything = (subject: Subject): Section => ({
  id: "pool-all",
  title: "All differences",
  goal: "The mean difference of each cohort from its rest over these sites, its mean and where it is expected at sites like these, and how much of what differs between sites is not chance (I²; p of no difference between sites). Negative differences are lower in the cohort.",
  part: "annex",
  blocks: subject.pool.stages.flatMap(({ differences, id, title }): ReadonlyArray<Block> => {
    const told = withoutMirrors(subject, differences)
    const shown = told.filter(({ mean }) => mean !== null)
    return [
      heading(1, `pool-all-${id}`, title),
      {
        _tag: "Table",
        id: tableId(id),
        caption: `${title}: the mean difference over the sites that judged it`,
        columns: [
          ...cohortColumns,
          { key: "sites", title: "Sites", type: { _tag: "integer" }, width: 0.6 },
          ...judgedColumns("mean", "Mean of these"),
          ...judgedColumns("elsewhere", "Of sites like these"),
          { key: "expected", title: "Expected at another", type: { _tag: "interval", digits: 3 }, width: 1.4 },
          { key: "i2", title: "I²", type: { _tag: "percent", digits: 0 }, width: 0.6 },
          { key: "p", title: "p", type: { _tag: "pValue" }, width: 0.7 }
        ],
        rows: shown.map((one): Record<string, Cell> => {
          const digits = digitsFor(subject, one)
          const { elsewhere } = one
          return {
            category: nameOf(subject.names, one),
            measure: measureCell(subject, one),
            sites: one.judgedAt,
            ...judgedCells("mean", one.mean, digits),
            ...judgedCells("elsewhere", elsewhere, digits),
            expected: elsewhere === null ? null : { value: [elsewhere.expected.low, elsewhere.expected.high], digits },
            i2: elsewhere?.i2 ?? null,
            p: elsewhere?.p ?? null
          }
        }),
        empty: "No difference was judged at two sites."
      },
      ...(told.length === shown.length
        ? []
        : [
            paragraph(
              ...text`${counted(told.length - shown.length, "comparison")} that fewer than two sites judged ${told.length - shown.length === 1 ? "is" : "are"} left out; pool.json has them.`
            )
          ])
    ]
  })
})

/** Columns of sites that a page is wide enough for. */
const sitesAcross = 6

const apartNote = ({ verdict }: Judged): string | undefined =>
  verdict === "inconclusive" || verdict === "equivalent" ? undefined : "apart"

const siteCell = (one: Difference, at: number, digits: number): Cell => {
  const site = one.sites[at]
  if (site == null) return { value: null, note: "not compared" }
  const note = site.apart === undefined ? undefined : apartNote(site.apart)
  return { value: site.difference, verdict: site.verdict, digits, ...(note === undefined ? {} : { note }) }
}

const siteTables = (subject: Subject, { differences, id, title }: Stage): ReadonlyArray<Block> => {
  const shown = withoutMirrors(subject, differences).filter(({ sites }) =>
    sites.some((site) => site?.standardError !== undefined)
  )
  const { sites } = subject.pool
  const starts = sites.flatMap((_, at) => (at % sitesAcross === 0 ? [at] : []))
  return [
    heading(1, `sites-all-${id}`, title),
    ...starts.map((start): Block => {
      const across = sites.slice(start, start + sitesAcross)
      return {
        _tag: "Table",
        id: start === 0 ? sitesTableId(id) : `${sitesTableId(id)}-${start}`,
        caption: `${title}: the difference at each site, with the verdict of its own audit${starts.length === 1 ? "" : ` (sites ${start + 1} to ${start + across.length} of ${sites.length})`}; “apart”: it differs from the mean of the others`,
        columns: [
          ...cohortColumns,
          ...across.map((site, i): Column => ({ key: `site-${i}`, title: site, type: { _tag: "number", digits: 3 } }))
        ],
        rows: shown.map((one) => {
          const digits = digitsFor(subject, one)
          return {
            category: nameOf(subject.names, one),
            measure: measureCell(subject, one),
            ...Object.fromEntries(across.map((_, i) => [`site-${i}`, siteCell(one, start + i, digits)]))
          }
        }),
        empty: "No site judged any difference."
      }
    })
  ]
}

export const bySite = (subject: Subject): Section => ({
  id: "pool-sites",
  title: "Site by site",
  goal: "What each site's own audit says of every difference, and which sites differ from the others.",
  part: "annex",
  blocks: subject.pool.stages.flatMap((stage) => siteTables(subject, stage))
})

/** Every cohort by every measure that heads a column of reports: the mean difference, and what it means. */
export const map = (subject: Subject): Block | undefined => {
  const heads = subject.pool.stages.flatMap(({ differences, id, measures }) =>
    measures.flatMap((measure) =>
      measure.headline === undefined ||
      measure.sense === "none" ||
      !differences.some(({ mean, metric }) => metric === measure.id && mean !== null)
        ? []
        : [{ key: `${id}.${measure.id}`, measure, differences }]
    )
  )
  const rows = subject.names.all().flatMap(({ category, grouping }): ReadonlyArray<Record<string, Cell>> => {
    const cells = heads.map(({ differences, key, measure }) => {
      const one = differences.find(
        (own) => own.metric === measure.id && own.grouping === grouping && own.category === category
      )
      return { key, cell: mapCell(one, measure) }
    })
    if (cells.every(({ cell }) => cell === undefined)) return []
    return [
      {
        grouping: subject.names.groupingOf(grouping),
        cohort: subject.names.categoryOf(grouping, category),
        ...Object.fromEntries(
          cells.map(({ cell, key }) => [key, cell ?? { value: null, note: "not judged", mark: "muted" }])
        )
      }
    ]
  })
  if (heads.length === 0 || rows.length === 0) return undefined
  return {
    _tag: "Table",
    id: "pool-map",
    caption: "All cohorts: mean difference from the rest over these sites, in each measure that reports show first",
    columns: [
      { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 1.8 },
      ...heads.map(({ key, measure }): Column => {
        const unit = measure.unit === "share" ? "percentage points" : unitWords(measure)
        return {
          key,
          title: measure.title,
          ...(unit === undefined ? {} : { unit: [unit] }),
          type: { _tag: "number", digits: 1 }
        }
      })
    ],
    group: "grouping",
    rows
  }
}

const mapCell = (one: Difference | undefined, measure: Described): Cell | undefined => {
  if (one === undefined || one.mean === null) return undefined
  const isShare = measure.unit === "share"
  const value = one.mean.estimate * (isShare ? 100 : 1)
  return { value, verdict: one.mean.verdict, digits: isShare ? 1 : digitsOf([value], measure.unit) }
}

export const audits = ({ sites }: Subject): Section => auditsOf(sites, "Site")
