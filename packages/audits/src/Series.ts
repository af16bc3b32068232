/** The same audit again and again, month by month, from the findings alone: verdicts that hold however often one looks. */
import type { AuditFindings, Measure } from "@fairward/core"
import { Comparison } from "@fairward/core"
import { text } from "@fairward/core/Prose"
import type { Text } from "@fairward/core/ReportDocument"
import { Planning } from "@fairward/stats"
import { cautions, isOfSameData, type Refusal, refusals } from "./internal/comparable.ts"
import { type ComparedStage, comparedStages } from "./internal/comparisons.ts"
import { inflationOf } from "./internal/maxima.ts"
import { courseKeyOf, type Judged, type Point, pointOf, smallestMargin } from "./internal/points.ts"

export type { Judged, Point } from "./internal/points.ts"

/** What is asked at every look, and what part of the error each may spend. */
const shares = {
  /** Is the cohort worse off than its rest, over all periods so far? */
  disparity: 1 / 2,
  /** Is the latest period other than the baseline? */
  latest: 1 / 4,
  /** Are all periods after the baseline together other than it? */
  since: 1 / 4
} as const
export type Question = keyof typeof shares
export const questions = Object.keys(shares) as ReadonlyArray<Question>

/** An audit of a period. */
export interface Period {
  /** Of the file or folder. */
  readonly name: string
  readonly findings: AuditFindings.AuditFindings
}

export interface Options {
  /** At how many periods at most this series will be looked at, declared before the first look. */
  readonly looks: number
  /** The first so many periods are what later ones are held against, as soon as there are any. */
  readonly baseline: number
}

/** What was known of a cohort after a period; `null` where the period adds nothing. */
export type Look = Readonly<Record<Question, Judged | null>>

export interface Course {
  readonly stage: string
  readonly grouping: string
  readonly category: string
  readonly metric: string
  readonly sense: Comparison.Sense
  /** As of the comparisons: absent where a cohort is held against its rest. */
  readonly between?: Comparison.Between
  /** By period; `null` where it was not compared. */
  readonly points: ReadonlyArray<Point | null>
  readonly looks: ReadonlyArray<Look>
}

export interface Stage {
  readonly id: string
  readonly title: string
  readonly measures: ReadonlyArray<typeof Measure.Measure.Type>
  readonly courses: ReadonlyArray<Course>
}

export interface Series extends Options {
  readonly level: number
  readonly periods: ReadonlyArray<string>
  readonly stages: ReadonlyArray<Stage>
  readonly cautions: ReadonlyArray<Text>
}

/** A difference that can be pooled. */
interface Known {
  readonly difference: number
  readonly standardError: number
  /** Of both sides; absent where counts are withheld. */
  readonly patients?: number
}

const knownOf = (point: Point | null): Known | undefined => {
  if (point === null || point.difference === null || point.standardError === undefined) return undefined
  const { cohort, difference, rest, standardError } = point
  const [own, others] = [cohort.bearing, rest.bearing]
  const patients = own === undefined || others === undefined ? {} : { patients: (own * others) / (own + others) }
  return { difference, standardError, ...patients }
}

/** The mean of differences of independent periods: sum w d / sum w, with the error sqrt(sum w^2 s^2) / sum w. */
const pooled = (known: ReadonlyArray<Known>): Pick<Judged, "estimate" | "standardError"> | undefined => {
  if (known.length === 0) return undefined
  // By patients, not by the errors: those are smallest where chance made a cohort look alike. Never some by these, some by those.
  const isCounted = known.every(({ patients }) => patients !== undefined)
  const weighed = known.map((one) => ({ ...one, weight: isCounted ? one.patients! : one.standardError ** -2 }))
  const all = weighed.reduce((sum, { weight }) => sum + weight, 0)
  const estimate = weighed.reduce((sum, { difference, weight }) => sum + weight * difference, 0) / all
  const standardError = Math.sqrt(weighed.reduce((sum, one) => sum + (one.weight * one.standardError) ** 2, 0)) / all
  return { estimate, standardError }
}

type Estimated = ReturnType<typeof pooled>

const minus = (later: Estimated, earlier: Estimated): Estimated =>
  later === undefined || earlier === undefined
    ? undefined
    : {
        estimate: later.estimate - earlier.estimate,
        standardError: Math.hypot(later.standardError, earlier.standardError)
      }

/** What is asked after a period, as numbers. */
const estimatesAt = (
  points: ReadonlyArray<Point | null>,
  at: number,
  baseline: number
): Readonly<Record<Question, Estimated>> => {
  const of = (from: number, to: number) => pooled(points.slice(from, to).flatMap((point) => knownOf(point) ?? []))
  if (knownOf(points[at]!) === undefined) return { disparity: undefined, latest: undefined, since: undefined }
  const first = of(0, baseline)
  return {
    disparity: of(0, at + 1),
    latest: at < baseline ? undefined : minus(of(at, at + 1), first),
    // The first period after the baseline is the latest one.
    since: at <= baseline ? undefined : minus(of(baseline, at + 1), first)
  }
}

