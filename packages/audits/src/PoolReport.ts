/** A pool of sites as a document that renderers draw. */
import { Intervals } from "@fairward/charts"
import { Comparison } from "@fairward/core"
import { unitWords } from "@fairward/core/Measure"
import { counted, enumerated, listedFew, text } from "@fairward/core/Prose"
import type { Block, ReportDocument, Section, Text } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { caveat, paragraph } from "@fairward/core/ReportDocument"
import { namesOf } from "./internal/names.ts"
import {
  audits,
  bySite,
  everything,
  isWorse,
  map,
  measureOf,
  type Subject,
  sitesTableId,
  tableId,
  withoutMirrors
} from "./internal/poolTables.ts"
import { type Described, differenceInWords, intervalInWords, nameOf } from "./internal/told.ts"
import { type AtSite, type Difference, fewestSites, type Judged, type Pool, type Site } from "./Pool.ts"

const inMargins = ({ estimate, margin }: Judged): number =>
  margin === null || margin === 0 ? 0 : Math.abs(estimate) / margin

const gravestFirst = <A>(
  subject: Subject,
  found: ReadonlyArray<A>,
  of: (one: A) => { readonly difference: Difference; readonly judged: Judged }
): ReadonlyArray<A> => {
  const harmOf = ({ difference }: ReturnType<typeof of>) =>
    Document.harms.indexOf(measureOf(subject, difference)?.harm ?? "sources")
  return found.toSorted((a, b) => harmOf(of(a)) - harmOf(of(b)) || inMargins(of(b).judged) - inMargins(of(a).judged))
}

const is = ({ sense }: Difference): string =>
  sense === "none" ? "is other than its rest" : "is worse off than its rest"

/** What is known of other sites than these. */
const elsewhereText = (subject: Subject, difference: Difference): Text => {
  const { elsewhere } = difference
  const measure = measureOf(subject, difference)
  if (elsewhere === null) return text` Fewer than ${Document.count(fewestSites)} sites say nothing of others.`
  const other = text`at another such site it is expected at ${intervalInWords(measure, elsewhere.expected)}`
  return isWorse(elsewhere)
    ? text` So it is at sites like these: mean ${differenceInWords(measure, elsewhere.estimate)}, interval ${intervalInWords(measure, elsewhere)}; ${other}.`
    : text` With all that is asked here, that it is so at sites like these is not shown; taken alone, ${other}.`
}

/** Sites that are further behind than the others, and what the mean is without the first of them. */
const without = ({ pool: { sites } }: Subject, difference: Difference, measure: Described | undefined): Text => {
  const apart = difference.sites.flatMap((site, at) =>
    site?.difference != null && isWorse(site.apart)
      ? [{ name: sites[at]!, others: site.difference - site.apart!.estimate }]
      : []
  )
  const [first] = apart
  if (first === undefined) return []
  return apart.length > 1
    ? text` ${listedFew(
        apart.map(({ name }) => name),
        6
      )} are further behind than the others.`
    : text` ${first.name} is further behind than the others: without it the mean is ${differenceInWords(measure, first.others)}.`
}

/** Of one cohort, what is gravest and, behind it, what else is found of it; in the order of the gravest. */
const byCohort = <A>(
  found: ReadonlyArray<A>,
  cohortOf: (one: A) => string
): ReadonlyArray<readonly [gravest: A, ...others: ReadonlyArray<A>]> =>
  Array.from(Map.groupBy(found, cohortOf).values(), ([gravest, ...others]) => [gravest!, ...others])

const cohortOf = ({ category, grouping }: Difference): string => JSON.stringify([grouping, category])

const titleOf = (subject: Subject, difference: Difference): string =>
  measureOf(subject, difference)?.title ?? difference.metric

/** " Also in Recall and NPV.": other measures than the one that is told. */
const also = (subject: Subject, told: Difference, others: ReadonlyArray<Difference>): Text => {
  const titles = new Set(others.map((one) => titleOf(subject, one)))
  titles.delete(titleOf(subject, told))
  return titles.size === 0 ? [] : text` Also in ${listedFew([...titles], 6)}.`
}

