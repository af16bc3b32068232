import { Detection } from "@fairward/core"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { alarmCounts, everyStep, forAll, type Policy, policyInSteps } from "../src/AlarmPolicy.ts"
import { reaching, type Stays, staysOf } from "../src/Stays.ts"
import { type DatasetSketch, datasetOf, type Label, type PatientSketch } from "./fixtures/Sketch.ts"

const threshold = 0.5
const horizonSteps = 4

/** `!` reaches the threshold, `.` does not, `?` reaches it at an unlabelled step. */
const drawn = (line: string, events: PatientSketch["events"] = []): PatientSketch => ({
  category: "a",
  events,
  steps: Array.from(line, (mark, t): readonly [Label, number] => [
    mark === "?" ? null : events.some(([start]) => t < start && start <= t + horizonSteps) ? 1 : 0,
    mark === "." ? 0.1 : 0.9
  ])
})

const counted = (patient: PatientSketch, policy: Policy) => {
  const dataset = datasetOf({ patients: [patient], timestepMinutes: 60, horizonSteps })
  const events = Detection.evaluableEvents(dataset)!
  const firstAlarm = new Int32Array(events.start.length)
  const { caught, falseAlarms, silenced, trueAlarms } = alarmCounts(
    staysOf(dataset, events),
    forAll(threshold, 1),
    policy,
    firstAlarm
  )
  return {
    true: trueAlarms[0],
    false: falseAlarms[0],
    caught: caught[0],
    silenced: silenced[0],
    leads: [...firstAlarm].filter((steps) => steps > 0)
  }
}

describe("drawn by hand", () => {
  it("every step above the threshold is an alarm without a policy", () => {
    expect(counted(drawn("!!.!!..!"), everyStep)).toMatchObject({ false: 5 })
  })

  it("an alarm is possible again at the silence's end, k steps on, and not a step earlier", () => {
    expect(counted(drawn("!..!"), { silence: 3, reset: 0 })).toMatchObject({ false: 2 })
    expect(counted(drawn("!.!."), { silence: 3, reset: 0 })).toMatchObject({ false: 1 })
  })

  it("suppressed steps do not prolong the silence", () => {
    expect(counted(drawn("!!!!!!!"), { silence: 3, reset: 0 })).toMatchObject({ false: 3 })
  })

  it("an unlabelled step neither raises an alarm nor begins a silence", () => {
    expect(counted(drawn("?!.!"), { silence: 2, reset: 0 })).toMatchObject({ false: 2 })
  })

  it("an event whose window was only silenced is missed, and counted as such", () => {
    const patient = drawn("....!..!!...", [[10, 12]])
    expect(counted(patient, everyStep)).toMatchObject({ caught: 1, silenced: 0 })
    expect(counted(patient, { silence: 6, reset: 0 })).toEqual({ true: 0, false: 1, caught: 0, silenced: 1, leads: [] })
  })

  it("an event during the silence is caught by an alarm after its end, and later for it", () => {
    const patient = drawn("....!.!!!!..", [[10, 12]])
    expect(counted(patient, everyStep).leads).toEqual([4])
    expect(counted(patient, { silence: 4, reset: 0 })).toEqual({
      true: 1,
      false: 1,
      caught: 1,
      silenced: 0,
      leads: [2]
    })
  })

  it("an event's end ends a silence that began before it, so that the step at its stop can raise an alarm", () => {
    const patient = drawn("...!??!!....", [[4, 6]])
    expect(counted(patient, { silence: 9, reset: 0 })).toMatchObject({ true: 1, false: 1 })
    expect(counted(patient, { silence: 9, reset: 1 })).toMatchObject({ true: 1, false: 1 })
    expect(counted(patient, { silence: 9, reset: 2 })).toMatchObject({ true: 1, false: 0 })
    expect(counted(patient, { silence: 9, reset: 20 })).toMatchObject({ true: 1, false: 0 })
  })

  it("a reset before the silence's end lets the next alarm begin a silence of its own", () => {
    const patient = drawn("...!??!!!!!!", [[4, 6]])
    expect(counted(patient, { silence: 4, reset: 0 })).toMatchObject({ true: 1, false: 2 })
  })

  it("a silence that began after an event's reset is not ended by it", () => {
    const patient = drawn("....??!!!...", [[4, 6]])
    expect(counted(patient, { silence: 9, reset: 0 })).toMatchObject({ false: 1 })
  })

  it("of back-to-back events the second has no window, and one shortly after starts afresh", () => {
    const touching = drawn("..!!????....", [
      [4, 6],
      [6, 8]
    ])
    expect(counted(touching, { silence: 9, reset: 0 })).toMatchObject({ true: 1, caught: 1, silenced: 0 })
    const close = drawn("..!!??!!??..", [
      [4, 6],
      [8, 10]
    ])
    expect(counted(close, { silence: 9, reset: 0 })).toMatchObject({ true: 2, caught: 2, leads: [2, 2] })
    expect(counted(close, { silence: 9, reset: 5 })).toMatchObject({ true: 1, caught: 1, silenced: 1 })
  })

  it("minutes become steps, rounded up, and never fewer than one step of silence", () => {
    expect(policyInSteps({ silenceFor: 30, resetAfter: 0 }, 5)).toEqual({ silence: 6, reset: 0 })
    expect(policyInSteps({ silenceFor: 31, resetAfter: 12 }, 5)).toEqual({ silence: 7, reset: 3 })
    expect(policyInSteps({ silenceFor: 0.3, resetAfter: 0.3 }, 0.1)).toEqual({ silence: 3, reset: 3 })
    expect(policyInSteps({ silenceFor: 1, resetAfter: 0 }, 60)).toEqual({ silence: 1, reset: 0 })
  })
})

