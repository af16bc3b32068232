/** The same audit at several sites, from the findings alone: what holds over all of them, and which of them differ. */
import type { AuditFindings, Measure } from "@fairward/core"
import { Comparison } from "@fairward/core"
import { text } from "@fairward/core/Prose"
import type { Text } from "@fairward/core/ReportDocument"
import { Factors, MetaAnalysis, Planning } from "@fairward/stats"
import { isOfSameData, type Refusal, refusals, unlike, unlikeDefinitions } from "./internal/comparable.ts"
import { type ComparedStage, comparedStages } from "./internal/comparisons.ts"
import { combinedLoadings, inflationOf, maximaOf, quantileOf } from "./internal/maxima.ts"
import { courseKeyOf, type Judged, type Point, pointOf, smallestMargin } from "./internal/points.ts"

export type { Judged } from "./internal/points.ts"

/** What is asked of every difference, and what part of the error each question may spend. */
const shares = {
  /** Is the cohort worse off on the mean of these sites? */
  mean: 1 / 2,
  /** Is it on the mean of all sites that these are a sample of? */
  elsewhere: 1 / 4,
  /** Does a site differ from the mean of the others? */
  apart: 1 / 4
} as const
export type Question = keyof typeof shares

/** Fewer let nothing be judged of their mean: what two hospitals have in common says little of others. */
export const fewestSites = 3

/** An audit of a site. */
export interface Site {
  readonly name: string
  readonly findings: AuditFindings.AuditFindings
}

/** What a site says of a cohort. */
export interface AtSite extends Pick<Point, "difference" | "standardError" | "verdict"> {
  readonly cohort: number | null
  readonly rest: number | null
  /** Of its own audit, which holds for all that this audit compares. */
  readonly interval: { readonly low: number; readonly high: number } | null
  /** Its difference minus the mean of the others; absent where it is not judged, or alone. */
  readonly apart?: Judged
}

/** Sites like these: a mean, where one of them is expected, and how much they differ. */
export interface Elsewhere extends Judged {
  readonly tau2: number
  readonly i2: number
  readonly q: number
  readonly p: number
  /** Of this difference alone, each with the level of the audits: of the mean, and of the difference at another such site. */
  readonly alone: { readonly low: number; readonly high: number }
  readonly expected: { readonly low: number; readonly high: number }
}

export interface Difference {
  readonly stage: string
  readonly grouping: string
  readonly category: string
  readonly metric: string
  readonly sense: Comparison.Sense
  /** As of the comparisons: absent where a cohort is held against its rest. */
  readonly between?: Comparison.Between
  /** By site; `null` where it was not compared. */
  readonly sites: ReadonlyArray<AtSite | null>
  /** Sites that judged it. */
  readonly judgedAt: number
  /** Of these sites, weighed by the inverse of their variances; `null` where fewer than two judged it. */
  readonly mean: Judged | null
  /** `null` where fewer than three did. */
  readonly elsewhere: Elsewhere | null
}

export interface Stage {
  readonly id: string
  readonly title: string
  readonly measures: ReadonlyArray<typeof Measure.Measure.Type>
  readonly differences: ReadonlyArray<Difference>
}

export interface Pool {
  readonly level: number
  readonly sites: ReadonlyArray<string>
  readonly stages: ReadonlyArray<Stage>
  readonly cautions: ReadonlyArray<Text>
}

/** A difference that several sites judged. */
interface Member {
  readonly family: string
  /** By their places. */
  readonly sites: ReadonlyArray<number>
  /** What findings of these carry, in the same order. */
  readonly joints: ReadonlyArray<Comparison.Joint>
  readonly pooled: MetaAnalysis.Pooled
}

/** A difference and what each site says of it. */
interface Asked {
  readonly found: ReadonlyArray<Comparison.Comparison | undefined>
  readonly points: ReadonlyArray<Point | null>
  readonly margin: number | null
  /** Where at least two sites judged it. */
  readonly member?: Member
}

