import { readFileSync } from "node:fs"
import { Detection } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { describe, expect, it } from "vitest"
import type { Findings, Outcomes, Warned } from "../src/Findings.ts"
import { leadMetric } from "../src/Leads.ts"
import { timeGaps } from "../src/TimeGaps.ts"
import { audited, configOf, findingsOf, load, measured } from "./fixtures/Audits.ts"
import { datasetOf, grouping, type Label } from "./fixtures/Sketch.ts"

/** Minutes ahead, warned, evaluable events, events for which it was possible. */
type WarnedRow = readonly [number, number, number, number]

interface Summary {
  readonly medians: Readonly<Record<string, number | null>>
  readonly events: number
  readonly detected: number
  readonly missed: number
  readonly notDetectable: number
  readonly noneAvailable: number
  readonly patients: Readonly<Record<string, number>>
  readonly warned: ReadonlyArray<WarnedRow>
}

type Sides = Readonly<Record<string, { readonly cohort: Summary; readonly rest: Summary }>>

/** Patient, start, steps available, earliest possible warning, gap; steps. */
type EventRow = readonly [string | number, number, number, number | null, number | null]

interface Synthetic {
  readonly horizon: number
  readonly longest: number
  readonly timestep: number
  readonly threshold: number
  readonly people: Readonly<
    Record<
      string,
      {
        readonly steps: ReadonlyArray<readonly [Label, number]>
        readonly events: ReadonlyArray<readonly [number, number]>
        readonly category: string | null
      }
    >
  >
  readonly draws: ReadonlyArray<ReadonlyArray<number>>
  readonly gaps: ReadonlyArray<EventRow>
  readonly everyone: Summary
  readonly cohorts: Sides
  readonly replicates: ReadonlyArray<
    Readonly<
      Record<
        string,
        {
          readonly cohort: Summary["medians"]
          readonly rest: Summary["medians"]
          readonly cohortWarned: ReadonlyArray<WarnedRow>
        }
      >
    >
  >
}

interface Physionet {
  readonly threshold: number
  readonly everyone: Summary
  readonly groupings: Readonly<Record<string, Sides>>
  readonly events: ReadonlyArray<EventRow>
}

const expected = <A>(name: string): A => JSON.parse(readFileSync(new URL(`oracle/${name}`, import.meta.url), "utf8"))

const orNull = (value: number) => (Number.isNaN(value) ? null : value)

const orNone = (steps: number) => (steps === 0 ? null : steps)

const expectOutcomes = (outcomes: Outcomes, summary: Summary, what: string) => {
  const { detected, events, missed, noneAvailable, notDetectable, windows } = outcomes
  expect({ events, detected, missed, notDetectable, noneAvailable }, what).toEqual({
    events: summary.events,
    detected: summary.detected,
    missed: summary.missed,
    notDetectable: summary.notDetectable,
    noneAvailable: summary.noneAvailable
  })
  for (const { patients, window } of windows) expect(patients, `${what} ${window}`).toBe(summary.patients[window])
}

describe("made-up stays full of edges, counted by pandas", () => {
  const synthetic = expected<Synthetic>("synthetic.json")
  const ids = Object.keys(synthetic.people)
  const dataset = datasetOf({
    patients: ids.map((id) => synthetic.people[id]!),
    timestepMinutes: synthetic.timestep,
    horizonSteps: synthetic.horizon,
    maxLengthSteps: synthetic.longest
  })
  const leads = synthetic.everyone.warned.map(([lead]) => lead)
  const measurement = () =>
    measured({
      dataset,
      groupings: { [grouping]: { column: grouping } } as never,
      threshold: synthetic.threshold,
      windows: [0, 60, 180, 300],
      points: leads.map((lead) => lead / synthetic.timestep),
      replicates: synthetic.draws
    })

  it("have the same events, with the same gaps", () => {
    const { earliest, gap, patient, start, stepsBefore } = timeGaps(
      dataset,
      Detection.evaluableEvents(dataset)!,
      synthetic.threshold
    )
    const rows = Array.from(gap, (steps, i) => [
      ids[patient[i]!],
      start[i],
      stepsBefore[i],
      orNone(earliest[i]!),
      orNone(steps)
    ])
    expect(rows).toEqual(synthetic.gaps)
    expect(rows.length).toBe(234)
  })

  it("have the same outcomes, medians of cohorts and rests, and shares warned in time", async () => {
    const { contrasts, everyone, outcomes, warned, windows } = await measurement()
    const categories = Object.keys(synthetic.cohorts)
    expectOutcomes(outcomes[0]!, synthetic.everyone, "everyone")
    windows.forEach(({ id }, v) => {
      expect(orNull(everyone[v]!.estimate)).toBe(synthetic.everyone.medians[id])
    })
    categories.forEach((category, c) => {
      const own = synthetic.cohorts[category]!
      expectOutcomes(outcomes[c + 1]!, own.cohort, category)
      own.cohort.warned.forEach(([lead, early, events, possible]) => {
        const found = warned(c + 1, lead / synthetic.timestep)
        expect([found.warned, found.events, found.possible]).toEqual([early, events, possible])
      })
      for (const contrast of contrasts.filter((one) => one.category === category)) {
        expect(orNull(contrast.cohort.estimate)).toBe(own.cohort.medians[contrast.metric])
        expect(orNull(contrast.rest.estimate)).toBe(own.rest.medians[contrast.metric])
        expect(contrast.cohort.bearing).toBe(own.cohort.patients[contrast.metric])
        expect(contrast.rest.bearing).toBe(own.rest.patients[contrast.metric])
      }
    })
    expect(contrasts).toHaveLength(categories.length * 4)
  })

  it("have the same medians and shares in replicates of copied rows", async () => {
    const { contrasts, warned } = await measurement()
    const categories = Object.keys(synthetic.cohorts)
    synthetic.replicates.forEach((replicate, b) => {
      for (const { category, cohort, metric, rest } of contrasts) {
        const own = replicate[category]
        expect(orNull(cohort.replicates[b]!)).toBe(own?.cohort[metric] ?? null)
        expect(orNull(rest.replicates[b]!)).toBe(own?.rest[metric] ?? null)
      }
      categories.forEach((category, c) => {
        for (const [lead, early, events, possible] of replicate[category]?.cohortWarned ?? []) {
          const { ofAll, ofPossible } = warned(c + 1, lead / synthetic.timestep)
          expect(ofAll[b]).toBe(early / events)
          expect(ofPossible[b]).toBe(early / possible)
        }
      })
    })
  })
})

