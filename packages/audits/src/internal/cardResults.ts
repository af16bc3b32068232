/** Results of a model card: what was measured of everyone, of each cohort, and between a cohort and its rest. */
import type { AuditFindings } from "@fairward/core"
import type { Measure } from "@fairward/core/Measure"
import { Schema } from "effect"
import { namesOf } from "./names.ts"

type Findings = AuditFindings.AuditFindings

export interface CardResult {
  readonly label: string
  readonly value: Readonly<Record<string, unknown>>
}

const Estimate = Schema.NullOr(Schema.Finite)
const optionalEstimate = Schema.optionalKey(Estimate)

const Side = Schema.Struct({ estimate: Estimate, low: optionalEstimate, high: optionalEstimate })

const Compared = Schema.Struct({
  comparisons: Schema.Array(
    Schema.Struct({
      grouping: Schema.String,
      category: Schema.String,
      metric: Schema.String,
      cohort: Side,
      difference: Estimate,
      interval: Schema.NullOr(
        Schema.Struct({ low: Schema.Finite, high: Schema.Finite, level: Schema.optionalKey(Schema.Finite) })
      ),
      margin: Estimate,
      verdict: Schema.String,
      withheld: Schema.optionalKey(Schema.String)
    })
  )
})

const Everyone = Schema.Struct({
  everyone: Schema.Array(
    Schema.Struct({ metric: Schema.String, estimate: Estimate, low: optionalEstimate, high: optionalEstimate })
  )
})

const decodeCompared = Schema.decodeUnknownOption(Compared)
const decodeEveryone = Schema.decodeUnknownOption(Everyone)

const stagesOf = ({ stages }: Findings) =>
  Object.values(stages).flatMap(({ findings, measures = [], status }) =>
    status === "done" ? [{ findings, headlines: measures.filter(({ headline }) => headline !== undefined) }] : []
  )

const interval = (low: number | null | undefined, high: number | null | undefined) =>
  low === null || low === undefined || high === null || high === undefined ? {} : { interval: { low, high } }

const sized = (patients: number | null) => (patients === null ? {} : { n: patients })

const unitOf = ({ unit }: Measure) => ({ unit: unit === "share" ? "1" : unit })

/** Headlines over all patients. */
export const everyoneResults = (findings: Findings): ReadonlyArray<CardResult> =>
  stagesOf(findings).flatMap((stage) => {
    const found = decodeEveryone(stage.findings)
    if (found._tag === "None") return []
    return found.value.everyone.flatMap(({ estimate, high, low, metric }) => {
      const measure = stage.headlines.find(({ id }) => id === metric)
      return measure === undefined || estimate === null
        ? []
        : [
            {
              label: `${measure.title}, everyone`,
              value: {
                kind: "estimate",
                estimate,
                ...interval(low, high),
                ...unitOf(measure),
                ...sized(findings.audit.everyone.patients)
              }
            }
          ]
    })
  })

type Contrast = (typeof Compared.Type)["comparisons"][number]

const contrastsOf = (findings: Findings): ReadonlyArray<Contrast & { readonly measure: Measure }> =>
  stagesOf(findings).flatMap((stage) => {
    const found = decodeCompared(stage.findings)
    if (found._tag === "None") return []
    return found.value.comparisons.flatMap((one) => {
      const measure = stage.headlines.find(({ id }) => id === one.metric)
      return measure === undefined ? [] : [{ ...one, measure }]
    })
  })

const cohortOf = ({ audit }: Findings, { category, grouping }: Contrast) =>
  audit.groupings.find(({ id }) => id === grouping)?.categories.find(({ id }) => id === category)

const nameOf = (
  findings: Findings,
  { category, grouping, measure }: ReturnType<typeof contrastsOf>[number]
): string => {
  const names = namesOf(findings, findings)
  return `${measure.title}, ${names.groupingOf(grouping)}: ${names.categoryOf(grouping, category)}`
}

/** Headlines in each cohort less those in its rest, with their verdicts. */
export const contrastResults = (findings: Findings): ReadonlyArray<CardResult> =>
  contrastsOf(findings).map((one) => ({
    label: `${nameOf(findings, one)}, less its rest`,
    value: {
      kind: "difference",
      estimate: one.difference,
      ...interval(one.interval?.low, one.interval?.high),
      ...(one.interval?.level === undefined ? {} : { level: one.interval.level }),
      ...(one.margin === null ? {} : { margin: one.margin }),
      ...unitOf(one.measure),
      verdict: one.withheld ?? one.verdict,
      ...(one.withheld === undefined ? {} : { withheld: true }),
      ...sized(cohortOf(findings, one)?.patients ?? null)
    }
  }))

const ofSafety: ReadonlySet<string> = new Set(["missed", "late", "false alarms"])

/** Headlines about safety in each cohort. */
export const cohortResults = (findings: Findings): ReadonlyArray<CardResult> =>
  contrastsOf(findings)
    .filter(({ cohort, measure }) => ofSafety.has(measure.harm) && cohort.estimate !== null)
    .map((one) => ({
      label: nameOf(findings, one),
      value: {
        kind: "estimate",
        estimate: one.cohort.estimate,
        ...interval(one.cohort.low, one.cohort.high),
        ...unitOf(one.measure),
        verdict: one.withheld ?? one.verdict,
        ...sized(cohortOf(findings, one)?.patients ?? null)
      }
    }))
