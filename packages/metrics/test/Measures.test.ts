import type { Settings } from "@fairward/core"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Floor } from "../src/Floor.ts"
import weightedSums, { sparseRows } from "../src/kernel/weightedSums.ts"
import type { Ratio, Smooth, Sums } from "../src/Measure.ts"
import { compared } from "./fixtures/Comparing.ts"

type Column = "hits" | "tries" | "faults"

const described = { sense: "higher", unit: "share", margin: 0.05, missing: "nothing was tried" } as const

const ratio = (floor: Floor): Ratio<Column> => ({
  id: `ratio ${floor}`,
  ...described,
  over: (s) => [s.hits, s.tries],
  floor
})

const smooth: Smooth<Column> = { id: "smooth", ...described, value: (s) => s.hits.over(s.tries) }

/** Difference of two quotients, of which no closed form stands anywhere in the sources. */
const change: Smooth<Column> = {
  id: "change",
  ...described,
  value: (s) => s.hits.over(s.tries).minus(s.faults.over(s.tries.plus(s.faults)))
}

const patients = fc
  .array(
    fc.record({
      hits: fc.integer({ min: 0, max: 4 }),
      misses: fc.integer({ min: 0, max: 4 }),
      faults: fc.integer({ min: 0, max: 3 }),
      category: fc.integer({ min: -1, max: 2 }),
      person: fc.integer({ min: 0, max: 8 }),
      weight: fc.integer({ min: 0, max: 3 })
    }),
    { minLength: 6, maxLength: 24 }
  )
  .map((drawn) => {
    // Each category has somebody, and all stays of a person are drawn together.
    const sure = [0, 1, 2].map((category) => ({
      hits: 1,
      misses: 1,
      faults: 1,
      category,
      person: 9 + category,
      weight: 1
    }))
    const all = [...sure, ...drawn]
    const weightOf = new Map(all.map(({ person, weight }) => [person, weight]))
    return all.map((own) => ({ ...own, weight: weightOf.get(own.person)! }))
  })

type Patients = ReadonlyArray<{
  readonly hits: number
  readonly misses: number
  readonly faults: number
  readonly category: number
  readonly person: number
  readonly weight: number
}>

const settingOf = (all: Patients) => ({
  columns: {
    hits: all.map(({ hits }) => hits),
    tries: all.map(({ hits, misses }) => hits + misses),
    faults: all.map(({ faults }) => faults)
  },
  category: all.map(({ category }) => category),
  categories: 3
})

const sumsOf = (all: Patients) => {
  const sum = (of: (one: Patients[number]) => number) => all.reduce((total, one) => total + one.weight * of(one), 0)
  return {
    hits: sum(({ hits }) => hits),
    tries: sum((one) => one.hits + one.misses),
    faults: sum(({ faults }) => faults)
  }
}

const plainValue = (id: string, { faults, hits, tries }: Record<Column, number>): number =>
  id === "change" ? hits / tries - faults / (tries + faults) : hits / tries

/** Influence by how the value changes when a patient counts a little more: no derivative is written down. */
const influences = (id: string, all: Patients): ReadonlyArray<number> => {
  const sums = sumsOf(all)
  const step = 1e-5
  return all.map(({ faults, hits, misses }) => {
    const moved = (by: number) =>
      plainValue(id, {
        hits: sums.hits + by * hits,
        tries: sums.tries + by * (hits + misses),
        faults: sums.faults + by * faults
      })
    return (moved(step) - moved(-step)) / (2 * step)
  })
}

