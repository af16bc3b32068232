import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fairward } from "@fairward/fixtures/Command"
import { schemaProblems } from "@fairward/fixtures/FindingsSchema"
import { expect } from "vitest"

interface Side {
  readonly estimate: number | null
  readonly bearing: number
}

interface Comparison {
  readonly grouping: string
  readonly category: string
  readonly metric: string
  readonly cohort: Side
  readonly rest: Side
  readonly interval: { readonly low: number; readonly high: number } | null
  readonly verdict: string
}

/** What an audit of performance says: by grouping, place of the category and metric, so that codes may differ. */
export type Verdicts = ReadonlyMap<string, readonly [verdict: string, ...numbers: ReadonlyArray<number | null>]>

/** Runs the command on the configuration in the folder, with the stage of performance only, and reads its findings. */
export const verdictsOf = async (folder: string): Promise<Verdicts> => {
  const configuration = await readFile(join(folder, "fairward.yaml"), "utf8")
  await writeFile(join(folder, "fairward.yaml"), `${configuration}stages: { performance: {} }\n`)
  const { code, stderr } = await fairward(["audit", "--format", "html"], folder)
  expect(code, stderr).toBe(0)
  const findings: unknown = JSON.parse(await readFile(join(folder, "out/findings.json"), "utf8"))
  expect(schemaProblems(findings)).toEqual([])
  const { stages } = findings as {
    stages: { performance: { findings: { comparisons: ReadonlyArray<Comparison> } } }
  }
  const categories = new Map<string, Array<string>>()
  return new Map(
    stages.performance.findings.comparisons.map(({ category, cohort, grouping, interval, metric, rest, verdict }) => {
      const known = categories.get(grouping) ?? []
      if (!known.includes(category)) known.push(category)
      categories.set(grouping, known)
      const numbers = [cohort.estimate, rest.estimate, interval?.low ?? null, interval?.high ?? null]
      return [`${grouping} ${known.indexOf(category)} ${metric}`, [verdict, ...numbers]]
    })
  )
}

/** The same verdicts, from the same numbers. */
export const expectSame = (found: Verdicts, native: Verdicts) => {
  expect([...found.keys()]).toEqual([...native.keys()])
  for (const [key, [verdict, ...numbers]] of native) {
    const [ours, ...others] = found.get(key)!
    expect(ours, key).toBe(verdict)
    numbers.forEach((value, i) => {
      if (value === null) expect(others[i], key).toBe(null)
      else expect(others[i], key).toBeCloseTo(value, 9)
    })
  }
}
