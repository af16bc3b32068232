/** What exchanging models would mean for everybody, and for whom it would be worse, better, or both. */
import { Comparison, Prose, ReportDocument } from "@fairward/core"
import { type Findings, type Model, type Told, toldMeasures } from "./Findings.ts"
import { type Category, direction, type Found, foundOf, type Grouping, gravestFirst } from "./Found.ts"
import { bothValues, frequencyOf } from "./Numbers.ts"

const { counted, enumerated, listed, listedFew, text } = Prose
const { count, decimal, harms } = ReportDocument

type Text = ReportDocument.Text

/** Thresholds that were found on these patients are others on other patients, and alarms with them. */
export const atSolvedThresholds = ({ baseline, models }: Findings): string =>
  [baseline, ...models].some(({ target }) => target !== null)
    ? " Each model is at its own threshold, found on these very patients."
    : ""

/** The metrics by which an exchange is told, one a class of harm, the gravest first: events before steps, FPR before precision. */
export const mainsOf = (findings: Findings, model: Model): ReadonlyArray<Told> => {
  const own = toldMeasures(findings)
    .filter((told) => told.model.id === model.id && told.between === "models" && told.sense !== "none")
    .toSorted(
      ({ metric: a }, { metric: b }) =>
        Number(b.ofEvents) - Number(a.ofEvents) ||
        Number(b.id === "fpr") - Number(a.id === "fpr") ||
        Number(b.headline !== undefined) - Number(a.headline !== undefined)
    )
  return harms.flatMap((harm) => own.find((told) => told.harm === harm) ?? [])
}

/** What a cohort has more of, or what is worse, where a metric is worse. */
const harmOf = (counts: Findings["counted"], { harm, metric }: Told): string => {
  switch (harm) {
    case "missed":
      return metric.ofEvents ? "missed events" : counts === "patients" ? "missed patients" : "missed steps"
    case "late":
      return "late warnings"
    case "false alarms":
    case "ranking":
      return harm
    default:
      return metric.title
  }
}

type Way = "worse" | "better"

/** "fewer missed" and "more false alarms", but "worse ranking". */
const changed = (harm: string, way: Way): string =>
  /^(?:missed|late|false) /u.test(harm)
    ? `${way === "worse" ? "more" : "fewer"} ${harm.replace(/^missed (?:events|patients)$/u, "missed")}`
    : `${way} ${harm}`

interface Change {
  readonly way: Way
  /** The metric by its name where others of its harm disagree. */
  readonly harm: string
}

interface Affected {
  readonly grouping: Grouping
  readonly category: Category
  /** The gravest class of harm first. */
  readonly changes: ReadonlyArray<Change>
  /** Absent where no own difference is worse. */
  readonly gravest?: Found
  readonly isBehind: boolean
}

const changesOf = (findings: Findings, own: ReadonlyArray<Found>): ReadonlyArray<Change> => {
  const all = own.flatMap((one) => {
    const way = direction(findings, one)
    return way === "worse" || way === "better"
      ? [{ way, told: one.told, harm: harmOf(findings.counted, one.told) }]
      : []
  })
  const isOpposed = ({ harm, way }: Change) => all.some((other) => other.harm === harm && other.way !== way)
  // The steps of events that are missed as events say nothing more.
  const isSaid = ({ harm, way }: Change) =>
    harm === "missed steps" && all.some((other) => other.harm === "missed events" && other.way === way)
  const changes = all
    .filter((one) => !isSaid(one))
    .toSorted((a, b) => harms.indexOf(a.told.harm) - harms.indexOf(b.told.harm))
    .map((one): Change => ({ way: one.way, harm: isOpposed(one) ? one.told.metric.title : one.harm }))
  return changes.filter(({ harm, way }, i) => changes.findIndex((one) => one.harm === harm && one.way === way) === i)
}

const affectedOf = (findings: Findings, model: Model, grouping: Grouping, category: Category): Affected => {
  const found = foundOf(findings, model, grouping.id, category.id).toSorted(gravestFirst)
  const own = found.filter(({ told }) => told.between === "models")
  const gravest = own.find((one) => direction(findings, one) === "worse")
  return {
    grouping,
    category,
    changes: changesOf(findings, own),
    ...(gravest === undefined ? {} : { gravest }),
    isBehind: found.some((one) => one.told.between === "changes" && direction(findings, one) === "worse")
  }
}

/** Every cohort with what is worse and better in it, the gravest first. */
const affected = (findings: Findings, model: Model): ReadonlyArray<Affected> =>
  findings.groupings
    .flatMap((grouping) => grouping.categories.map((category) => affectedOf(findings, model, grouping, category)))
    .toSorted((a, b) =>
      a.gravest === undefined || b.gravest === undefined
        ? Number(a.gravest === undefined) - Number(b.gravest === undefined)
        : gravestFirst(a.gravest, b.gravest)
    )

/** On the first page as few cohorts are named as have room there, else all. */
type Length = "brief" | "whole"

const mostInBrief = 3

/** Of what grouping a cohort is stands in brackets, in brief only where its label alone does not tell it. */
const nameIn =
  ({ groupings }: Findings, length: Length) =>
  ({ category: { label }, grouping }: Affected): string => {
    const named = groupings.filter(({ categories }) => categories.some((other) => other.label === label))
    return length === "brief" && named.length === 1 ? label : `${label} (${grouping.title.toLowerCase()})`
  }

const isWorse = ({ changes }: Affected): boolean => changes.some(({ way }) => way === "worse")
const isBetter = ({ changes }: Affected): boolean => changes.some(({ way }) => way === "better")

