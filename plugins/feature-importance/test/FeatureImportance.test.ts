import { Compute, ReportDocument } from "@fairward/core"
import { Effect, Schema } from "effect"
import { compile, type TopLevelSpec } from "vega-lite"
import { describe, expect, it } from "vitest"
import { type Findings, placedIn } from "../src/Findings.ts"
import featureImportance from "../src/index.ts"
import { around, datasetOf, type PatientSketch, pseudoRandom } from "./fixtures/Sketch.ts"
import { comparisonOf, findingsOf, refusal, type Setting, stored } from "./fixtures/Stages.ts"

const few = { randomCohorts: 40, randomGroupings: 20 }

const levels = [8, 7, 6, 5, 4, 3, 2, 1]

/** Two cohorts of 80; in `b` the two first features swap their levels where `swapped`. */
const two = (swapped: boolean) => {
  const random = pseudoRandom(1)
  const others = swapped ? [7 / 2, 16, 6, 5, 4, 3, 2, 1] : levels
  return datasetOf([...around(levels, 80, "a", random), ...around(others, 80, "b", random)])
}

const cohort = ({ cohorts }: Findings, category: string) => cohorts.find((one) => one.category === category)!

const report = (findings: Findings) => ReportDocument.allBlocks(featureImportance.report(findings))

const textOf = (blocks: ReadonlyArray<ReportDocument.Block>): string =>
  blocks
    .flatMap((block) => ("text" in block && typeof block.text !== "string" ? block.text : []))
    .map((part) =>
      typeof part === "string" ? part : "value" in part ? String(part.value) : Object.values(part).join(" ")
    )
    .join("")

const tableOf = (findings: Findings, id: string) => {
  const table = report(findings).find((block) => block._tag === "Table" && block.id === `feature-importance-${id}`)
  if (table?._tag !== "Table") throw new Error(`no table ${id}`)
  return table
}

const problemsOf = async (options: unknown): Promise<ReadonlyArray<string>> => {
  const result = await Effect.runPromise(Effect.result(featureImportance.prepare(options)))
  return result._tag === "Success"
    ? []
    : result.failure.issues.map(({ message, path }) => `${path.join(".")}: ${message}`)
}

describe("the options", () => {
  it("may be empty", async () => {
    const { options } = await Effect.runPromise(featureImportance.prepare({}))
    expect(options).toEqual({
      top: 15,
      depth: 20,
      p: 0.935,
      margin: 0.01,
      randomGroupings: 100,
      randomCohorts: 1000
    })
  })

  it("are refused where they make no sense, each by its path", async () => {
    expect(await problemsOf({ p: 1 })).toHaveLength(1)
    expect(
      (await problemsOf({ top: 0, depth: 2.5, margin: -1, randomGroupings: 10_001, randomCohorts: 0 })).map(
        (one) => one.split(":")[0]
      )
    ).toEqual(["top", "depth", "margin", "randomGroupings", "randomCohorts"])
    expect(await problemsOf({ dept: 3 })).toEqual(['dept: Unknown setting "dept": did you mean "depth"?'])
  })
})