/** sqrt(n / (n - 1) sum_k w_k (U_k,cohort - U_k,rest)^2), person by person. */
const slowError = (id: string, all: Patients, cohort: number): number => {
  const onCohort = all.filter(({ category }) => category === cohort)
  const onRest = all.filter(({ category }) => category >= 0 && category !== cohort)
  const persons = new Map<number, { weight: number; difference: number }>()
  for (const [side, sign] of [
    [onCohort, 1],
    [onRest, -1]
  ] as const) {
    influences(id, side).forEach((influence, i) => {
      const { person, weight } = side[i]!
      const known = persons.get(person) ?? { weight, difference: 0 }
      persons.set(person, { weight, difference: known.difference + sign * influence })
    })
  }
  let n = 0
  let squares = 0
  for (const { difference, weight } of persons.values()) {
    n += weight
    squares += weight * difference * difference
  }
  return Math.sqrt((n / (n - 1)) * squares)
}

const expectNear = (found: number, wanted: number, what: string) => {
  if (!Number.isFinite(wanted)) expect(Number.isFinite(found), what).toBe(false)
  else expect(Math.abs(found - wanted), what).toBeLessThanOrEqual(1e-6 * Math.max(0.01, Math.abs(wanted)))
}

describe("contrasts", () => {
  it("have the standard error that persons' influences give, found by numeric derivatives, in every draw", async () => {
    await fc.assert(
      fc.asyncProperty(patients, async (all) => {
        const { contrasts } = await compared({
          ...settingOf(all),
          measures: [ratio("none"), smooth, change],
          person: all.map(({ person }) => person),
          replicates: [all.map(({ weight }) => weight)]
        })
        const once = all.map((own) => ({ ...own, weight: 1 }))
        for (const { category, cohort, metric, rest, standardError, standardErrors } of contrasts) {
          const values = [cohort.estimate, rest.estimate, cohort.replicates[0]!, rest.replicates[0]!]
          if (!values.every(Number.isFinite)) continue
          expectNear(standardError, slowError(metric, once, Number(category)), `${metric} on the split`)
          expectNear(standardErrors[0]!, slowError(metric, all, Number(category)), `${metric} in a replicate`)
        }
      }),
      { numRuns: 100 }
    )
  })

  it("of a quotient are the same from numerator and denominator as by forward differentiation", async () => {
    await fc.assert(
      fc.asyncProperty(patients, async (all) => {
        const { contrasts } = await compared({
          ...settingOf(all),
          measures: [ratio("none"), smooth],
          replicates: [all.map(({ weight }) => weight)]
        })
        for (let i = 0; i < contrasts.length; i += 2) {
          const [byParts, byDuals] = [contrasts[i]!, contrasts[i + 1]!]
          expect(byDuals.cohort.replicates).toEqual(byParts.cohort.replicates)
          expectNear(byDuals.standardErrors[0]!, byParts.standardErrors[0]!, "error")
        }
      }),
      { numRuns: 50 }
    )
  })

  it("in a replicate are those of the drawn patients copied into the data", async () => {
    await fc.assert(
      fc.asyncProperty(patients, async (all) => {
        const measures = [ratio("share"), ratio("count"), ratio("mean"), change]
        const weighted = await compared({ ...settingOf(all), measures, replicates: [all.map(({ weight }) => weight)] })
        const copies = all.flatMap((own) => Array.from({ length: own.weight }, () => own))
        const copied = await compared({ ...settingOf(copies), measures })
        weighted.contrasts.forEach(({ cohort, metric, rest, standardErrors }, i) => {
          const wanted = copied.contrasts[i]!
          expectNear(cohort.replicates[0]!, wanted.cohort.estimate, `${metric} of the cohort`)
          expectNear(rest.replicates[0]!, wanted.rest.estimate, `${metric} of the rest`)
          // The floor of a share keeps the design factor of the split.
          if (metric !== "ratio share") expectNear(standardErrors[0]!, wanted.standardError, `error of ${metric}`)
        })
      }),
      { numRuns: 50 }
    )
  })

  it("count the persons who contribute", async () => {
    const { contrasts } = await compared({
      columns: { hits: [1, 0, 0, 1, 1], tries: [2, 0, 1, 1, 1], faults: [0, 0, 0, 0, 0] },
      category: [0, 0, 1, 1, 1],
      categories: 2,
      person: [0, 1, 2, 3, 3],
      measures: [ratio("share")]
    })
    expect(contrasts.map(({ cohort, rest }) => [cohort.bearing, rest.bearing])).toEqual([
      [1, 2],
      [2, 1]
    ])
  })
})

