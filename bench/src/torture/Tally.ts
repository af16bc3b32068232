/**
 * Counts of what was tried and of what came of it, by family.
 */
import type { Verdict } from "./Trial.ts"

interface Counts {
  tried: number
  /** By exit code; `null` where the process was killed. */
  readonly codes: Map<number | null, number>
  defects: number
  slowest: number
}

const slow = 60

const columns = ["done", "refused", "a stage failed", "failed", "interrupted", "killed"] as const

const codeOf: Readonly<Record<(typeof columns)[number], number | null>> = {
  done: 0,
  refused: 2,
  "a stage failed": 3,
  failed: 1,
  interrupted: 130,
  killed: null
}

export class Tally {
  readonly #counts = new Map<string, Counts>()
  readonly #began = performance.now()
  #tried = 0
  defects = 0

  add(part: string, { defects, ended, trial }: Verdict): void {
    const key = part === trial.family ? part : `${part}: ${trial.family}`
    const counts = this.#counts.get(key) ?? { tried: 0, codes: new Map(), defects: 0, slowest: 0 }
    this.#counts.set(key, counts)
    counts.tried++
    counts.codes.set(ended.code, (counts.codes.get(ended.code) ?? 0) + 1)
    counts.slowest = Math.max(counts.slowest, ended.seconds)
    if (defects.length > 0) {
      counts.defects++
      this.defects++
      process.stderr.write(`${key}, ${trial.name}:\n${defects.map((defect) => `    ${defect}\n`).join("")}`)
    }
    if (ended.seconds > slow) process.stderr.write(`slow: ${key}, ${trial.name}, ${ended.seconds.toFixed(0)} s\n`)
    if (++this.#tried % 200 === 0) {
      process.stderr.write(`${this.#tried} tried in ${Math.round((performance.now() - this.#began) / 1000)} s\n`)
    }
  }

  /** One line a family, as a table of markdown. */
  table(): string {
    const rows = [...this.#counts].map(([name, { codes, defects, slowest, tried }]) => [
      name,
      tried,
      ...columns.map((column) => codes.get(codeOf[column]) ?? 0),
      defects,
      slowest.toFixed(1)
    ])
    const sums = Array.from({ length: columns.length + 2 }, (_, i) =>
      rows.reduce((sum, row) => sum + Number(row[i + 1]), 0)
    )
    const all = ["all", ...sums, Math.max(0, ...rows.map((row) => Number(row.at(-1)))).toFixed(1)]
    const lines = [
      ["tried", "inputs", ...columns, "defects", "slowest, s"],
      rows.length === 0 ? [] : all.map((_, i) => (i === 0 ? "---" : "---:"))
    ]
    return [...lines, ...rows, all].map((row) => `| ${row.join(" | ")} |`).join("\n")
  }

  summary(): ReadonlyArray<Readonly<Record<string, unknown>>> {
    return [...this.#counts].map(([name, { codes, ...counts }]) => ({
      name,
      ...counts,
      codes: Object.fromEntries(codes)
    }))
  }
}