const harmsIn = ({ changes }: Affected): string =>
  listed(changes.flatMap(({ harm, way }) => (way === "worse" ? [harm] : [])))

/** For whom an exchange would be worse and in what, for whom better, and for whom both. */
const whoWords = (findings: Findings, model: Model, length: Length): Text => {
  if (findings.replicates < Comparison.verdictReplicates)
    return text` With so few replicates it is not judged for whom.`
  const all = affected(findings, model)
  const worse = all.filter(isWorse)
  const better = all.filter((one) => isBetter(one) && !isWorse(one))
  const behind = all.filter((one) => one.isBehind && !isWorse(one))
  const few = (names: ReadonlyArray<string>) => listedFew(names, length === "brief" ? mostInBrief : names.length)
  const names = (these: ReadonlyArray<Affected>) => few(these.map(nameIn(findings, length)))
  const alike = [...Map.groupBy(worse, harmsIn)].map(([what, those]) => text`${{ strong: names(those) }}: ${what}`)
  const mixed = worse.filter(isBetter)
  const withChanges = (these: ReadonlyArray<Affected>) =>
    few(
      these.map((one) => {
        const words = one.changes.map(({ harm, way }) => changed(harm, way))
        return `${nameIn(findings, isWorse(one) ? "brief" : length)(one)} (${words.join(", ")})`.replace(
          /\) \((?=[^(]*$)/u,
          "; "
        )
      })
    )
  return [
    ...(worse.length === 0
      ? text` No cohort was shown to be worse off with it${better.length === 0 ? ", and none better" : ""}.`
      : text` Worse off with it: ${enumerated(alike)}.`),
    ...(mixed.length === 0 ? [] : text` Mixed: ${withChanges(mixed)}.`),
    ...(better.length === 0 ? [] : text` Better off with it: ${withChanges(better)}.`),
    ...(behind.length === 0 || length === "brief" ? [] : text` Further behind the rest: ${names(behind)}.`)
  ]
}

/** "of 100 events 24 are missed, against 20 with current; AUROC is 0.731, against 0.770". */
const everyoneWords = (findings: Findings, mains: ReadonlyArray<Told>): Text => {
  const known = mains.flatMap(({ id, metric }) => {
    const own = findings.everyone.find((one) => one.metric === id)
    if (own === undefined || own.estimate === null || own.baseline === null) return []
    const { baseline, estimate, high, low } = own
    return [
      { metric, values: [estimate, baseline] as const, interval: low === null || high === null ? null : { low, high } }
    ]
  })
  if (known.length === 0) return text`the numbers of all patients are withheld or not estimable`
  const { baseline, counted: counts } = findings
  return enumerated(
    known.map(({ interval, metric, values }, i) => bothValues(metric, counts, values, interval, baseline, i > 0))
  )
}

const exchangeWords = (findings: Findings, model: Model, length: Length): Text => {
  const mains = mainsOf(findings, model)
  if (!findings.everyone.some(({ metric }) => mains.some(({ id }) => id === metric))) return []
  return text`with ${model.title} in place of ${findings.baseline.title}, ${everyoneWords(findings, mains)}.${whoWords(findings, model, length)}${atSolvedThresholds(findings)}`
}

/** "with proposed in place of current, of 100 events 24 are missed, against 20 with current. Worse off with it: ..." */
export const exchangeInBrief = (findings: Findings, model: Model): Text => exchangeWords(findings, model, "brief")

/** How much worse it could be in a cohort of which neither is shown. */
const ruledOut = (findings: Findings, told: Told): Text => {
  const judged = findings.comparisons.filter(({ metric }) => metric === told.id)
  if (judged.some((comparison) => direction(findings, { told, comparison }) === "worse")) return []
  const open = judged.flatMap((one) => Comparison.couldBeWorseBy(one) ?? [])
  const frequency = frequencyOf(told.metric, findings.counted)
  if (open.length === 0) return []
  const most = Math.max(...open)
  return frequency === undefined
    ? text` In each cohort that was judged, a difference to its disadvantage of more than ${decimal(most, 3)} is ruled out.`
    : text` In each cohort that was judged it is ruled out that, of ${count(frequency.per)} ${frequency.of}, more than ${decimal(frequency.per * most, 1)} further ones ${frequency.outcome}.`
}

/** In one paragraph for each model: what exchanging the baseline for it would mean, and for whom. */
export const exchangeBlocks = (findings: Findings): ReadonlyArray<ReportDocument.Block> =>
  findings.models.flatMap((model) => {
    const words = exchangeWords(findings, model, "whole")
    const [main] = mainsOf(findings, model)
    if (words.length === 0 || main === undefined) return []
    return [
      ReportDocument.paragraph(
        ...text`${{ strong: "What the exchange would mean: " }}${words}${ruledOut(findings, main)}${flipWords(findings, model)}`
      )
    ]
  })

/** How many are caught by one of two models alone. */
const flipWords = (findings: Findings, model: Model): Text => {
  const flips = findings.everyoneFlips.find((one) => one.model === model.id)
  if (flips === undefined || findings.counted === null) return []
  const { all, gained, lost } = flips
  if ([all, gained, lost].some(Number.isNaN)) return []
  const what = findings.counted === "events" ? "event" : "patient with a positive label"
  const plural = findings.counted === "events" ? "events" : "patients with a positive label"
  return text` Of ${counted(all, what, plural)} ${count(lost)} that ${findings.baseline.title} catches ${lost === 1 ? "is" : "are"} missed with ${model.title}, and ${count(gained)} that it misses ${gained === 1 ? "is" : "are"} caught.`
}
