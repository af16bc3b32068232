/** How often a series of months shows what is not there, and how soon what is: from many months, drawn into many series. */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Series } from "@fairward/audits"
import { type Draw, draws } from "./Draw.ts"
import { audits } from "./validity/Audits.ts"

const { values } = parseArgs({
  options: {
    months: { type: "string", default: "1000" },
    planted: { type: "string", default: "60" },
    series: { type: "string", default: "1000" },
    records: { type: "string", default: "series.jsonl" },
    seed: { type: "string", default: "1" }
  }
})

const of = Number
const auditsOf = await audits(
  { nothing: of(values.months), same: of(values.planted), lower: of(values.planted) },
  { records: values.records, seed: of(values.seed) }
)
const known = { nothing: auditsOf("nothing"), same: auditsOf("same"), lower: auditsOf("lower") }

const looks = 24
const baselines = [1, 3] as const
const fellBackAt = 6

interface Outcome {
  /** Whether any course shows anything, by question. */
  readonly shown: ReadonlyArray<Series.Question>
  /** Months after the first planted one until the planted course is found; `undefined` where it is not. */
  readonly delay: number | undefined
}

const isFound = (judged: Series.Judged | null): boolean =>
  judged !== null && !["inconclusive", "equivalent"].includes(judged.verdict)

const outcomeOf = (draw: Draw, baseline: number, isPlanted: boolean): Outcome => {
  const before = isPlanted ? draw.some(known.same, fellBackAt) : draw.some(known.nothing, looks)
  const after = isPlanted ? draw.some(known.lower, looks - fellBackAt) : []
  const courses = Series.ofStages([...before, ...after], { looks, baseline, level: 0.95 }).flatMap(
    ({ courses }) => courses
  )
  const planted = courses.find(
    ({ category, grouping, metric }) => grouping === "sex" && category === "F" && metric === "event_recall"
  )
  const at = (["latest", "since"] as const).flatMap((question) => Series.foundAt(planted!, question) ?? [])
  return {
    shown: Series.questions.filter((question) =>
      courses.some((one) => one.looks.some((look) => isFound(look[question])))
    ),
    delay: at.length === 0 ? undefined : Math.min(...at) - fellBackAt
  }
}

const median = (numbers: ReadonlyArray<number>): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

const count = Number(values.series)
const rows = baselines.map((baseline) => {
  const draw = draws(Number(values.seed) * 1000 + baseline)
  const nothing = Array.from({ length: count }, () => outcomeOf(draw, baseline, false))
  const planted = Array.from({ length: count }, () => outcomeOf(draw, baseline, true))
  const share = (of: (one: Outcome) => boolean, all = nothing) => all.filter(of).length / count
  return {
    baseline,
    anyShown: share(({ shown }) => shown.length > 0),
    ...Object.fromEntries(Series.questions.map((one) => [one, share(({ shown }) => shown.includes(one))])),
    found: share(({ delay }) => delay !== undefined && delay >= 0, planted),
    foundTooEarly: share(({ delay }) => delay !== undefined && delay < 0, planted),
    medianDelay: median(planted.map(({ delay }) => delay ?? Number.POSITIVE_INFINITY))
  }
})
const found = {
  months: Object.fromEntries(Object.entries(known).map(([kind, { length }]) => [kind, length])),
  series: count,
  looks,
  fellBackAfter: fellBackAt,
  rows
}
writeFileSync(fileURLToPath(new URL("../series.json", import.meta.url)), `${JSON.stringify(found, null, 2)}\n`)
process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