describe("a share", () => {
  // Four patients with two tries each: u = (hits - q tries) / 8, q = 3/8, V = (1.25^2 + 3 x 0.25^2 + ...) / 64.
  const setting = {
    columns: { hits: [2, 0, 1, 0], tries: [2, 2, 2, 2], faults: [0, 0, 0, 0] },
    category: [0, 0, 1, 1],
    categories: 2
  }

  it("is known as by so many independent patients: those who contribute over the design factor of all categories", async () => {
    const { contrasts } = await compared({ ...setting, measures: [ratio("share"), ratio("none")] })
    const q = 3 / 8
    const variance = (1.25 ** 2 + 0.75 ** 2 + 0.25 ** 2 + 0.75 ** 2) / 64
    const factor = (variance * 4) / (q * (1 - q))
    expect(contrasts[0]!.cohort.effective).toBeCloseTo(2 / factor, 12)
    expect(contrasts[0]!.rest.effective).toBeCloseTo(2 / factor, 12)
    expect(contrasts[1]!.cohort.effective).toBeUndefined()
    // In the cohort q = 1/2 and each u is 1/4, more than the floor; in the rest q = 1/4, each u 1/8, less than it.
    const floor = (factor * (1.5 / 4) * (2.5 / 4)) / 4
    expect(contrasts[0]!.standardError).toBeCloseTo(Math.sqrt((4 / 3) * (2 / 4 ** 2 + Math.max(2 / 8 ** 2, floor))), 12)
    expect(floor).toBeGreaterThan(2 / 8 ** 2)
  })

  it("of persons with several stays has a design factor of persons, wherever their stays are", async () => {
    const { contrasts } = await compared({ ...setting, person: [0, 1, 0, 2], measures: [ratio("share")] })
    const variance = ((1.25 + 0.25) ** 2 + 0.75 ** 2 + 0.75 ** 2) / 64
    const factor = (variance * 3) / (15 / 64)
    expect(contrasts[0]!.cohort.effective).toBeCloseTo(2 / factor, 12)
  })
})

describe("the margin", () => {
  const marginsOf = async (
    measures: ReadonlyArray<Ratio<Column>>,
    hits = [18, 18, 18, 18],
    margins: Settings.SettingsShape["margins"] = {}
  ) => {
    const { contrasts } = await compared({
      margins,
      columns: { hits, tries: [20, 20, 20, 20], faults: [0, 0, 0, 0] },
      category: [0, 0, 1, 1],
      categories: 2,
      measures
    })
    return [...new Set(contrasts.map(({ margin }) => margin))]
  }
  const wide = { ...ratio("share"), margin: 0.05 }

  it("of a share is at most a fifth of the rarer side of everyone's value", async () => {
    expect((await marginsOf([wide]))[0]).toBeCloseTo(0.02, 12)
    expect((await marginsOf([wide], [2, 2, 2, 2]))[0]).toBeCloseTo(0.02, 12)
    expect(await marginsOf([wide], [10, 10, 10, 10])).toEqual([0.05])
    expect(await marginsOf([{ ...wide, margin: 0.001 }])).toEqual([0.001])
    expect(await marginsOf([{ ...wide, margin: null }])).toEqual([null])
  })

  it("is what the configuration says of the measure, absolute or as a part of the rarer side, up to the fifth", async () => {
    const share = "ratio share"
    expect(await marginsOf([wide], undefined, { [share]: 0.004 })).toEqual([0.004])
    expect((await marginsOf([wide], undefined, { [share]: 0.3 }))[0]).toBeCloseTo(0.02, 12)
    expect((await marginsOf([wide], undefined, { [share]: { relative: 0.1 } }))[0]).toBeCloseTo(0.01, 12)
    expect((await marginsOf([{ ...wide, margin: null }], undefined, { [share]: 0.01 }))[0]).toBe(0.01)
    expect(await marginsOf([{ ...wide, margin: 0.01 }], undefined, { other: 0.001 })).toEqual([0.01])
    expect(await marginsOf([{ ...wide, id: "constructor", margin: 0.01 }])).toEqual([0.01])
    const minutes = { ...ratio("none"), unit: "min", margin: 30 }
    expect((await marginsOf([minutes], undefined, { "ratio none": { relative: 0.2 } }))[0]).toBeCloseTo(0.18, 12)
  })

  it("of other units stays as it is declared, unless a ratio of values means something", async () => {
    const minutes = { ...ratio("none"), unit: "min", margin: 30 }
    expect(await marginsOf([minutes])).toEqual([30])
    expect((await marginsOf([{ ...minutes, fifthOf: "value" }]))[0]).toBeCloseTo(0.18, 12)
  })
})