describe("the stage", () => {
  it("needs attributions", () => {
    expect(featureImportance.inputs).toEqual({ needs: ["attributions"] })
  })

  it("looks at the test split, and counts those without attributions", async () => {
    const findings = await findingsOf({
      dataset: datasetOf([
        { importance: [3, 1], category: "a" },
        { importance: [1, 1], category: "a" },
        { importance: null, category: "a" },
        { importance: [1, 5], category: "b" },
        { importance: [3, 1], category: null },
        { importance: [100, 0], category: "b", train: true }
      ]),
      options: few
    })
    expect(findings.features.map(({ importance }) => importance)).toEqual([2, 2])
    expect(findings.features.map(({ rank }) => rank)).toEqual([1, 2])
    expect(cohort(findings, "a")).toMatchObject({ patients: 2, importance: [2, 1], ranks: [1, 2] })
    expect(cohort(findings, "b")).toMatchObject({ patients: 1, importance: [1, 5], ranks: [2, 1] })
    expect(findings).toMatchObject({ patients: 4, withoutAttributions: 1 })
    expect(textOf(report(findings))).toContain("1 of 5 patients of the test split have no attributions")
    expect(comparisonOf(findings, "a", "f0")).toMatchObject({
      cohort: { estimate: 4 / 6 },
      rest: { estimate: 1 / 6 }
    })
  })

  it.each([
    ["no patient has a category", [{ importance: [1], category: null }], "no grouping has two categories"],
    [
      "nobody has attributions",
      [
        { importance: null, category: "a" },
        { importance: null, category: "b" }
      ],
      "no feature"
    ],
    ["one patient is all there is", [{ importance: [1, 2], category: "a" }], "no grouping has two categories"],
    [
      "all attributions are 0",
      [
        { importance: [0, 0], category: "a" },
        { importance: [0, 0], category: "b" }
      ],
      "all attributions are 0"
    ],
    [
      "attributions are of the train split only",
      [
        { importance: [1, 0], category: "a", train: true },
        { importance: null, category: "a" },
        { importance: null, category: "b" }
      ],
      "no patient of the test split has attributions"
    ]
  ] satisfies ReadonlyArray<[string, ReadonlyArray<PatientSketch>, string]>)(
    "is skipped with the reason where %s",
    async (_, sketches, reason) => {
      const error = await refusal({ dataset: datasetOf(sketches) })
      expect(error).toMatchObject({ _tag: "StageSkipped" })
      expect(error.message).toContain(reason)
    }
  )
})