/** What each difference of a family may spend of the error at a look. */
interface Allowance {
  /** Of all its differences together. */
  readonly alpha: number
  readonly differences: number
  readonly inflation: number
}

/** By look and family, from the audits until then alone: what comes later changes nothing that was said. */
const allowancesOf = (
  stages: ReadonlyArray<ComparedStage | undefined>,
  { alphas, level }: { readonly alphas: ReadonlyArray<number>; readonly level: number }
): ReadonlyArray<ReadonlyMap<string, Allowance>> => {
  const joints = new Map<string, Comparison.Joint>()
  const inflations = new Map<string, number>()
  return stages.map((stage, at) => {
    for (const one of stage?.comparisons ?? []) {
      const joint = one.interval?.joint
      if (joint !== undefined) joints.set(courseKeyOf(one), joint)
    }
    const families = Map.groupBy(joints.values(), ({ family }) => family)
    for (const family of stage === undefined ? [] : families.keys()) {
      inflations.set(family, Math.max(inflations.get(family) ?? 1, inflationOf(stage!, family, level)))
    }
    const shares = [...families.values()].map((members) => Math.max(...members.map(({ share }) => share)))
    // Audits of other options may share out otherwise; together they spend no more than all.
    const all = Math.max(
      1,
      shares.reduce((sum, share) => sum + share, 0)
    )
    return new Map(
      [...families].map(([family, { length: differences }], i) => {
        const alpha = (alphas[at]! * shares[i]!) / all
        return [family, { alpha, differences, inflation: inflations.get(family)! }] as const
      })
    )
  })
}

const coursesOf = (
  stages: ReadonlyArray<ComparedStage | undefined>,
  {
    baseline,
    id,
    ...spending
  }: Parameters<typeof allowancesOf>[1] & Pick<Options, "baseline"> & { readonly id: string }
): ReadonlyArray<Course> => {
  const allowances = allowancesOf(stages, spending)
  const byKey = stages.map((stage) => new Map((stage?.comparisons ?? []).map((one) => [courseKeyOf(one), one])))
  const latest = new Map(byKey.flatMap((found) => [...found]))
  return [...latest].map(([key, { between, category, grouping, metric, sense }]): Course => {
    const found = byKey.map((one) => one.get(key))
    const points = found.map((one) => (one === undefined ? null : pointOf(one)))
    const looks = points.map((_, at): Look => {
      const estimated = estimatesAt(points, at, baseline)
      const margin = smallestMargin(found.slice(0, at + 1).flatMap((one) => (one === undefined ? [] : [one.margin])))
      const allowance = allowances[at]!.get(found[at]?.interval?.joint?.family ?? "")
      const judged = (question: Question): Judged | null => {
        const asked = estimated[question]
        if (asked === undefined || allowance === undefined) return null
        const { alpha, differences, inflation } = allowance
        const critical = Planning.criticalValue(alpha * shares[question], differences) * inflation
        const { estimate, standardError } = asked
        const [low, high] = [estimate - critical * standardError, estimate + critical * standardError]
        const verdict = Comparison.verdictOf({ margin, sense }, { low, high })
        return { estimate, standardError, low, high, margin, verdict }
      }
      return { disparity: judged("disparity"), latest: judged("latest"), since: judged("since") }
    })
    return {
      stage: id,
      grouping,
      category,
      metric,
      sense,
      ...(between === undefined ? {} : { between }),
      points,
      looks
    }
  })
}

export const isRefused = (found: Series | ReadonlyArray<Refusal>): found is ReadonlyArray<Refusal> =>
  Array.isArray(found)

const refused = (periods: ReadonlyArray<Period>, { looks }: Options): ReadonlyArray<Refusal> => {
  const [first] = periods
  if (first === undefined || periods.length < 2) {
    return [
      {
        message: `There ${periods.length === 1 ? "is 1 period" : "is no period"}, and a series is at least two.`,
        fix: "Audit the next period, or name a folder with the findings of more."
      }
    ]
  }
  if (periods.length > looks) {
    return [
      {
        message: `There are ${periods.length} periods, and ${looks} looks were declared: verdicts hold for no more.`,
        fix: "Begin a new series with the periods since, or declare more looks and say that they were declared late."
      }
    ]
  }
  return periods.flatMap((period, i) => [
    ...(i === 0
      ? []
      : refusals(first.findings, period.findings).map(({ fix, message }) => ({
          message: `${first.name} and ${period.name}: ${message}`,
          fix
        }))),
    ...periods
      .slice(0, i)
      .filter(({ findings }) => isOfSameData(findings, period.findings))
      .map(({ name }) => ({
        message: `${name} and ${period.name} are audits of the same files: patients would be counted twice.`,
        fix: "Keep one of them in the folder."
      }))
  ])
}