describe("what cannot be estimated", () => {
  const nothing = {
    columns: { hits: [0, 0, 1], tries: [0, 0, 2], faults: [0, 0, 0] },
    category: [0, 0, 1],
    categories: 3
  }

  it("is not a number, with the reason beside it: 0 of 0, and a cohort without patients", async () => {
    const { contrasts } = await compared({ ...nothing, measures: [ratio("share"), ratio("none"), smooth] })
    for (const { category, cohort, standardError } of contrasts) {
      if (category === "1") continue
      expect(cohort.estimate).toBeNaN()
      expect(cohort.reason).toBe("nothing was tried")
      expect(standardError).toBeNaN()
      expect(cohort.bearing).toBeLessThanOrEqual(2)
    }
  })

  it("is the standard error of two single patients without a floor, which is 0, and of one in all, which is none", async () => {
    const two = await compared({
      columns: { hits: [1, 2], tries: [2, 2], faults: [0, 0] },
      category: [0, 1],
      categories: 2,
      measures: [ratio("none"), ratio("share")]
    })
    expect(two.contrasts[0]!.standardError).toBe(0)
    expect(two.contrasts[1]!.standardError).toBeGreaterThan(0.3)
    const one = await compared({
      columns: { hits: [1, 1], tries: [2, 2], faults: [0, 0] },
      category: [0, 1],
      categories: 2,
      person: [0, 0],
      measures: [ratio("share")]
    })
    expect(one.contrasts[0]!.standardError).not.toBeLessThan(Number.POSITIVE_INFINITY)
  })

  it("a measure that gets no verdict has no standard error", async () => {
    const { contrasts } = await compared({ ...nothing, measures: [{ ...ratio("share"), judged: "described only" }] })
    expect(contrasts[0]!.judged).toBe("described only")
    expect(contrasts[0]!.standardError).toBeNaN()
  })
})

describe("a measure", () => {
  const refused = (over: Ratio<Column>["over"]) =>
    compared({
      columns: { hits: [1, 1], tries: [2, 2], faults: [0, 0] },
      category: [0, 1],
      categories: 2,
      measures: [{ id: "odd", ...described, over }]
    })

  it("whose numerator or denominator is no sum is refused by name", async () => {
    await expect(refused((s) => [s.hits * s.tries, s.tries])).rejects.toThrow('measure "odd": the numerator')
    await expect(refused((s) => [s.hits, s.tries + 1])).rejects.toThrow('measure "odd": the denominator')
  })

  it("that reads an unknown column is refused by name", async () => {
    const unknown = (s: Sums<Column>) => [(s as Sums<Column | "misses">).misses, s.tries] as const
    await expect(refused(unknown)).rejects.toThrow('measure "odd" reads "misses"')
  })
})

