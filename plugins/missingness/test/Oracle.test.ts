import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { AuditConfig, type Dataset } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { loadDataset } from "@fairward/sources"
import { Near } from "@fairward/stage-kit"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { intensities, intensityCategories, stepCategories } from "../src/Intensity.ts"
import { clinicalInterval, medianGap, occurrence } from "../src/UsualInterval.ts"
import { findingsOf } from "./fixtures/Stages.ts"

type Counts = Readonly<Record<string, ReadonlyArray<number>>>

interface Physionet {
  readonly every: number
  readonly first: ReadonlyArray<string>
  readonly sha256: string
  readonly coverage: number
  readonly groupings: Readonly<
    Record<
      string,
      {
        readonly counts: Counts
        readonly coverage: Readonly<Record<string, number>>
        readonly test: Readonly<Record<"statistic" | "p" | "degreesOfFreedom" | "leastExpected" | "cramersV", number>>
      }
    >
  >
}

interface UsualGap {
  readonly measurements: number
  readonly gaps: number
  readonly median: number
  readonly every: number
}

interface Famews {
  readonly every: number
  readonly changed: Readonly<Record<string, number>>
  /** Expected, missed, category, valid steps. */
  readonly patients: Readonly<Record<string, readonly [number, number, string, number]>>
}

const load = (config: unknown, base: string): Promise<Dataset.DatasetShape> =>
  Effect.runPromise(Effect.flatMap(AuditConfig.decode(config), (decoded) => loadDataset(decoded, { base })))

const oracle = <A>(name: string): Readonly<Record<string, A>> =>
  JSON.parse(readFileSync(new URL(`oracle/${name}.json`, import.meta.url), "utf8"))

const names = ["insufficient", "enough", "no_msrt"]

const { expectNear } = Near

const scheduleOf = (every: number) => ({ everyMinutes: every, toleranceMinutes: every / 10 })

const found = (dataset: Dataset.DatasetShape, variable: string, every: number) => {
  const patients = dataset.patients.splits.test
  const all = intensities(dataset, patients, variable, scheduleOf(every))
  const categories = intensityCategories(all, [0.9, 1])
  return Array.from(patients, (patient, i) => ({
    id: dataset.patients.ids[patient]!,
    patient,
    row: [all.expected[i]!, all.missed[i]!, names[categories[i]!]!, all.validSteps[i]!] as const
  }))
}

const physionet = sharedFolder("data/physionet2019")

describe(`hospital B of the real data${orSkipped(physionet, "data/physionet2019")}`, () => {
  const groupings = {
    sex: { column: "sex" },
    age: { column: "age", bins: [50, 65, 75, 85] },
    unit: { column: "unit" }
  } as const
  const data = () =>
    load(
      {
        title: "Hospital B",
        timestep: "1 h",
        horizon: "6 h",
        data: {
          predictions: {
            from: "predictions.parquet",
            patient: "patient_id",
            time: "hour",
            label: "label",
            score: "seed_0"
          },
          patients: { from: "patients.parquet", patient: "patient_id" },
          timeseries: {
            from: "timeseries.parquet",
            patient: "patient_id",
            time: "hour",
            timeUnit: "h",
            variables: ["Lactate", "HR", "Creatinine", "MAP"]
          },
          splits: { from: "patients.parquet", patient: "patient_id", split: "split" }
        },
        threshold: { value: 0.5 },
        groupings
      },
      physionet!
    )

  it.skipIf(physionet === undefined)(
    "has the intensity, expected and missed measurements and categories of every patient and step of a plain script",
    async () => {
      const dataset = await data()
      const { offsets } = dataset.predictions!
      for (const [variable, { every, first, sha256 }] of Object.entries(oracle<Physionet>("physionet"))) {
        const steps = stepCategories(dataset, variable, every)
        const lines = found(dataset, variable, every).map(
          ({ id, patient, row }) =>
            `${Number(id)},${row.join(",")},${steps.subarray(offsets[patient]!, offsets[patient + 1]!).join("")}`
        )
        const byId = lines.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
        expect(byId.slice(0, first.length), variable).toEqual(first)
        expect(createHash("sha256").update(byId.join("\n")).digest("hex"), variable).toBe(sha256)
      }
    },
    60_000
  )

  it.skipIf(physionet === undefined)(
    "has the usual gaps of pandas, and the intervals that follow from them",
    async () => {
      const dataset = await data()
      const known = oracle<UsualGap>("usual")
      for (const [variable, { every, gaps, measurements, median }] of Object.entries(known)) {
        const patients = dataset.patients.splits.test
        expect(occurrence(dataset, patients, variable), variable).toEqual({ measurements, gaps })
        expect(medianGap(dataset, patients, variable), variable).toBe(median)
        expect(clinicalInterval(median, 60), variable).toBe(every)
      }
      const { variables } = await findingsOf({ dataset, groupings, replicates: 2, options: { impact: false } })
      expect(variables.map(({ every, id, inferredFrom }) => ({ id, every, inferredFrom }))).toEqual(
        ["Lactate", "HR", "Creatinine", "MAP"].map((id) => ({
          id,
          every: known[id]!.every,
          inferredFrom: { gaps: known[id]!.gaps, medianMinutes: known[id]!.median }
        }))
      )
    },
    60_000
  )

  it.skipIf(physionet === undefined)(
    "has the counts, coverage and chi-squared tests of scipy in every cohort",
    async () => {
      const expected = oracle<Physionet>("physionet")
      const findings = await findingsOf({
        dataset: await data(),
        groupings,
        replicates: 2,
        options: {
          variables: { Lactate: { every: "8 h" }, HR: { every: "1 h" }, Creatinine: { every: "24 h" } },
          impact: false
        }
      })
      for (const { counts, coverage, category, grouping, variable } of findings.cohorts) {
        const own = expected[variable]!.groupings[grouping]!
        expect(counts.slice(0, -1), `${variable} in ${category}`).toEqual(own.counts[category])
        expectNear(coverage, own.coverage[category]!, `coverage of ${variable} in ${category}`)
      }
      expect(findings.cohorts).toHaveLength(3 * (2 + 5 + 2))
      for (const { grouping, test, variable } of findings.dependence) {
        const known = expected[variable]!.groupings[grouping]!.test
        for (const key of ["statistic", "p", "degreesOfFreedom", "leastExpected", "cramersV"] as const) {
          expectNear(test![key], known[key], `${key} of ${variable} by ${grouping}`)
        }
        expect(test!.dependent).toBe(known.p < 0.001 / 9)
      }
      expect(findings.dependence).toHaveLength(9)
      for (const { coverage, variable } of findings.everyone) {
        expectNear(coverage, expected[variable]!.coverage, `coverage of ${variable}`)
      }
    },
    60_000
  )
})