describe("rankings", () => {
  it("keep the order of the input where importances are equal, in every cohort", async () => {
    const findings = await findingsOf({
      dataset: datasetOf(Array.from({ length: 20 }, (_, i) => ({ importance: [1, 1, 1, 1], category: "ab"[i % 2]! }))),
      options: few
    })
    expect(findings.features.map(({ rank }) => rank)).toEqual([1, 2, 3, 4])
    const { overlap, ranks } = cohort(findings, "b")
    expect(ranks).toEqual([1, 2, 3, 4])
    expect(overlap!.extrapolated).toBeCloseTo(1, 12)
    expect(overlap!.p).toBe(1)
    expect(findings.features.every(({ criticalDelta }) => criticalDelta === 0)).toBe(true)
  })

  it("put a feature without any importance last, and no share of it is judged", async () => {
    const random = pseudoRandom(2)
    const findings = await findingsOf({
      dataset: datasetOf([...around([0, 3, 2], 40, "a", random), ...around([0, 2, 3], 40, "b", random)]),
      options: few
    })
    expect(findings.features[0]).toMatchObject({ importance: 0, rank: 3, share: 0 })
    expect(new Set(findings.comparisons.map(({ metric }) => metric))).toEqual(new Set(["f1", "f2"]))
    const last = tableOf(findings, "top-group-1").rows[2]!
    expect(last.cohort0).toEqual({ value: "f0", note: "no importance", mark: "muted" })
  })

  it("of fewer features than are asked for compare those that there are", async () => {
    const findings = await findingsOf({ dataset: two(false), options: { ...few, top: 50, depth: 50 } })
    expect(findings).toMatchObject({ top: 8, depth: 8 })
    expect(cohort(findings, "a").overlap!.truncated).toBeLessThanOrEqual(1 - 0.935 ** 8 + 1e-12)
    expect(tableOf(findings, "top-group-1").rows).toHaveLength(8)
  })

  it("compared at the first rank alone agree wholly or not at all", async () => {
    const findings = await findingsOf({ dataset: two(true), options: { ...few, top: 1, depth: 1 } })
    expect(findings.features[1]!.rank).toBe(1)
    expect(cohort(findings, "a").overlap).toMatchObject({ truncated: 0, extrapolated: 0 })
    expect(cohort(findings, "b").overlap!.truncated).toBeCloseTo(0.065, 12)
    expect(cohort(findings, "b").overlap!.extrapolated).toBeCloseTo(1, 12)
    expect(findings.comparisons).toHaveLength(2)
    expect(tableOf(findings, "top-group-1").rows).toHaveLength(1)
  })

  it("of a cohort of one patient are that patient's, and its share is too small to judge", async () => {
    const random = pseudoRandom(3)
    const findings = await findingsOf({
      dataset: datasetOf([{ importance: [1, 2, 9], category: "one" }, ...around([3, 2, 1], 60, "many", random)]),
      options: few
    })
    expect(cohort(findings, "one")).toMatchObject({ patients: 1, importance: [1, 2, 9], ranks: [3, 2, 1] })
    expect(comparisonOf(findings, "one", "f2")).toMatchObject({ verdict: "too small", cohort: { estimate: 0.75 } })
    const drawn = cohort(findings, "one").overlap!.replicates.truncated.usable
    expect(drawn).toBeGreaterThan(20)
    expect(drawn).toBeLessThan(60)
    expect(textOf(report(findings))).toContain("one (1)")
  })

  it("of a cohort without attributions, or without importance, are not estimable, and the report says why", async () => {
    const random = pseudoRandom(4)
    const findings = await findingsOf({
      dataset: datasetOf([
        ...around([3, 2], 30, "a", random),
        ...around([3, 2], 30, "b", random),
        ...Array.from({ length: 30 }, () => ({ importance: [0, 0], category: "still" })),
        ...Array.from({ length: 30 }, () => ({ importance: null, category: "unseen" }))
      ]),
      options: few
    })
    expect(cohort(findings, "still")).toMatchObject({
      overlap: null,
      ranks: [],
      reason: "no feature has any importance"
    })
    expect(cohort(findings, "unseen")).toMatchObject({
      overlap: null,
      patients: 0,
      reason: "no patient with attributions"
    })
    expect(comparisonOf(findings, "still", "f0").cohort).toMatchObject({
      estimate: null,
      reason: "no feature has any importance"
    })
    const text = textOf(report(findings))
    expect(text).toContain("still (Group): not ranked, because no feature has any importance.")
    expect(text).toContain("unseen (Group): not ranked, because none of its patients has attributions.")
  })

  it("of a single patient with attributions have no critical value", async () => {
    const findings = await findingsOf({
      dataset: datasetOf([
        { importance: [1, 2], category: "a" },
        { importance: null, category: "b" }
      ]),
      options: few
    })
    expect(findings).toMatchObject({ criticalOverlap: null, randomGroupings: 0, patients: 1 })
    expect(cohort(findings, "a").overlap).toMatchObject({ isBelowCritical: null, p: 1 })
    expect(report(findings).length).toBeGreaterThan(0)
  })

  it("do not depend on the scale of the attributions", async () => {
    const dataset = two(true)
    const scaled = {
      ...dataset,
      attributions: { ...dataset.attributions!, values: dataset.attributions!.values.map((value) => value * 1024) }
    }
    const [own, other] = [
      await findingsOf({ dataset, options: few }),
      await findingsOf({ dataset: scaled, options: few })
    ]
    expect(other.comparisons).toEqual(own.comparisons)
    expect(other.cohorts.map(({ overlap }) => overlap)).toEqual(own.cohorts.map(({ overlap }) => overlap))
  })
})