const askedOf = (found: Asked["found"]): Asked => {
  const points = found.map((one) => (one === undefined ? null : pointOf(one)))
  const margin = smallestMargin(found.flatMap((one) => (one === undefined ? [] : [one.margin])))
  const known = points.flatMap((point, site) => {
    const joint = found[site]?.interval?.joint
    if (point?.standardError === undefined || point.difference === null || joint === undefined) return []
    return [{ site, joint, difference: point.difference }]
  })
  if (known.length < 2) return { found, points, margin }
  const joints = known.map(({ joint }) => joint)
  const pooled = MetaAnalysis.pool(
    known.map(({ difference }) => difference),
    joints.map(({ standardError }) => standardError)
  )
  return {
    found,
    points,
    margin,
    member: { family: joints[0]!.family, sites: known.map(({ site }) => site), joints, pooled }
  }
}

const isPooled = ({ sites }: Member): boolean => sites.length >= fewestSites

/** How many standard errors the intervals of a family reach, by question; Student's t where the sites are a sample. */
interface Reach {
  readonly mean: number
  readonly apart: number
  readonly elsewhere: (sites: number) => number
}

const commonFactors = 12

const reachOf = (members: ReadonlyArray<Member>, alpha: number, inflation: number): Reach => {
  const pooled = members.filter(isPooled)
  const loadings = combinedLoadings(
    pooled.map(({ joints, pooled: { common }, sites }) => ({
      standardError: common.standardError,
      parts: joints.map((joint, i) => ({ audit: sites[i]!, joint, weight: common.weights[i]! }))
    }))
  )
  // Sites compare much the same cohorts and measures, so that fewer factors than they have together say as much.
  const maxima = maximaOf(Factors.reduced(loadings, commonFactors))
  const asked = members.reduce((sum, { sites }) => sum + sites.length, 0)
  const elsewhere = Planning.criticalValue(alpha * shares.elsewhere, Math.max(1, pooled.length))
  return {
    mean: inflation * quantileOf(maxima, 1 - alpha * shares.mean),
    apart: inflation * Planning.criticalValue(alpha * shares.apart, asked),
    elsewhere: (sites) => inflation * MetaAnalysis.studentReach(elsewhere, sites - 1)
  }
}

const around = (estimate: number, half: number) => ({ low: estimate - half, high: estimate + half })

/** A question answered, in the unit of the measure. */
type Judge = (estimate: number, standardError: number, reach: number) => Judged

/** How each site differs from the mean of the others. */
const apartOf = (
  { joints, pooled: { common }, sites }: Member,
  points: Asked["points"],
  judge: Judge,
  reach: Reach
): ReadonlyMap<number, Judged> =>
  new Map(
    sites.map((site, i) => {
      const [weight, difference] = [common.weights[i]!, points[site]!.difference!]
      const others = (common.estimate - weight * difference) / (1 - weight)
      // The others weigh (1 - weight) / s_common^2 together.
      const error = Math.hypot(joints[i]!.standardError, common.standardError / Math.sqrt(1 - weight))
      return [site, judge(difference - others, error, reach.apart)] as const
    })
  )

const elsewhereOf = ({ pooled, sites }: Member, judge: Judge, reach: Reach, level: number): Elsewhere => {
  const { estimate, standardError } = pooled.random
  const normal = Planning.criticalValue(1 - level, 1)
  const student = MetaAnalysis.studentReach(normal, sites.length - 1)
  const { i2, p, q, tau2 } = pooled.heterogeneity
  return {
    ...judge(estimate, standardError, reach.elsewhere(sites.length)),
    tau2,
    i2,
    q,
    p,
    alone: around(estimate, student * standardError),
    expected: around(estimate, MetaAnalysis.predictionReach(pooled, normal))
  }
}

interface Context {
  readonly stage: string
  readonly level: number
  /** The measure is a share, so that no difference is beyond 1. */
  readonly isShare: boolean
}

