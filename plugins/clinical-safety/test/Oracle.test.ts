import { readFileSync } from "node:fs"
import { Detection } from "@fairward/core"
import { hospitalB } from "@fairward/fixtures/HospitalB"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { Sides } from "@fairward/metrics"
import { Near } from "@fairward/stage-kit"
import { describe, expect, it } from "vitest"
import type { CohortFindings, Findings } from "../src/Findings.ts"
import {
  benefitAlong,
  patientDecisions,
  type ReachedDecisions,
  reachedAlong,
  windowDecisions
} from "../src/NetBenefit.ts"
import { staysOf } from "../src/Stays.ts"
import { audited, configOf, findingsOf, load } from "./fixtures/Audits.ts"
import { datasetOf, grouping, type Label } from "./fixtures/Sketch.ts"

interface Alarms {
  readonly true: number
  readonly false: number
  readonly caught: number
  readonly silenced: number
  readonly medianLead: number | null
}

interface Benefit {
  readonly n: number
  readonly model: ReadonlyArray<number | null>
  readonly all: ReadonlyArray<number | null>
}

interface Expected {
  readonly everyStep: {
    readonly patients: number
    readonly steps: number
    readonly recall: number | null
    readonly precision: number | null
    readonly f2: number | null
    readonly events: number
    readonly alarms: Alarms
    readonly alarmPrecision: number | null
    readonly cheapest: { readonly threshold: number | null; readonly cost: number }
    readonly target: { readonly threshold: number; readonly reached: number; readonly precision: number } | null
    readonly tiers: Readonly<Record<string, { readonly steps: number; readonly positives: number }>>
    readonly netBenefit: { readonly patient: Benefit; readonly window: Benefit }
  }
  readonly policy: Alarms
}

interface Synthetic {
  readonly horizon: number
  readonly longest: number
  readonly timestep: number
  readonly threshold: number
  readonly silence: number
  readonly reset: number
  readonly costs: { readonly missed: number; readonly falseAlarm: number }
  readonly target: number
  readonly tiers: ReadonlyArray<{ readonly name: string; readonly from: number }>
  readonly p: ReadonlyArray<number>
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
  readonly everyone: Expected
  readonly cohorts: Readonly<Record<string, Expected>>
  readonly whatIf: {
    readonly thresholds: ReadonlyArray<number>
    readonly silences: ReadonlyArray<number>
    readonly budgets: ReadonlyArray<number>
    readonly choices: ReadonlyArray<{ readonly silence: number; readonly threshold: number } | null>
    /** Per silence and threshold: events caught, true and false alarms. */
    readonly counts: Readonly<Record<string, ReadonlyArray<ReadonlyArray<readonly [number, number, number]>>>>
    readonly days: Readonly<Record<string, number>>
    readonly events: Readonly<Record<string, number>>
  }
}

/** What settings of the alarm bring, with the setting chosen for each budget as places of a silence and a threshold. */
interface Settings {
  readonly thresholds: ReadonlyArray<number>
  /** Minutes. */
  readonly silences: ReadonlyArray<number>
  readonly budgets: ReadonlyArray<number>
  readonly choices: ReadonlyArray<readonly [silence: number, threshold: number] | null>
  /** Places of the thresholds of which the counts of cohorts are; of all where absent. */
  readonly shown?: ReadonlyArray<number>
  readonly cohorts: Readonly<
    Record<
      string,
      {
        readonly events: number
        readonly days: number
        /** Per silence and threshold: events caught, true and false alarms. */
        readonly counts: ReadonlyArray<ReadonlyArray<readonly [number, number, number]>>
      }
    >
  >
}

interface Physionet {
  readonly threshold: number
  readonly silence: number
  readonly reset: number
  readonly costs: Synthetic["costs"]
  readonly tiers: Synthetic["tiers"]
  readonly p: ReadonlyArray<number>
  readonly everyone: Expected
  readonly groupings: Readonly<Record<string, Readonly<Record<string, Expected>>>>
}