describe("p-values of rankings", () => {
  it("are the share of random cohorts of the size that agree as little, the cohort counted, by Holm over cohorts", async () => {
    const findings = await findingsOf({ dataset: two(true), options: { randomCohorts: 99, randomGroupings: 20 } })
    for (const category of ["a", "b"]) {
      const { asLow, p } = cohort(findings, category).overlap!
      expect(p).toBe((1 + asLow) / 100)
    }
    const [least, most] = findings.cohorts.map(({ overlap }) => overlap!).toSorted((a, b) => a.p - b.p)
    expect(least!.asLow).toBe(0)
    expect(least!.adjustedP).toBe(0.02)
    expect(most!.adjustedP).toBe(Math.max(0.02, most!.p))
  })

  it("of rankings that all agree are not below the critical value, nor are features beyond theirs", async () => {
    const same = Array.from({ length: 40 }, (_, i) => ({ importance: levels, category: i % 2 === 0 ? "a" : "b" }))
    const findings = await findingsOf({ dataset: datasetOf(same), options: few })
    expect(findings.criticalOverlap).toBe(cohort(findings, "a").overlap!.truncated)
    expect(cohort(findings, "a").overlap).toMatchObject({ isBelowCritical: false, p: 1 })
    const half = { ...findings, features: findings.features.map((feature) => ({ ...feature, criticalDelta: 1 / 2 })) }
    const swapped = { ...cohort(findings, "a"), ranks: [2, 1, 3, 4, 5, 6, 7, 8] }
    expect(placedIn(half, swapped).map(({ isBeyond }) => isBeyond)).not.toContain(true)
    const less = { ...half, features: half.features.map((feature) => ({ ...feature, criticalDelta: 0.49 })) }
    expect(placedIn(less, swapped).filter(({ isBeyond }) => isBeyond)).toHaveLength(2)
  })

  it("that Holm's procedure cannot bring below the level are announced, with the number that could", async () => {
    const findings = await findingsOf({ dataset: two(true), options: { randomCohorts: 30, randomGroupings: 5 } })
    expect(textOf(report(findings))).toContain("Raise stages.feature-importance.randomCohorts to at least 40.")
    const enough = await findingsOf({ dataset: two(true), options: { randomCohorts: 40, randomGroupings: 5 } })
    expect(textOf(report(enough))).not.toContain("Raise stages")
  })

  it("do not change with the cohorts of other groupings", async () => {
    const dataset = two(true)
    const attributes = dataset.patients.attributes.assign(
      dataset.patients.attributes.select("group").rename({ group: "other" })
    )
    const options = { randomCohorts: 60, randomGroupings: 5 }
    const alone = await findingsOf({ dataset, options })
    const both = await findingsOf({
      dataset: { ...dataset, patients: { ...dataset.patients, attributes } },
      groupings: { group: { column: "group" }, other: { column: "other" } },
      options
    })
    expect(both.cohorts.slice(0, 2).map(({ overlap }) => overlap!.asLow)).toEqual(
      alone.cohorts.map(({ overlap }) => overlap!.asLow)
    )
  })
})

describe("shares of importance", () => {
  it("that differ are greater and less, those inside the margin equivalent", async () => {
    const setting = (swapped: boolean, margin: number): Setting => ({
      dataset: two(swapped),
      options: { ...few, margin },
      replicates: 1000,
      verdictMinimum: 30
    })
    const swapped = await findingsOf(setting(true, 0.01))
    expect(comparisonOf(swapped, "b", "f1")).toMatchObject({ verdict: "greater", direction: "greater" })
    expect(comparisonOf(swapped, "b", "f0")).toMatchObject({ verdict: "less", direction: "less" })
    expect(comparisonOf(await findingsOf(setting(false, 0.1)), "b", "f0").verdict).toBe("equivalent")
  })

  it("that are the same in every patient are not estimable, not significant", async () => {
    const random = pseudoRandom(6)
    const proportional = (category: string) =>
      Array.from({ length: 40 }, () => {
        const level = 0.1 + random()
        return { importance: [0.7 * level, 0.3 * level], category }
      })
    const findings = await findingsOf({
      dataset: datasetOf([...proportional("a"), ...proportional("b")]),
      options: few,
      replicates: 1000
    })
    for (const { verdict } of findings.comparisons) expect(verdict).toBe("not estimable")
  })
})