const findingOf = (subject: Subject, difference: Difference, judged: Judged, evidence: string, words: Text): Block =>
  Document.Block.make({
    _tag: "KeyFinding",
    verdict: judged.verdict,
    harm: measureOf(subject, difference)?.harm ?? "sources",
    weight: inMargins(judged),
    measures: [difference.metric],
    evidence,
    cohorts: [{ grouping: difference.grouping, category: difference.category }],
    text: words
  })

const meanFinding = (
  subject: Subject,
  [difference, ...others]: readonly [Difference, ...ReadonlyArray<Difference>]
): Block => {
  const judged = difference.mean!
  const measure = measureOf(subject, difference)
  const known = difference.sites.flatMap((site, at) =>
    site?.difference == null || site.standardError === undefined
      ? []
      : [{ name: subject.pool.sites[at]!, value: site.difference }]
  )
  const [least, most] = [
    known.reduce((a, b) => (b.value < a.value ? b : a)),
    known.reduce((a, b) => (b.value > a.value ? b : a))
  ]
  const words = text`${{ strong: nameOf(subject.names, difference) }} ${is(difference)} in ${titleOf(subject, difference)}: on the mean of ${counted(known.length, "site")} the difference is ${differenceInWords(measure, judged.estimate)}, interval ${intervalInWords(measure, judged)}; it is ${differenceInWords(measure, least.value)} at ${least.name} and ${differenceInWords(measure, most.value)} at ${most.name}.${without(subject, difference, measure)}${elsewhereText(subject, difference)}${also(subject, difference, others)}`
  return findingOf(subject, difference, judged, tableId(difference.stage), words)
}

interface Apart {
  readonly difference: Difference
  readonly site: string
  readonly at: AtSite
  readonly judged: Judged
}

const apartFinding = (
  subject: Subject,
  [{ at, difference, judged, site }, ...more]: readonly [Apart, ...ReadonlyArray<Apart>]
): Block => {
  const measure = measureOf(subject, difference)
  const others = at.difference! - judged.estimate
  const alsoIn = also(
    subject,
    difference,
    more.map((one) => one.difference)
  )
  const what = difference.sense === "none" ? "is higher against its rest" : "is further behind its rest"
  const words = text`At ${{ strong: site }}, ${{ strong: nameOf(subject.names, difference) }} ${what} than at the other sites in ${titleOf(subject, difference)}: ${differenceInWords(measure, at.difference!)} there, ${differenceInWords(measure, others)} on the mean of the others; ${differenceInWords(measure, judged.estimate)} apart, interval ${intervalInWords(measure, judged)}.${alsoIn}`
  return findingOf(subject, difference, judged, sitesTableId(difference.stage), words)
}

const apartIn = (differences: ReadonlyArray<Difference>, { pool }: Subject): ReadonlyArray<Apart> =>
  differences.flatMap((difference) =>
    difference.sites.flatMap((at, i) =>
      at?.apart !== undefined && isWorse(at.apart) ? [{ difference, site: pool.sites[i]!, at, judged: at.apart }] : []
    )
  )

const mostOpen = 4

/** Of what could be there without being seen, the largest of the gravest measures that reports show first. */
const unseen = (subject: Subject, told: ReadonlyArray<Difference>): ReadonlyArray<Text> => {
  const open = told.flatMap((difference) => {
    const { mean, sense } = difference
    const measure = measureOf(subject, difference)
    const by = mean?.verdict === "inconclusive" ? Comparison.couldBeWorseBy({ interval: mean, sense }) : null
    return by === null || by === 0 || measure?.headline === undefined ? [] : [{ difference, by, measure }]
  })
  const inOrder = open.toSorted(
    (a, b) => Document.harms.indexOf(a.measure.harm) - Document.harms.indexOf(b.measure.harm)
  )
  const byTitle = Map.groupBy(inOrder, ({ measure }) => measure.title)
  return Array.from([...byTitle.values()].slice(0, mostOpen), (of) => {
    const { by, difference, measure } = of.reduce((largest, one) => (one.by > largest.by ? one : largest))
    return text`in ${measure.title}, ${nameOf(subject.names, difference)} could be worse off by up to ${differenceInWords(measure, by)}`
  })
}