const expectedFrom = <A>(name: string): A =>
  JSON.parse(readFileSync(new URL(`oracle/${name}`, import.meta.url), "utf8"))

const expectNear = (found: number | null | undefined, wanted: number | null, what: string) =>
  Near.expectNear(found, wanted, what, 1e-9, 1e-12)

/** A measure of a category, or of all patients. */
const measureIn = (findings: Findings, category: string | undefined, metric: string): number | null =>
  category === undefined
    ? findings.everyone.measures.find((one) => one.metric === metric)!.estimate
    : findings.comparisons.find((one) => one.category === category && one.metric === metric)!.cohort.estimate

const cohortIn = (findings: Findings, category: string | undefined): CohortFindings =>
  category === undefined ? findings.everyone : findings.cohorts.find((one) => one.category === category)!

const expectEveryStep = (findings: Findings, category: string | undefined, wanted: Expected["everyStep"]) => {
  const what = (measure: string) => `${category ?? "everyone"}: ${measure}`
  const near = (metric: string, value: number | null) =>
    expectNear(measureIn(findings, category, metric), value, what(metric))
  const { cost, counts, patients, target, tiers } = cohortIn(findings, category)
  near("step_recall", wanted.recall)
  near("step_miss_rate", wanted.recall === null ? null : 1 - wanted.recall)
  near("step_precision", wanted.precision)
  near("step_f2", wanted.f2)
  near("alarm_precision", wanted.alarmPrecision)
  near("event_recall", wanted.events === 0 ? null : wanted.alarms.caught / wanted.events)
  const { alarms, events, negatives, positives } = counts
  expect([patients, positives.all + negatives.all, events!.all], what("counts")).toEqual([
    wanted.patients,
    wanted.steps,
    wanted.events
  ])
  expect(events!.caught, what("caught")).toBe(wanted.alarms.caught)
  expect([alarms!.true, alarms!.false], what("alarms")).toEqual([wanted.alarms.true, wanted.alarms.false])
  expect(cost.cheapest, what("cheapest")).toBe(wanted.cheapest.threshold)
  expectNear(cost.least, wanted.cheapest.cost, what("least cost"))
  expect(target.threshold, what("target threshold")).toBe(wanted.target?.threshold ?? null)
  if (wanted.target !== null) {
    expectNear(target.reached, wanted.target.reached, what("recall reached"))
    expectNear(target.precision.estimate, wanted.target.precision, what("precision there"))
  }
  for (const { negatives, positives, tier } of tiers) {
    expect({ steps: positives + negatives, positives }, what(tier)).toEqual(wanted.tiers[tier])
  }
}

const expectPolicy = (findings: Findings, category: string | undefined, wanted: Alarms) => {
  const { counts, leadMinutes } = cohortIn(findings, category)
  const { alarms, events } = counts
  expect([alarms!.true, alarms!.false, events!.caught, events!.silenced], category).toEqual([
    wanted.true,
    wanted.false,
    wanted.caught,
    wanted.silenced
  ])
  expect(leadMinutes!.estimate, category).toBe(
    wanted.medianLead === null ? null : wanted.medianLead * findings.timestep
  )
}

const expectBenefit = (found: ReachedDecisions, p: Float64Array, wanted: Benefit, what: string) => {
  expect(found.positives + found.negatives, what).toBe(wanted.n)
  benefitAlong(found, [...p]).forEach(({ all, model }, i) => {
    expectNear(model, wanted.model[i]!, `${what} model ${i}`)
    expectNear(all, wanted.all[i]!, `${what} all ${i}`)
  })
}