describe("the findings", () => {
  it("are the same, byte for byte, from one worker as from two", async () => {
    const setting = { dataset: two(true), replicates: 120, options: { randomCohorts: 120, randomGroupings: 60 } }
    const one = await stored({ ...setting, compute: Compute.Compute.layer(1) })
    const both = await stored({ ...setting, compute: Compute.Compute.layer(2) })
    expect(JSON.stringify(both)).toBe(JSON.stringify(one))
    expect(JSON.stringify(await stored(setting))).toBe(JSON.stringify(one))
  })

  it("depend on the seed, but not the rankings and their overlaps", async () => {
    const random = pseudoRandom(10)
    const close = Array.from({ length: 20 }, (_, f) => 1.2 - f / 100)
    const options = { randomCohorts: 10, randomGroupings: 1 }
    const dataset = datasetOf([...around(close, 40, "a", random), ...around(close, 40, "b", random)])
    const [one, other] = [
      await findingsOf({ dataset, seed: 1, options }),
      await findingsOf({ dataset, seed: 2, options })
    ]
    const estimates = ({ cohorts }: Findings) => cohorts.map(({ overlap, ranks }) => [ranks, overlap!.truncated])
    expect(estimates(other)).toEqual(estimates(one))
    const draws = ({ cohorts, features }: Findings) => [
      features.map(({ criticalDelta }) => criticalDelta),
      cohorts.map(({ overlap }) => overlap!.replicates)
    ]
    const [drawn, drawnAnew] = [draws(one), draws(other)]
    expect(drawnAnew[0]).not.toEqual(drawn[0])
    expect(drawnAnew[1]).not.toEqual(drawn[1])
  })

  it("do not depend on the order in which patients come, up to rounding and the replicates", async () => {
    const random = pseudoRandom(8)
    const sketches = [...around(levels, 30, "a", random), ...around([1, 7, 6, 5, 4, 3, 2, 8], 30, "b", random)]
    const [own, other] = await Promise.all(
      [sketches, sketches.toReversed()].map((patients) => findingsOf({ dataset: datasetOf(patients), options: few }))
    )
    expect(other!.criticalOverlap).toBe(own!.criticalOverlap)
    expect(other!.features.map(({ criticalDelta }) => criticalDelta)).toEqual(
      own!.features.map(({ criticalDelta }) => criticalDelta)
    )
    for (const category of ["a", "b"]) {
      expect(cohort(other!, category).ranks).toEqual(cohort(own!, category).ranks)
      expect(cohort(other!, category).overlap).toMatchObject({
        truncated: cohort(own!, category).overlap!.truncated,
        asLow: cohort(own!, category).overlap!.asLow
      })
      cohort(other!, category).importance.forEach((value, f) => {
        expect(value).toBeCloseTo(cohort(own!, category).importance[f]!, 12)
      })
    }
  })

  it("survive JSON, and the report drawn from the stored ones is the same", async () => {
    const found = await stored({ dataset: two(true), options: few })
    const reread: unknown = JSON.parse(JSON.stringify(found))
    expect(reread).toEqual(found)
    const drawn = await Effect.runPromise(featureImportance.render(found))
    expect(await Effect.runPromise(featureImportance.render(reread))).toEqual(drawn)
    expect(Schema.is(ReportDocument.StageSection)(drawn)).toBe(true)
  })
})