const shared = sharedFolder("data/physionet2019")

describe(`hospital B of the PhysioNet Challenge, counted by pandas${orSkipped(shared, "data/physionet2019")}`, () => {
  const hospital = async () => {
    const config = await configOf({
      timestep: "1 h",
      horizon: "6 h",
      data: {
        predictions: {
          from: "predictions.parquet",
          patient: "patient_id",
          time: "hour",
          label: "label",
          score: ["seed_0", "seed_1111", "seed_2222", "seed_3333", "seed_4444"]
        },
        patients: { from: "patients.parquet", patient: "patient_id" },
        events: { from: "events.parquet", patient: "patient_id", start: "start", stop: "stop" },
        splits: { from: "patients.parquet", patient: "patient_id", split: "split" }
      },
      groupings: {
        sex: { column: "sex" },
        age: { column: "age", bins: [50, 65, 75, 85] },
        unit: { column: "unit" }
      },
      resampling: { replicates: 20, seed: 42 },
      stages: { "time-gap": { windows: ["0 h", "3 h", "6 h"], leads: ["1 h", "2 h", "4 h", "6 h"] } }
    })
    return { config, dataset: await load(config, shared!) }
  }

  const expectWarned = (warned: Findings["everyone"]["warned"], rows: ReadonlyArray<WarnedRow>) => {
    const rowOf = ({ events, lead, possible, warned: early }: Warned) => [lead, early, events, possible]
    expect(warned.map(rowOf)).toEqual(rows)
    for (const { events, ofAll, ofPossible, possible, warned: early } of warned) {
      expect([ofAll.share, ofPossible.share]).toEqual([early / events, early / possible])
    }
  }

  it.skipIf(shared === undefined)(
    "has the same gap of every event, outcomes, medians, and events warned in time",
    async () => {
      const physionet = expected<Physionet>("physionet.json")
      const { config, dataset } = await hospital()
      const findings = findingsOf(await audited(config, dataset))
      expect(findings.threshold).toBeCloseTo(physionet.threshold, 14)

      const { earliest, gap, patient, start, stepsBefore } = timeGaps(
        dataset,
        Detection.evaluableEvents(dataset)!,
        findings.threshold
      )
      const rows = Array.from(gap, (steps, i): EventRow => {
        const id = dataset.patients.ids[dataset.patients.splits.test[patient[i]!]!]!
        return [id, start[i]!, stepsBefore[i]!, orNone(earliest[i]!), orNone(steps)]
      })
      const sorted = (events: ReadonlyArray<EventRow>) => events.map((row) => row.join()).toSorted()
      expect(sorted(rows)).toEqual(sorted(physionet.events))

      expectOutcomes(findings.everyone.outcomes, physionet.everyone, "everyone")
      expectWarned(findings.everyone.warned, physionet.everyone.warned)
      for (const { category, grouping, outcomes, warned } of findings.cohorts) {
        expectOutcomes(outcomes, physionet.groupings[grouping]![category]!.cohort, category)
        expectWarned(warned, physionet.groupings[grouping]![category]!.cohort.warned)
      }
      for (const { category, cohort, grouping, metric, rest } of findings.comparisons) {
        const own = physionet.groupings[grouping]![category]!
        const lead = [60, 120, 240, 360].findIndex((minutes) => metric === leadMetric(minutes))
        if (lead >= 0) {
          const share = ({ warned }: Summary) => warned[lead]![1] / warned[lead]![2]
          expect([cohort.estimate, rest.estimate], `${category} ${metric}`).toEqual([
            share(own.cohort),
            share(own.rest)
          ])
          continue
        }
        expect(cohort.estimate, `${category} ${metric}`).toBe(own.cohort.medians[metric])
        expect(rest.estimate, `rest of ${category} ${metric}`).toBe(own.rest.medians[metric])
      }
      expect(findings.windows.map(({ id }) => id)).toEqual(["3-6h", ">6h"])
      expect(findings.emptyWindows.map(({ id }) => id)).toEqual(["0-3h"])
      expect(findings.comparisons).toHaveLength((2 + 4) * 9)
    },
    60_000
  )
})
