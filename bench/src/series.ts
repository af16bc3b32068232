/** How often a series of months shows what is not there, and how soon what is: from many months, drawn into many series. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Series } from "@fairward/audits"
import type { Comparison } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import { Effect } from "effect"
import { type Draw, draws } from "./Draw.ts"
import { plantedPerformance, settingOf } from "./validity/Cells.ts"
import { type Audited, compared } from "./validity/Judgements.ts"
import { type Population, simulated } from "./validity/Population.ts"
import { sixStages } from "./validity/Stages.ts"

const { values } = parseArgs({
  options: {
    months: { type: "string", default: "1000" },
    planted: { type: "string", default: "60" },
    series: { type: "string", default: "1000" },
    records: { type: "string", default: "series.jsonl" },
    seed: { type: "string", default: "1" }
  }
})

/** Of 1,000 patients a month 150 women and 250 men bear events; fallen back, women's event recall is lower by 0.2. */
const lower = plantedPerformance.find(({ id }) => id === "planted-sex-20")!
const { disparities: _, ...pool } = lower.population.parameters

interface Kind {
  readonly population: Population
  readonly stages: ReadonlyArray<Audited>
  readonly months: number
}

const all = sixStages({})
const performance = all.filter(({ id }) => id === "performance")
const of = (count: string) => Number(count)

const kinds: Readonly<Record<string, Kind>> = {
  nothing: {
    population: { parameters: { ...Parameters.nothingPlanted, patients: 400, eventPatients: 0.4, stepMinutes: 60 } },
    stages: all.filter(({ id }) => id === "performance" || id === "clinical-safety"),
    months: of(values.months)
  },
  same: {
    population: { ...lower.population, parameters: { ...pool, disparities: [] } },
    stages: performance,
    months: of(values.planted)
  },
  lower: { population: lower.population, stages: performance, months: of(values.planted) }
}

interface Month {
  readonly kind: string
  readonly seed: number
  readonly comparisons: Readonly<Record<string, ReadonlyArray<Comparison.Comparison>>>
}

const read = (): ReadonlyArray<Month> =>
  existsSync(values.records)
    ? readFileSync(values.records, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Month)
    : []

/** Far apart, by an odd multiplier (Knuth, TAOCP 6.4). */
const seedOf = (kind: number, i: number): number =>
  Math.imul((Number(values.seed) * 10 + kind) * 100_000 + i + 1, 0x9e3779b1)

const done = new Set(read().map(({ kind, seed }) => `${kind} ${seed}`))
for (const [place, [kind, { months, population, stages }]] of Object.entries(kinds).entries()) {
  for (let i = 0; i < months; i++) {
    const seed = seedOf(place, i)
    if (done.has(`${kind} ${seed}`)) continue
    const [audit] = await Effect.runPromise(compared(simulated(population, seed), settingOf([0.8], seed), stages))
    const month: Month = { kind, seed, comparisons: audit!.comparisons }
    appendFileSync(values.records, `${JSON.stringify(month)}\n`)
  }
}

const months = read()
const stagesOf = (kind: string) =>
  months
    .filter((one) => one.kind === kind)
    .map(({ comparisons }) =>
      Object.entries(comparisons).map(([id, own]) => ({ id, title: id, comparisons: own, measures: new Map() }))
    )
const known = { nothing: stagesOf("nothing"), same: stagesOf("same"), lower: stagesOf("lower") }

const looks = 24
const baselines = [1, 3] as const
const fellBackAt = 6

const drawn = <A>(draw: Draw, from: ReadonlyArray<A>, count: number): ReadonlyArray<A> => {
  const rest = [...from]
  return Array.from({ length: count }, () => rest.splice(draw.whole(0, rest.length - 1), 1)[0]!)
}

interface Outcome {
  /** Whether any course shows anything, by question. */
  readonly shown: ReadonlyArray<Series.Question>
  /** Months after the first planted one until the planted course is found; `undefined` where it is not. */
  readonly delay: number | undefined
}

const isFound = (judged: Series.Judged | null): boolean =>
  judged !== null && !["inconclusive", "equivalent"].includes(judged.verdict)

const outcomeOf = (draw: Draw, baseline: number, isPlanted: boolean): Outcome => {
  const before = isPlanted ? drawn(draw, known.same, fellBackAt) : drawn(draw, known.nothing, looks)
  const after = isPlanted ? drawn(draw, known.lower, looks - fellBackAt) : []
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