const expectSettings = (findings: Findings, { budgets, choices, cohorts, shown, silences, thresholds }: Settings) => {
  const { curve, whatIf } = findings
  expect(curve.thresholds).toHaveLength(thresholds.length)
  curve.thresholds.forEach((threshold, i) => {
    expectNear(threshold, thresholds[i]!, `threshold ${i}`)
  })
  expect(whatIf!.silences).toEqual(silences)
  expect(whatIf!.budgets).toEqual(
    budgets.map((alarmsPerDay, i) => ({
      alarmsPerDay,
      threshold: curve.thresholds[choices[i]?.[1] ?? -1] ?? null,
      silence: silences[choices[i]?.[0] ?? -1] ?? null
    }))
  )
  for (const [name, { counts, days, events }] of Object.entries(cohorts)) {
    const isEveryone = name === "everyone"
    const { counts: own, whatIf } = cohortIn(findings, isEveryone ? undefined : name)
    const steps = own.positives.all + own.negatives.all
    const places = isEveryone || shown === undefined ? thresholds.map((_, i) => i) : shown
    whatIf!.settings.forEach((setting, silence) => {
      places.forEach((place, i) => {
        const what = `${name}, silence ${silence}, threshold ${place}`
        const [caught, trueAlarms, falseAlarms] = counts[silence]![i]!
        expectNear(setting.caught.share[place], caught / events, what)
        expectNear(setting.trueAlarms.share[place], trueAlarms / steps, what)
        expectNear(setting.falseAlarms.share[place], falseAlarms / steps, what)
      })
    })
    whatIf!.budgets.forEach(({ alarmsPerDay, precision, recall }, budget) => {
      const choice = choices[budget]
      const what = `${name}, budget ${budget}`
      if (choice == null) {
        expect([recall.estimate, alarmsPerDay.estimate, precision.estimate], what).toEqual([null, null, null])
        return
      }
      const [caught, trueAlarms, falseAlarms] = counts[choice[0]]![places.indexOf(choice[1])]!
      const alarms = trueAlarms + falseAlarms
      expectNear(recall.estimate, caught / events, what)
      expectNear(alarmsPerDay.estimate, alarms / days, what)
      expectNear(precision.estimate, alarms === 0 ? null : trueAlarms / alarms, what)
    })
  }
}

describe("made-up stays full of edges, counted by plain Python and scikit-learn", () => {
  const synthetic = expectedFrom<Synthetic>("synthetic.json")
  const dataset = datasetOf({
    patients: Object.values(synthetic.people),
    timestepMinutes: synthetic.timestep,
    horizonSteps: synthetic.horizon,
    maxLengthSteps: synthetic.longest
  })
  const categories = Object.keys(synthetic.cohorts)
  const found = async (policy: Readonly<Record<string, unknown>>) => {
    const config = await configOf({
      timestep: `${synthetic.timestep} min`,
      horizon: `${synthetic.timestep * synthetic.horizon} min`,
      threshold: { value: synthetic.threshold },
      groupings: { [grouping]: { column: grouping } },
      resampling: { replicates: 20, seed: 1 },
      stages: {
        "clinical-safety": {
          costs: synthetic.costs,
          target: { value: synthetic.target },
          tiers: synthetic.tiers,
          ...policy
        }
      }
    })
    return findingsOf(await audited(config, dataset))
  }

  it("have the same measures, cheapest thresholds, target thresholds and tiers without a policy", async () => {
    const findings = await found({})
    expectEveryStep(findings, undefined, synthetic.everyone.everyStep)
    for (const category of categories) expectEveryStep(findings, category, synthetic.cohorts[category]!.everyStep)
  })

  it("have the same alarms, missed and silenced events and lead times under a policy", async () => {
    const minutes = (steps: number) => `${steps * synthetic.timestep} min`
    const findings = await found({
      policy: { silenceFor: minutes(synthetic.silence), resetAfter: minutes(synthetic.reset) }
    })
    const { everyone, cohorts } = synthetic
    expectPolicy(findings, undefined, everyone.policy)
    for (const category of categories) {
      expectPolicy(findings, category, cohorts[category]!.policy)
    }
    expect(everyone.policy.silenced).toBeGreaterThan(0)
  })

  it("have the same events caught and alarms at every threshold and silence, and the same best setting in each budget", async () => {
    const { budgets, choices, counts, days, events, silences, thresholds } = synthetic.whatIf
    const minutes = (steps: number) => steps * synthetic.timestep
    const findings = await found({
      policy: { silenceFor: `${minutes(synthetic.silence)} min`, resetAfter: `${minutes(synthetic.reset)} min` }
    })
    expectSettings(findings, {
      thresholds,
      silences: silences.map((steps) => (steps === 1 ? 0 : minutes(steps))),
      budgets,
      choices: choices.map((choice) => (choice === null ? null : [choice.silence, choice.threshold])),
      cohorts: Object.fromEntries(
        ["everyone", ...categories].map((name) => [
          name,
          { counts: counts[name]!, days: days[name]!, events: events[name]! }
        ])
      )
    })
  })

  it("have the same net benefit, per patient and per window", () => {
    const stays = staysOf(dataset, Detection.evaluableEvents(dataset))
    const own = Object.values(synthetic.people).map(({ category }) => categories.indexOf(category ?? ""))
    const sides = Sides.sidesOf(
      [{ categories: Array(categories.length), categoryOf: Int16Array.from(own) }],
      stays.patients
    )
    const p = Float64Array.from(synthetic.p)
    const patient = reachedAlong(patientDecisions(stays), p, sides)
    const window = reachedAlong(windowDecisions(stays, synthetic.horizon), p, sides)
    const wanted = [synthetic.everyone, ...categories.map((category) => synthetic.cohorts[category]!)]
    wanted.forEach(({ everyStep: { netBenefit } }, cell) => {
      expectBenefit(patient[cell]!, p, netBenefit.patient, `patients of cell ${cell}`)
      expectBenefit(window[cell]!, p, netBenefit.window, `windows of cell ${cell}`)
    })
  })
})