const rowsOf = (subject: Subject, { elsewhere, mean, sites }: Difference): ReadonlyArray<Intervals.Row> => [
  ...subject.pool.sites.map((label, i): Intervals.Row => {
    const site = sites[i]
    if (site == null) return { label, verdict: "no verdict", difference: null, interval: null }
    return { label, verdict: site.verdict, difference: site.difference, interval: site.interval }
  }),
  ...(mean === null
    ? []
    : [
        {
          label: "Mean of these sites",
          verdict: mean.verdict,
          difference: mean.estimate,
          interval: mean,
          margin: mean.margin
        }
      ]),
  ...(elsewhere === null
    ? []
    : [
        {
          label: "Mean of sites like these",
          verdict: "no verdict" as const,
          difference: elsewhere.estimate,
          interval: elsewhere.alone
        },
        {
          label: "Expected at another",
          verdict: "no verdict" as const,
          difference: elsewhere.estimate,
          interval: elsewhere.expected
        }
      ])
]

const mostPanels = 6

/** The differences of the sites and their means, a panel a cohort and measure. */
const forest = (subject: Subject, shown: ReadonlyArray<Difference>): ReadonlyArray<Block> => {
  const panels = shown.slice(0, mostPanels).map((difference, i): Intervals.Panel => {
    const measure = measureOf(subject, difference)
    const unit = measure === undefined ? undefined : unitWords(measure)
    return {
      id: `panel-${i}`,
      title: `${nameOf(subject.names, difference)}: ${measure?.title ?? difference.metric}${unit === undefined ? "" : ` (${unit})`}`,
      sense: difference.sense,
      rows: rowsOf(subject, difference)
    }
  })
  if (panels.length === 0) return []
  const columns = Math.min(2, panels.length)
  return Intervals.intervals({ panels, ownAxes: true, columns, sense: "higher", title: "Cohort − rest" }).map(
    ({ spec }, i, { length }): Block => ({
      _tag: "Chart",
      id: `pool-forest-${i + 1}`,
      spec,
      caption: `The difference at each site, with the interval of its own audit; the mean of these sites, with an interval that holds for all of this report; and sites like these, with intervals of each alone; grey band: the margin${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
      alt: `Forest plot of ${panels.map(({ title }) => title).join("; ")}: each site, the mean of these sites and of sites like these, worse to the left. The tables have the numbers.`
    })
  )
}

/** More are in the tables. */
const mostFindings = 6

const answer = (subject: Subject): Section => {
  const { cautions, level, sites, stages } = subject.pool
  const told = withoutMirrors(
    subject,
    stages.flatMap(({ differences }) => differences)
  )
  const judged = told.filter(({ elsewhere }) => elsewhere !== null)
  const worse = gravestFirst(
    subject,
    judged.filter(({ mean }) => isWorse(mean)),
    (difference) => ({ difference, judged: difference.mean! })
  )
  const apart = gravestFirst(subject, apartIn(told, subject), (one) => one)
  const open = unseen(subject, judged)
  const worseOff = byCohort(worse, cohortOf)
  const apartAt = byCohort(apart, ({ difference, site }) => `${site} ${cohortOf(difference)}`)
  const more = Math.max(0, worseOff.length - mostFindings) + Math.max(0, apartAt.length - mostFindings)
  const drawn = [
    ...new Set([...worseOff.map(([gravest]) => gravest), ...apartAt.map(([{ difference }]) => difference)])
  ]
  const first = judged.filter(
    (difference) => measureOf(subject, difference)?.headline !== undefined && difference.sense !== "none"
  )
  const table = map(subject)
  return {
    id: "pool",
    title: "What holds over the sites",
    goal: "Whether any cohort is worse off than its rest over these hospitals together, and which hospitals differ from the others.",
    blocks: [
      ...cautions.map((words) => caveat("warning", ...words)),
      ...(judged.length === 0
        ? [
            caveat(
              "serious",
              { strong: "Nothing was judged over the sites. " },
              ...text`Of ${counted(sites.length, "site")} (${listedFew([...sites], 12)}) no ${Document.count(fewestSites)} judged the same difference, as a verdict on their mean needs. How they differ from each other is judged.`
            )
          ]
        : [
            paragraph(
              ...text`${counted(sites.length, "site")}: ${listedFew([...sites], 12)}. Of ${counted(judged.length, "difference")} between a cohort and its rest that at least ${Document.count(fewestSites)} of them judged, ${Document.count(worse.length)} ${worse.length === 1 ? "shows" : "show"} a cohort that is worse off on the mean of these sites, and ${Document.count(worse.filter(({ elsewhere }) => isWorse(elsewhere)).length)} also at sites like these. ${counted(apart.length, "difference")} at a single site ${apart.length === 1 ? "is" : "are"} worse than at the others. All hold at once with ${Document.percentage(level, 0)}.`
            )
          ]),
      ...worseOff.slice(0, mostFindings).map((found) => meanFinding(subject, found)),
      ...apartAt.slice(0, mostFindings).map((found) => apartFinding(subject, found)),
      ...(more > 0 ? [paragraph(...text`And ${counted(more, "more cohort")} in the tables.`)] : []),
      ...(worse.length + apart.length === 0 && judged.length > 0
        ? [
            paragraph(
              ...text`${{ strong: "Nothing was shown. " }}No cohort was found to be worse off on the mean of the sites, and no site to differ from the others. That is no evidence that none is.`
            )
          ]
        : []),
      ...(table === undefined ? [] : [table]),
      ...(open.length === 0
        ? []
        : [
            paragraph(
              ...text`${{ strong: "More than this is ruled out on the mean of these sites: " }}${enumerated(open)}.`
            )
          ]),
      ...forest(subject, drawn.length > 0 ? drawn : first)
    ]
  }
}

const reading = ({ pool: { level } }: Subject): Section => ({
  id: "reading",
  title: "How to read and what it rests on",
  blocks: [
    paragraph(
      "What is pooled is the difference between a cohort and its rest within each site. That patients of one hospital are iller than those of another, or that its threshold is another number, is no part of it."
    ),
    paragraph(
      ...text`${{ strong: "Mean of these sites: " }}each site weighs by the inverse of its variance. It says what holds over these hospitals on the whole, alike or not. ${{ strong: "Mean of sites like these: " }}these hospitals are taken for a sample of many; how much the true difference varies between them (τ²) is estimated by Paule and Mandel's method, and the error by Hartung and Knapp's. Of few sites it is known badly, and intervals are wide. ${{ strong: "Expected at another: " }}where the true difference of one more such hospital is expected with ${Document.percentage(level, 0)}. ${{ strong: "Apart: " }}the difference at a site is other than the mean of the others.`
    ),
    paragraph(
      ...text`Intervals of means, and of sites apart, hold for everything in this report at once with ${Document.percentage(level, 0)}: half of the error is spent on means of these sites, a quarter on those of sites like these and a quarter on sites apart. Where another is expected, I² (how much of the spread between sites is not chance) and its p are of each difference alone. A mean is judged where at least ${Document.count(fewestSites)} sites judged the difference, each with enough patients. Verdicts of the sites hold within their own audits.`
    ),
    paragraph("Nothing here needs the patients' data: it follows from the findings files alone.")
  ]
})

/** What holds over the sites, all differences, the sites, and how to read it. */
export const assemble = (sites: ReadonlyArray<Site>, pool: Pool): ReportDocument => {
  const [first] = sites
  const subject: Subject = { sites, pool, names: namesOf(...sites.map(({ findings }) => findings)) }
  const { accent, locale, paper } = first!.findings.report
  return {
    cover: {
      title: `Over ${sites.length} sites: ${first!.findings.audit.title}`,
      language: "en",
      facts: [
        { label: "Sites", value: [listedFew([...pool.sites], 12)] },
        { label: "Intervals", value: text`hold at once with ${Document.percentage(pool.level, 0)}` }
      ]
    },
    presentation: { locale, paper, ...(accent === undefined ? {} : { accent }) },
    sections: [answer(subject), audits(subject), reading(subject), everything(subject), bySite(subject)],
    glossary: []
  }
}