/** What differs from the first audit, each once with the first period in which it does. */
const cautionsOf = ([first, ...others]: ReadonlyArray<Period>): ReadonlyArray<Text> => {
  const told = new Set<string>()
  return others.flatMap(({ findings, name }) =>
    cautions(first!.findings, findings).flatMap((words): ReadonlyArray<Text> => {
      const key = JSON.stringify(words)
      if (told.has(key)) return []
      told.add(key)
      return [text`${first!.name} and ${name}: ${words}`]
    })
  )
}

/** The courses of the stages that any period has: see {@link of}. */
export const ofStages = (
  periods: ReadonlyArray<ReadonlyArray<ComparedStage>>,
  { baseline, level, looks }: Options & { readonly level: number }
): ReadonlyArray<Stage> => {
  const audits = periods.map((stages) => new Map(stages.map((stage) => [stage.id, stage])))
  const met = new Set<string>()
  /** What each stage may spend at a look: its part among those that were met by then. */
  const alphas = audits.map((stages) => {
    for (const id of stages.keys()) met.add(id)
    return (1 - level) / looks / Math.max(1, met.size)
  })
  const ids = [...new Set(audits.toReversed().flatMap((stages) => [...stages.keys()]))]
  return ids.map((id): Stage => {
    const stages = audits.map((stages) => stages.get(id))
    const { measures, title } = stages.findLast((stage) => stage !== undefined)!
    const courses = coursesOf(stages, { alphas, baseline, id, level })
    return { id, title, measures: [...measures.values()], courses }
  })
}

/**
 * The course of every difference between a cohort and its rest over periods of different patients, in their order.
 *
 * After each period three things are asked of it. Whether the cohort is worse off: the mean difference of all periods so far.
 * Whether the latest period is other than the mean of the baseline, its first periods; and whether all after the baseline are,
 * together. Means are d = sum w d_t / sum w with w = n m / (n + m), n and m the event-bearing patients of cohort and rest, and
 * s = sqrt(sum w^2 s_t^2) / sum w; changes have s^2 = s_later^2 + s_earlier^2. Only periods count in which the audit judged.
 *
 * An interval is estimate -+ c s. c is the normal quantile at 1 - a / (2 k), a = (1 - level) q f / (m L), times the largest
 * inflation of an audit (see `Changes.between`), for k differences of a family that spends the share f of its stage, m stages,
 * L declared looks, and q = 1/2 for the mean and 1/4 for each change. k, f, m, the inflation and the margin are those of the
 * audits until that look: a later period, with whatever it brings, changes nothing that was said before it. The intervals of
 * a look err with a probability of at most (1 - level) / L, however many they are; so by Bonferroni's inequality all intervals
 * of a series, at all looks together, hold with probability `level`, whatever was decided at earlier looks.
 *
 * Fails with all reasons why the audits are no series: too few or more than were declared, other levels, horizons or scales, or
 * the same files twice.
 */
export const of = (periods: ReadonlyArray<Period>, options: Options): Series | ReadonlyArray<Refusal> => {
  const refusing = refused(periods, options)
  if (refusing.length > 0) return refusing
  const { level } = periods[0]!.findings.audit
  return {
    ...options,
    level,
    periods: periods.map(({ name }) => name),
    stages: ofStages(
      periods.map(({ findings }) => comparedStages(findings)),
      { ...options, level }
    ),
    cautions: cautionsOf(periods)
  }
}

export const isHarmed = (judged: Judged | null): boolean =>
  judged?.verdict === "material" || judged?.verdict === "worse"

/** The first period after which a question was answered with that a cohort is worse off, or fell back. */
export const foundAt = ({ looks }: Course, question: Question): number | undefined => {
  const at = looks.findIndex((look) => isHarmed(look[question]))
  return at < 0 ? undefined : at
}

/** Both sides in the periods from one up to another, as means over those that were judged, weighed as their differences are. */
export const sidesIn = ({ points }: Course, from: number, to: number): Record<"cohort" | "rest", number | null> => {
  const judged = points.slice(from, to).flatMap((point) => {
    const known = knownOf(point)
    return point === null || known === undefined ? [] : [{ point, known }]
  })
  const meanOf = (side: "cohort" | "rest") => {
    const known = judged.flatMap(({ known, point }) => {
      const { estimate } = point[side]
      return estimate === null ? [] : [{ ...known, difference: estimate }]
    })
    return known.length < judged.length ? null : (pooled(known)?.estimate ?? null)
  }
  return { cohort: meanOf("cohort"), rest: meanOf("rest") }
}