const patients: fc.Arbitrary<PatientSketch> = fc
  .record({
    steps: fc.array(
      fc.tuple(
        fc.constantFrom(0 as const, 1 as const, null),
        fc.integer({ min: 0, max: 4 }).map((level) => level / 4)
      ),
      { maxLength: 60 }
    ),
    lengths: fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 4 })), { maxLength: 6 })
  })
  .map(({ lengths, steps }) => {
    let at = 0
    const events = lengths.map(([before, length]) => {
      const start = at + before
      at = start + length
      return [start, at] as const
    })
    return { steps, events, category: "a" }
  })

interface Expected {
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueAlarms: number
  readonly falseAlarms: number
  readonly caught: number
  readonly silenced: number
}

/** The rules as they are told: at each step, is there an alarm whose silence still runs and that no event has ended? */
const toldPlainly = ({ events, steps }: PatientSketch, longest: number, horizon: number, policy: Policy): Expected => {
  const windows = events.flatMap(([start], i) =>
    start > 0 && start <= longest + horizon
      ? [{ from: Math.max(events[i - 1]?.[1] ?? 0, start - horizon), to: Math.min(start, longest) }]
      : []
  )
  const kept = steps.slice(0, longest)
  const reaches = kept.flatMap(([label, score], t) => (label !== null && score >= threshold ? [t] : []))
  const alarms: Array<number> = []
  for (const t of reaches) {
    const isSilent = alarms.some(
      (alarm) =>
        t < alarm + policy.silence &&
        !events.some(([, stop]) => alarm < stop + policy.reset && stop + policy.reset <= t)
    )
    if (!isSilent) alarms.push(t)
  }
  const inside =
    ({ from, to }: (typeof windows)[number]) =>
    (t: number) =>
      from <= t && t < to
  const isTrue = (t: number) => windows.some((window) => inside(window)(t))
  return {
    truePositives: reaches.filter((t) => kept[t]![0] === 1).length,
    falsePositives: reaches.filter((t) => kept[t]![0] === 0).length,
    trueAlarms: alarms.filter(isTrue).length,
    falseAlarms: alarms.filter((t) => !isTrue(t)).length,
    caught: windows.filter((window) => alarms.some(inside(window))).length,
    silenced: windows.filter((window) => reaches.some(inside(window)) && !alarms.some(inside(window))).length
  }
}

describe("on random series", () => {
  it("alarms are those of a plain loop over each patient", () => {
    fc.assert(
      fc.property(
        fc.array(patients, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 10, max: 70 }),
        (own, silence, reset, horizon, longest) => {
          const sketch: DatasetSketch = {
            patients: own,
            timestepMinutes: 10,
            horizonSteps: horizon,
            maxLengthSteps: longest
          }
          const dataset = datasetOf(sketch)
          const stays = staysOf(dataset, Detection.evaluableEvents(dataset))
          const counted = (of: Stays) => alarmCounts(of, forAll(threshold, own.length), { silence, reset })
          const counts = counted(stays)
          for (const least of [0.25, threshold]) expect(counted(reaching(stays, least))).toEqual(counts)
          own.forEach((patient, i) => {
            const found = Object.fromEntries(Object.entries(counts).map(([key, values]) => [key, values[i]]))
            expect(found).toEqual(toldPlainly(patient, longest, horizon, { silence, reset }))
          })
        }
      ),
      { numRuns: 500 }
    )
  })
})
