/** What an audit found, in a few lines for a terminal. */
import { AuditFindings, Comparison, Labels, Measure, Message, Names } from "@fairward/core"
import { Option, Schema } from "effect"

const Compared = Schema.Struct({ comparisons: Schema.Array(Comparison.Comparison) })

/** The comparisons of a stage; none when it makes none. */
const comparisonsOf = (findings: unknown): ReadonlyArray<Comparison.Comparison> =>
  Schema.decodeUnknownOption(Compared)(findings).pipe(
    Option.match({ onNone: () => [], onSome: ({ comparisons }) => comparisons })
  )

export interface StageSummary {
  readonly id: string
  readonly title: string
  readonly status: "done" | "skipped" | "failed"
  readonly reason?: string
  readonly seconds: number
  readonly comparisons: number
  /** Comparisons that are not judged for want of replicates, if there are any: that none is worse says nothing then. */
  readonly notJudged?: number
  /** Comparisons of each verdict that occurs. */
  readonly verdicts: Readonly<Partial<Record<Comparison.Comparison["verdict"], number>>>
}

/** The verdicts that are always counted: those of comparisons in which a direction is worse, or in which none is. */
const countedVerdicts = (comparisons: ReadonlyArray<Comparison.Comparison>) => [
  ...(comparisons.some(({ sense }) => sense !== "none") ? (["material", "worse"] as const) : []),
  ...(comparisons.some(({ sense }) => sense === "none") ? (["greater", "less"] as const) : []),
  ...(["better", "equivalent"] as const).filter((verdict) => comparisons.some((one) => one.verdict === verdict)),
  "inconclusive" as const,
  "too small" as const,
  ...(["not estimable", "no verdict"] as const).filter((verdict) => comparisons.some((one) => one.verdict === verdict))
]

export const stageSummaries = ({ stages }: Pick<AuditFindings.AuditFindings, "stages">): ReadonlyArray<StageSummary> =>
  Object.entries(stages).map(([id, { findings, reason, seconds, status, title }]) => {
    const comparisons = comparisonsOf(findings)
    const verdicts: Partial<Record<Comparison.Comparison["verdict"], number>> = {}
    for (const { verdict } of comparisons) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
    const notJudged = comparisons.filter(Comparison.awaitsReplicates).length
    return {
      id,
      title,
      status,
      ...(reason === undefined ? {} : { reason: Message.text(reason) }),
      seconds,
      comparisons: comparisons.length,
      ...(notJudged === 0 ? {} : { notJudged }),
      verdicts
    }
  })

const shown = 5
const number = (value: number | null) => (value === null ? "not estimable" : value.toFixed(3))

/** In margins, so that differences in several units can be ordered. */
const magnitude = ({ difference, margin }: Comparison.Comparison) => Math.abs(difference ?? 0) / (margin ?? 1)

const notable: ReadonlyArray<Comparison.Comparison["verdict"]> = ["material", "worse", "greater", "less"]

/**
 * Differences that are worse for a cohort, or greater, then less: of what the audit is mainly about; by the class of harm of their measures, the material ones
 * first, the largest first.
 */
const worstOf = (
  comparisons: ReadonlyArray<Comparison.Comparison>,
  measures: AuditFindings.AuditFindings["stages"][string]["measures"] = [],
  isPrimary: (metric: string) => boolean = () => false
) => {
  const harms = new Map(measures.map(({ harm, id }) => [id, Measure.harms.indexOf(harm)]))
  const harmOf = ({ metric }: Comparison.Comparison) => harms.get(metric) ?? Measure.harms.length
  return comparisons
    .filter(({ verdict }) => notable.includes(verdict))
    .toSorted(
      (a, b) =>
        Number(isPrimary(b.metric)) - Number(isPrimary(a.metric)) ||
        harmOf(a) - harmOf(b) ||
        notable.indexOf(a.verdict) - notable.indexOf(b.verdict) ||
        magnitude(b) - magnitude(a)
    )
}