const famews = sharedFolder("reference/famews-S")

describe(`the reference cohort of FAMEWS${orSkipped(famews, "reference/famews-S")}`, () => {
  const data = () =>
    load(
      {
        title: "FAMEWS, S",
        timestep: "5 min",
        horizon: "12 h",
        maxLength: "7 d",
        data: {
          predictions: {
            from: "predictions.csv",
            patient: "patient_id",
            time: "time_index",
            label: "label",
            score: "score"
          },
          patients: { from: "patients.csv", patient: "patient_id" },
          timeseries: { from: "timeseries.csv", patient: "patient_id", time: "minutes", timeUnit: "min" },
          splits: { from: "patients.csv", patient: "patient_id", split: "split" }
        },
        threshold: { value: 0.5 },
        groupings: { sex: { column: "sex" } }
      },
      join(famews!, "inputs")
    )

  it.skipIf(famews === undefined)(
    "has the steps with and without a valid measurement, and the patients without any, that FAMEWS counts",
    async () => {
      const dataset = await data()
      const { offsets } = dataset.predictions!
      const { as_shipped_minutes } = JSON.parse(readFileSync(join(famews!, "results/missingness_single.json"), "utf8"))
      for (const [variable, every] of [
        ["a_Lac", 480],
        ["Spitzendruck", 5]
      ] as const) {
        const steps = stepCategories(dataset, variable, every)
        const count = (category: number) => steps.reduce((sum, one) => sum + (one === category ? 1 : 0), 0)
        const without = Array.from(dataset.patients.splits.test).filter((patient) => steps[offsets[patient]!] === 2)
        const known = as_shipped_minutes.timepoints_incl_unlabelled[variable]
        expect([count(0), count(1), without.length], variable).toEqual([
          known.with_msrt,
          known.missing_msrt,
          known.patients_no_msrt
        ])
      }
    }
  )

  it.skipIf(famews === undefined)(
    "has the intensities of a plain script, which differ from FAMEWS's only for patients whom gaps at the ends, doubled gaps or the tolerance concern",
    async () => {
      const dataset = await data()
      const theirs = readFileSync(join(famews!, "results/missingness_intensity_datetime_in_grid_steps.csv"), "utf8")
      const [header, ...lines] = theirs.trim().split("\n")
      for (const [variable, { changed, every, patients }] of Object.entries(oracle<Famews>("famews"))) {
        const column = header!.trim().split(",").indexOf(variable)
        const categoryOf = new Map(lines.map((line) => [line.split(",")[0]!, line.trim().split(",")[column]!]))
        const differing: Record<string, number> = {}
        for (const { id, row } of found(dataset, variable, every)) {
          expect(row, `${variable} of ${id}`).toEqual(patients[id])
          const [before, after] = [categoryOf.get(id)!, row[2]]
          if (before !== after) differing[`${before} to ${after}`] = (differing[`${before} to ${after}`] ?? 0) + 1
        }
        expect(differing, variable).toEqual(changed)
      }
    }
  )
})