const shared = sharedFolder("data/physionet2019")

describe(`hospital B of the PhysioNet Challenge, counted by scikit-learn${orSkipped(shared, "data/physionet2019")}`, () => {
  const hospital = async (options: Readonly<Record<string, unknown>>) => {
    const config = await configOf({
      ...hospitalB,
      resampling: { replicates: 20, seed: 42 },
      stages: { "clinical-safety": options }
    })
    const dataset = await load(config, shared!)
    return { dataset, findings: findingsOf(await audited(config, dataset)) }
  }

  it.skipIf(shared === undefined)(
    "has the same measures, thresholds, tiers and net benefit, what other settings bring, and alarms under a policy",
    async () => {
      const physionet = expectedFrom<Physionet>("physionet.json")
      const { costs, everyone, groupings, reset, silence, tiers } = physionet
      const { dataset, findings } = await hospital({ costs, tiers })
      expect(findings.threshold).toBe(physionet.threshold)
      const cohorts = Object.values(groupings).flatMap((own) => Object.entries(own))
      expectEveryStep(findings, undefined, everyone.everyStep)
      for (const [category, wanted] of cohorts) expectEveryStep(findings, category, wanted.everyStep)

      expectSettings(findings, expectedFrom<Settings>("physionet-what-if.json"))

      const stays = staysOf(dataset, Detection.evaluableEvents(dataset))
      const sides = Sides.sidesOf([], stays.patients)
      const p = Float64Array.from(physionet.p)
      const { patient, window } = everyone.everyStep.netBenefit
      expectBenefit(reachedAlong(patientDecisions(stays), p, sides)[0]!, p, patient, "patients")
      expectBenefit(reachedAlong(windowDecisions(stays, 6), p, sides)[0]!, p, window, "windows")

      const policy = { silenceFor: `${silence} h`, resetAfter: `${reset} h` }
      const silencing = (await hospital({ costs, tiers, policy })).findings
      expectPolicy(silencing, undefined, everyone.policy)
      for (const [category, wanted] of cohorts) {
        expectPolicy(silencing, category, wanted.policy)
      }
    },
    120_000
  )
})