const whole = new Intl.NumberFormat("en")

/** What a reader has to know before any result: scores that point the wrong way, labels that contradict the events. */
export const warningLines = ({
  labels,
  wrongDirection
}: {
  readonly labels?: AuditFindings.AuditSummary["dataset"]["labels"]
  readonly wrongDirection?: AuditFindings.AuditSummary["wrongDirection"]
}): ReadonlyArray<string> => [
  ...(wrongDirection === undefined
    ? []
    : [
        `Warning: scores point the wrong way. AUROC is ${wrongDirection.auroc.toFixed(3)} (standard error ${wrongDirection.standardError.toFixed(3)}, over patients): scores are lower before events than at other times. If a low score means a high risk, turn it in a query, such as 1 - score.`
      ]),
  ...(labels?.because === undefined || labels.contradictions.length === 0
    ? []
    : [
        `Warning: labels contradict events and horizon, and are taken as given, because: ${labels.because}`,
        ...labels.contradictions.map(
          ({ kind, steps }) =>
            `  ${steps === null ? "few" : whole.format(steps)} are ${Labels.contradictionTitles[kind]}`
        )
      ])
]

/** What settings name and no stage compares. */
export const misnamedLines = (findings: AuditFindings.AuditFindings): ReadonlyArray<string> => {
  const measured = Object.values(findings.stages).flatMap(({ measures = [] }) => measures.map(({ id }) => id))
  return AuditFindings.namesOfNothing(findings).map(
    (name) =>
      `Warning: margins or primary name ${name}, which no stage compares${Names.suggestion(name.split(".").at(-1)!, measured)}`
  )
}

/** Lines on each stage: what became of it, how many comparisons got a grave verdict, and the worst of them. */
export const summaryLines = (findings: AuditFindings.AuditFindings): ReadonlyArray<string> => {
  const labels = new Map(
    findings.audit.groupings.flatMap(({ categories, id, title }) =>
      categories.map((category) => [JSON.stringify([id, category.id]), `${title}: ${category.label}`] as const)
    )
  )
  return stageSummaries(findings).flatMap(({ comparisons, id, notJudged, reason, status, title, verdicts }) => {
    if (status !== "done") return [`${title}: ${status}: ${reason}`]
    if (comparisons === 0) return [`${title}: done`]
    if (notJudged !== undefined) {
      const drawn = whole.format(findings.audit.resampling.replicates)
      return [
        `${title}: ${whole.format(comparisons)} comparisons, none judged: verdicts need at least ${whole.format(Comparison.verdictReplicates)} replicates, this audit drew ${drawn}`
      ]
    }
    const compared = comparisonsOf(findings.stages[id]?.findings)
    const counts = countedVerdicts(compared)
      .map((verdict) => `${whole.format(verdicts[verdict] ?? 0)} ${verdict}`)
      .join(", ")
    const worst = worstOf(compared, findings.stages[id]?.measures, (metric) =>
      AuditFindings.isNamed(findings.audit.primary ?? [], id, metric)
    )
    const rows = worst
      .slice(0, shown)
      .map(({ between, category, cohort, grouping, metric, rest, verdict }) => [
        verdict,
        labels.get(JSON.stringify([grouping, category])) ?? `${grouping}: ${category}`,
        metric,
        `${number(cohort.estimate)} against ${number(rest.estimate)} ${between === "models" ? "with the baseline" : "in the rest"}`
      ])
    const more = worst.length > shown ? [`  and ${worst.length - shown} more in the report`] : []
    return [`${title}: ${whole.format(comparisons)} comparisons: ${counts}`, ...aligned(rows), ...more]
  })
}

/** Rows of cells as lines with aligned columns. */
export const aligned = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = rows.reduce<ReadonlyArray<number>>(
    (known, row) => row.map((cell, i) => Math.max(known[i] ?? 0, cell.length)),
    []
  )
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd())
}