describe("weighted sums", () => {
  it("are the same draw by draw as in one run", () => {
    const shared = {
      ...sparseRows(3, 2, (row, i) => row.set([i + 1, 10 * (i + 1)])),
      width: 2,
      patient: Uint32Array.of(2, 0, 1),
      begins: Uint32Array.of(0, 2, 3),
      targets: [Uint32Array.of(0, 1), Uint32Array.of(0)],
      sums: 2,
      multiplicities: Uint8Array.of(1, 0, 2, 0, 3, 0),
      patients: 3
    }
    const all = weightedSums(shared)({ first: 0, count: 3 })
    expect([...all]).toEqual([6, 60, 3, 30, 4, 40, 4, 40, 9, 90, 0, 0])
    const each = [0, 1, 2].flatMap((first) => [...weightedSums(shared)({ first, count: 1 })])
    expect(each).toEqual([...all])
  })

  it("are, of any draws, the sums of their rows in order, as often as each patient is drawn", () => {
    const width = 5
    const patients = 9
    const cases = fc.record({
      rows: fc.array(
        fc.record({
          numbers: fc.array(fc.oneof(fc.constant(0), fc.double({ min: -1e3, max: 1e3, noNaN: true })), {
            minLength: width,
            maxLength: width
          }),
          patient: fc.nat(patients - 1),
          block: fc.nat(3)
        }),
        { minLength: 1, maxLength: 60 }
      ),
      multiplicities: fc.uint8Array({ minLength: 40 * patients, maxLength: 40 * patients }),
      targets: fc.array(fc.uniqueArray(fc.nat(2)), { minLength: 4, maxLength: 4 }),
      first: fc.nat(8),
      count: fc.integer({ min: 1, max: 33 })
    })
    fc.assert(
      fc.property(cases, ({ count, first, multiplicities, rows, targets }) => {
        const sorted = rows.toSorted((a, b) => a.block - b.block)
        const blocks = [...Map.groupBy(sorted, ({ block }) => block)]
        const begins = [0]
        for (const [, { length }] of blocks) begins.push(begins.at(-1)! + length)
        const shared = {
          ...sparseRows(sorted.length, width, (row, i) => row.set(sorted[i]!.numbers)),
          width,
          patient: Uint32Array.from(sorted, ({ patient }) => patient),
          begins: Uint32Array.from(begins),
          targets: blocks.map(([block]) => Uint32Array.from(targets[block]!)),
          sums: 3,
          multiplicities,
          patients
        }
        const wanted = Array.from({ length: count }, (_, lane) => {
          const sums = new Float64Array(3 * width)
          for (const [block, own] of blocks) {
            const ofBlock = new Float64Array(width)
            for (const { numbers, patient } of own) {
              const draw = first + lane
              const weight = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient]!
              numbers.forEach((number, i) => {
                ofBlock[i] = ofBlock[i]! + weight * number
              })
            }
            for (const target of targets[block]!) {
              for (let i = 0; i < width; i++) sums[target * width + i] = sums[target * width + i]! + ofBlock[i]!
            }
          }
          return [...sums]
        }).flat()
        expect([...weightedSums(shared)({ first, count })]).toEqual(wanted)
      })
    )
  })

  it("of rows with zeros are those of all their numbers", () => {
    const rows = fc.array(fc.array(fc.constantFrom(0, 0, 1, -2, 0.5), { minLength: 3, maxLength: 3 }), {
      maxLength: 40
    })
    fc.assert(
      fc.property(rows, (all) => {
        const shared = {
          ...sparseRows(all.length, 3, (row, i) => row.set(all[i]!)),
          width: 3,
          patient: Uint32Array.from(all.keys()),
          begins: Uint32Array.of(0, all.length),
          targets: [Uint32Array.of(0)],
          sums: 1,
          multiplicities: new Uint8Array(),
          patients: all.length
        }
        const wanted = [0, 1, 2].map((column) => all.reduce((sum, row) => sum + row[column]!, 0))
        expect([...weightedSums(shared)({ first: 0, count: 1 })]).toEqual(wanted)
      })
    )
  })
})