const differenceOf = (
  { found, margin, member, points }: Asked,
  reach: Reach | undefined,
  { isShare, level, stage }: Context
): Difference => {
  const { between, category, grouping, metric, sense } = found.find((one) => one !== undefined)!
  const isJudged = member !== undefined && isPooled(member)
  const judge: Judge = (estimate, standardError, critical) => {
    const whole = around(estimate, critical * standardError)
    const ends = isShare ? { low: Math.max(-1, whole.low), high: Math.min(1, whole.high) } : whole
    return { estimate, standardError, ...ends, margin, verdict: Comparison.verdictOf({ margin, sense }, ends) }
  }
  /** Without a verdict, and so with an interval for itself alone. */
  const describe: Judge = (estimate, standardError) => ({
    estimate,
    standardError,
    ...around(estimate, Planning.criticalValue(1 - level, 1) * standardError),
    margin,
    verdict: "no verdict"
  })
  const known = member === undefined || reach === undefined ? undefined : { member, reach }
  const apart = known === undefined ? undefined : apartOf(known.member, points, judge, known.reach)
  const meanOf = ({ member: { pooled }, reach: { mean } }: NonNullable<typeof known>) =>
    (isJudged ? judge : describe)(pooled.common.estimate, pooled.common.standardError, mean)
  return {
    stage,
    grouping,
    category,
    metric,
    sense,
    ...(between === undefined ? {} : { between }),
    sites: points.map((point, at) => {
      if (point === null) return null
      const { interval } = found[at]!
      const own = apart?.get(at)
      return {
        ...point,
        cohort: point.cohort.estimate,
        rest: point.rest.estimate,
        interval: interval === null ? null : { low: interval.low, high: interval.high },
        ...(own === undefined ? {} : { apart: own })
      }
    }),
    judgedAt: points.filter((point) => point?.standardError !== undefined).length,
    mean: known === undefined ? null : meanOf(known),
    elsewhere: known === undefined || !isJudged ? null : elsewhereOf(known.member, judge, known.reach, level)
  }
}

const differencesOf = (
  id: string,
  stages: ReadonlyArray<ComparedStage | undefined>,
  measures: Stage["measures"],
  { alpha, level }: { readonly alpha: number; readonly level: number }
): ReadonlyArray<Difference> => {
  const shares = new Set(measures.flatMap(({ id, unit }) => (unit === "share" ? [id] : [])))
  const byKey = stages.map((stage) => new Map((stage?.comparisons ?? []).map((one) => [courseKeyOf(one), one])))
  const keys = new Set(byKey.flatMap((found) => [...found.keys()]))
  const asked = [...keys].map((key) => askedOf(byKey.map((found) => found.get(key))))
  const families = Map.groupBy(
    asked.flatMap(({ member }) => member ?? []),
    ({ family }) => family
  )
  const reaches = new Map(
    Array.from(families, ([family, members]) => {
      const share = Math.max(...members.flatMap(({ joints }) => joints.map((joint) => joint.share)))
      const inflation = Math.max(
        ...stages.flatMap((stage) => (stage === undefined ? [] : [inflationOf(stage, family, level)]))
      )
      return [family, reachOf(members, alpha * share, inflation)] as const
    })
  )
  return asked.map((one) => {
    const isShare = one.found.some((at) => at !== undefined && shares.has(at.metric))
    return differenceOf(one, reaches.get(one.member?.family ?? ""), { stage: id, level, isShare })
  })
}

/** The differences of the stages that at least two sites have: see {@link of}. */
export const ofStages = (
  sites: ReadonlyArray<ReadonlyArray<ComparedStage>>,
  { level }: { readonly level: number }
): ReadonlyArray<Stage> => {
  const audits = sites.map((stages) => new Map(stages.map((stage) => [stage.id, stage])))
  const ids = [...new Set(audits.flatMap((stages) => [...stages.keys()]))].filter(
    (id) => audits.filter((stages) => stages.has(id)).length > 1
  )
  const alpha = (1 - level) / Math.max(1, ids.length)
  return ids.map((id): Stage => {
    const stages = audits.map((own) => own.get(id))
    const { measures: described, title } = stages.find((stage) => stage !== undefined)!
    const measures = [...described.values()]
    return { id, title, measures, differences: differencesOf(id, stages, measures, { alpha, level }) }
  })
}

