/** Audits of many populations that are alike or differ in one thing, kept in a file: what series and networks are drawn from. */
import { appendFileSync, existsSync, readFileSync } from "node:fs"
import type { Comparison } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import { Effect } from "effect"
import { plantedPerformance, settingOf } from "./Cells.ts"
import { type Audited, compared } from "./Judgements.ts"
import { type Population, simulated } from "./Population.ts"
import { sixStages } from "./Stages.ts"

/** 1,000 patients, of whom 150 women and 250 men bear events; women's event recall is lower by so much. */
const lowerBy = (hundredths: 10 | 20) => plantedPerformance.find(({ id }) => id === `planted-sex-${hundredths}`)!

const { disparities: _, ...pool } = lowerBy(20).population.parameters

interface Kind {
  readonly population: Population
  readonly stages: ReadonlyArray<Audited>
}

const all = sixStages({})
const performance = all.filter(({ id }) => id === "performance")

/** Each has its own seeds, by its place. */
const kinds = {
  nothing: {
    population: { parameters: { ...Parameters.nothingPlanted, patients: 400, eventPatients: 0.4, stepMinutes: 60 } },
    stages: all.filter(({ id }) => id === "performance" || id === "clinical-safety")
  },
  same: { population: { ...lowerBy(20).population, parameters: { ...pool, disparities: [] } }, stages: performance },
  lower: { population: lowerBy(20).population, stages: performance },
  slightly: { population: lowerBy(10).population, stages: performance }
} as const satisfies Readonly<Record<string, Kind>>

export type KindName = keyof typeof kinds

interface Recorded {
  readonly kind: string
  readonly seed: number
  readonly comparisons: Readonly<Record<string, ReadonlyArray<Comparison.Comparison>>>
}

const read = (records: string): ReadonlyArray<Recorded> =>
  existsSync(records)
    ? readFileSync(records, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Recorded)
    : []

/** Far apart, by an odd multiplier (Knuth, TAOCP 6.4). */
const seedOf = (seed: number, kind: number, i: number): number =>
  Math.imul((seed * 10 + kind) * 100_000 + i + 1, 0x9e3779b1)

export interface AuditOptions {
  /** File of what was computed before, to which the rest is added. */
  readonly records: string
  readonly seed: number
}

/** The stages of so many audits of each kind, by its name. */
export const audits = async <Kinds extends KindName>(
  counts: Readonly<Record<Kinds, number>>,
  { records, seed }: AuditOptions
) => {
  const names = Object.keys(kinds)
  const wanted = Object.entries<number>(counts).map(([name, count]) => ({
    name: name as Kinds,
    seeds: Array.from({ length: count }, (_, i) => seedOf(seed, names.indexOf(name), i))
  }))
  const done = new Set(read(records).map(({ kind, seed }) => `${kind} ${seed}`))
  for (const { name, seeds } of wanted) {
    const { population, stages } = kinds[name]
    for (const own of seeds) {
      if (done.has(`${name} ${own}`)) continue
      const [audit] = await Effect.runPromise(compared(simulated(population, own), settingOf([0.8], own), stages))
      const recorded: Recorded = { kind: name, seed: own, comparisons: audit!.comparisons }
      appendFileSync(records, `${JSON.stringify(recorded)}\n`)
    }
  }
  const known = new Map(read(records).map((one) => [`${one.kind} ${one.seed}`, one.comparisons]))
  const stagesOf = (name: Kinds, own: number) =>
    Object.entries(known.get(`${name} ${own}`)!).map(([id, comparisons]) => ({
      id,
      title: id,
      comparisons,
      measures: new Map<string, never>()
    }))
  return (kind: Kinds) => wanted.find(({ name }) => name === kind)!.seeds.map((own) => stagesOf(kind, own))
}