describe("the report", () => {
  const many = async () => {
    const random = pseudoRandom(12)
    const width = 30
    const ordinary = Array.from({ length: width }, (_, f) => width - f)
    const turned = ordinary.with(0, 4).with(26, 40)
    return findingsOf({
      dataset: datasetOf(
        Array.from("abcdefghi").flatMap((category) =>
          around(category === "c" ? turned : ordinary, 40, `Category with a long name ${category}`, random)
        )
      ),
      replicates: 1000,
      verdictMinimum: 30
    })
  }

  it("gives the rank changes of each cohort's features, and tells new ones from moved ones without colour", async () => {
    const findings = await many()
    const tables = report(findings).filter(
      (block) => block._tag === "Table" && block.id.startsWith("feature-importance-top-")
    )
    expect(tables.map((table) => (table._tag === "Table" ? table.columns.length - 2 : 0))).toEqual([5, 4])
    const [first] = tables
    if (first?._tag !== "Table") throw new Error("no table")
    expect(first.columns.slice(0, 3).map(({ title }) => title)).toEqual([
      "Rank",
      "All patients",
      "Category with a long name a"
    ])
    expect(first.rows).toHaveLength(15)
    expect(first.rows[0]!.cohort2).toEqual({
      value: "f26",
      note: `new (↑${findings.features[26]!.rank - 1})`,
      mark: "added"
    })
    const cells = first.rows.map(({ cohort2 }) => cohort2)
    expect(
      cells.some((cell) => typeof cell === "object" && cell !== null && "note" in cell && cell.note === "(↓1)")
    ).toBe(true)
  })

  it("draws a chart of ranks that Vega-Lite accepts, with a point per feature and cohort and the general rank in it", async () => {
    const findings = await many()
    const charts = report(findings).flatMap((block) =>
      block._tag === "Chart" && block.id.startsWith("feature-importance-ranks") ? [block] : []
    )
    expect(charts).toHaveLength(1)
    const warnings: Array<string> = []
    const keep = (...texts: ReadonlyArray<unknown>) => {
      warnings.push(texts.join(" "))
      return logger
    }
    const logger = { level: () => logger, error: keep, warn: keep, info: () => logger, debug: () => logger }
    compile(charts[0]!.spec as unknown as TopLevelSpec, { logger } as Parameters<typeof compile>[1])
    expect(warnings).toEqual([])
    const layers = charts[0]!.spec.layer as unknown as ReadonlyArray<{
      readonly data: { readonly values: ReadonlyArray<{ readonly kind?: string; readonly general?: string }> }
      readonly mark: { readonly type: string }
    }>
    const points = layers.find(({ mark }) => mark.type === "point")!.data.values
    expect(points).toHaveLength(15 * 10)
    expect(points.filter(({ kind }) => kind === "entered").map(({ general }) => general)).toContain(
      String(findings.features[26]!.rank)
    )
    expect(charts[0]!.alt).toContain("Category with a long name c")
  })

  it("names cohorts above the chart in lines of forty letters at most, and tells those apart that differ at their end", async () => {
    const random = pseudoRandom(7)
    const names = Array.from({ length: 20 }, (_, i) => `${"A cohort with a name of many words ".repeat(8)}${i}`)
    const findings = await findingsOf({
      dataset: datasetOf(names.flatMap((category) => around(levels, 4, category, random))),
      options: few
    })
    const chart = report(findings).find(({ _tag }) => _tag === "Chart")
    if (chart?._tag !== "Chart") throw new Error("no chart")
    const [cohorts] = chart.spec.params as unknown as ReadonlyArray<{
      readonly value: ReadonlyArray<ReadonlyArray<string>>
    }>
    const drawn = cohorts!.value.flat().filter((line) => line !== "")
    expect(Math.max(...drawn.map(({ length }) => length))).toBeLessThanOrEqual(40)
    expect(new Set(drawn)).toEqual(new Set(["All patients", ...drawn.filter((label) => label.includes("…"))]))
    expect(new Set(drawn).size).toBe(21)
  })

  it("shows the largest gains and losses of every cohort, and of a grouping of two those of the first", async () => {
    const findings = await many()
    const changes = tableOf(findings, "changes-group")
    expect(changes.rows.length).toBeLessThanOrEqual(9 * 2)
    const own = changes.rows.filter(({ category }) => category === "Category with a long name c")
    expect(own).toHaveLength(2)
    expect(own.at(-1)).toMatchObject({ feature: "f0", verdict: "less" })
    const mirrored = tableOf(await findingsOf({ dataset: two(true), options: few }), "changes-group")
    expect(mirrored.columns.slice(1, 3).map(({ title }) => title)).toEqual(["a", "b"])
    expect(new Set(mirrored.rows.map(({ feature }) => feature)).size).toBe(mirrored.rows.length)
  })

  it("marks overlaps below the critical one, and bears filters for grouping, cohort and feature", async () => {
    const findings = await many()
    const { columns, rows } = tableOf(findings, "similarity")
    expect(columns.filter(({ filter }) => filter === true).map(({ key }) => key)).toEqual(["grouping", "category"])
    const marked = rows.filter(({ overlap }) => typeof overlap === "object" && overlap !== null && "mark" in overlap)
    expect(marked.map(({ category }) => category)).toContain("Category with a long name c")
    for (const { category } of marked) {
      expect(findings.cohorts.find((one) => one.category === category)!.overlap!.isBelowCritical).toBe(true)
    }
  })

  it("decides by the critical value where the audit asks for the published method", async () => {
    const dataset = two(true)
    const findings = await findingsOf({ dataset, significance: "mann-whitney", options: few })
    expect(textOf(report(findings))).toContain("the critical value decides")
    const differing = findings.cohorts.filter(({ overlap }) => overlap!.isBelowCritical === true)
    const named = report(findings).filter(
      (block) => block._tag === "KeyFinding" && JSON.stringify(block.text).includes("ranked less like in all patients")
    )
    expect(named).toHaveLength(differing.length)
  })

  it("says that nothing differs where nothing does", async () => {
    const findings = await findingsOf({ dataset: two(false), options: { ...few, margin: 0.1 }, replicates: 1000 })
    expect(textOf(report(findings))).toContain("No cohort ranks features differently")
  })
})