const refused = (sites: ReadonlyArray<Site>): ReadonlyArray<Refusal> => {
  const [first, ...others] = sites
  if (first === undefined || others.length === 0) {
    return [
      {
        message: `There ${sites.length === 1 ? "is 1 site" : "is no site"}, and a pool is of at least two.`,
        fix: "Name the findings of more sites."
      }
    ]
  }
  const twice = sites.flatMap((site, i) =>
    sites
      .slice(0, i)
      .filter(({ findings }) => isOfSameData(findings, site.findings))
      .map(({ name }) => ({
        message: `${name} and ${site.name} are audits of the same files: patients would be counted twice.`,
        fix: "Name each site once."
      }))
  )
  const unlike = others.flatMap((site) =>
    [
      ...refusals(first.findings, site.findings),
      ...unlikeDefinitions(first.findings, site.findings, [first.name, site.name])
    ].map(({ fix, message }) => ({ message: `${first.name} and ${site.name}: ${message}`, fix }))
  )
  return [...twice, ...unlike]
}

/** What differs from the first audit, each once, with the first site in which it does. */
const cautionsOf = ([first, ...others]: ReadonlyArray<Site>): ReadonlyArray<Text> =>
  others.flatMap(({ findings, name }) =>
    unlike(first!.findings, findings, [first!.name, name]).map((words) => text`${first!.name} and ${name}: ${words}`)
  )

/**
 * Pools every difference between a cohort and its rest over sites with patients of their own. What is pooled is the difference
 * within each site: what differs between sites, such as how ill their patients are, is not part of it.
 *
 * Of k sites that judged a difference d with standard error s, three things are asked, with the numbers of `MetaAnalysis.pool`.
 * The mean of these sites, weighed by 1 / s^2, which is what they have on the whole, alike or not. The mean of all sites that
 * these are a sample of (Paule-Mandel tau^2; Hartung and Knapp's error; Student's t of k - 1 degrees of freedom). And of each site
 * d - mean of the others, with the error sqrt(s^2 + s_others^2). The first two need three sites.
 *
 * An interval is estimate -+ c s, for a family that spends the share f of its stage, with a = (1 - level) f q / m; q is 1/2 for
 * the mean and 1/4 for each other question, m the number of stages that two sites have. For the mean c is the quantile of max |Z|
 * over the family at 1 - a, Z normal with the correlations that follow from the loadings of the sites' findings (100,000 seeded
 * draws). For the others it is the normal quantile at 1 - a / (2 k), k differences, or sites of differences; at sites like these
 * Student's t that is exceeded as rarely. Each is times the largest inflation of a site (see `Changes.between`). So all of it holds
 * at once with probability `level`. Margins are the smallest of the sites; intervals of shares end
 * at -1 and 1.
 *
 * Fails with all reasons why the audits cannot be pooled: one site, the same files twice, other levels, horizons, scales, rules for
 * the threshold, declared margins, verdict minima or categories.
 */
export const of = (sites: ReadonlyArray<Site>): Pool | ReadonlyArray<Refusal> => {
  const refusing = refused(sites)
  if (refusing.length > 0) return refusing
  const { level } = sites[0]!.findings.audit
  return {
    level,
    sites: sites.map(({ name }) => name),
    stages: ofStages(
      sites.map(({ findings }) => comparedStages(findings)),
      { level }
    ),
    cautions: cautionsOf(sites)
  }
}

export const isRefused = (found: Pool | ReadonlyArray<Refusal>): found is ReadonlyArray<Refusal> => Array.isArray(found)
