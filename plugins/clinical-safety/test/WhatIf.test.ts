import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { everyStep } from "../src/AlarmPolicy.ts"
import type { Options } from "../src/Options.ts"
import type { Replayed } from "../src/Sweep.ts"
import { bestWithin, sameSilencesOf, silencesOf } from "../src/WhatIf.ts"

const whatIf = { silences: [0, 30, 120] as const, budgets: [1] as const }

describe("silences", () => {
  it("are those of the options and the audit's own, in order, with its reset", () => {
    expect(silencesOf({ whatIf, policy: { silenceFor: 60, resetAfter: 20 } }, 10)).toEqual([
      { minutes: 0, policy: everyStep },
      { minutes: 30, policy: { silence: 3, reset: 2 } },
      { minutes: 60, policy: { silence: 6, reset: 2 } },
      { minutes: 120, policy: { silence: 12, reset: 2 } }
    ])
  })

  it("of as many steps are one, the audit's", () => {
    expect(silencesOf({ whatIf }, 60).map(({ minutes }) => minutes)).toEqual([0, 120])
    expect(silencesOf({ whatIf, policy: { silenceFor: 90, resetAfter: 0 } }, 60).map(({ minutes }) => minutes)).toEqual(
      [0, 90]
    )
  })

  it("that last as many steps as a tried one are told with it: one of a step is none", () => {
    const same = (asked: Pick<Options, "policy" | "whatIf">) => sameSilencesOf(asked, silencesOf(asked, 60), 60)
    expect(same({ whatIf })).toEqual([{ silence: 30, as: 0 }])
    expect(same({ whatIf, policy: { silenceFor: 90, resetAfter: 0 } })).toEqual([
      { silence: 30, as: 0 },
      { silence: 120, as: 90 }
    ])
    expect(same({ whatIf: { ...whatIf, silences: [60, 120] }, policy: { silenceFor: 120, resetAfter: 0 } })).toEqual([])
    expect(same({ whatIf: false })).toEqual([])
  })

  it("are none where none are asked for", () => {
    expect(silencesOf({ whatIf: false, policy: { silenceFor: 60, resetAfter: 20 } }, 10)).toEqual([])
  })
})

const replay = (caught: number, trueAlarms: number, falseAlarms: number): Replayed => ({
  caught: Float64Array.of(caught),
  trueAlarms: Float64Array.of(trueAlarms),
  falseAlarms: Float64Array.of(falseAlarms)
})

describe("the best setting within a budget", () => {
  const day = 1440

  it("catches most events; of equals it rings least often, then has the longest silence", () => {
    const replays = [
      [replay(1, 1, 0), replay(4, 5, 15), replay(6, 9, 40)],
      [replay(1, 1, 0), replay(4, 4, 6), replay(5, 5, 20)],
      [replay(1, 1, 0), replay(4, 4, 6), replay(4, 4, 11)]
    ]
    expect(bestWithin(replays, 10 * day, 1)).toEqual({ silence: 2, threshold: 1 })
    expect(bestWithin(replays, 10 * day, 2.5)).toEqual({ silence: 1, threshold: 2 })
    expect(bestWithin(replays, 10 * day, 100)).toEqual({ silence: 0, threshold: 2 })
  })

  it("may ring exactly as often as it allows, and is none where nothing rings so rarely", () => {
    expect(bestWithin([[replay(1, 1, 9)]], 10 * day, 1)).toEqual({ silence: 0, threshold: 0 })
    expect(bestWithin([[replay(1, 1, 10)]], 10 * day, 1)).toBeUndefined()
  })

  it("never catches fewer in a larger budget", () => {
    const counts = fc.record({ caught: fc.nat(20), alarms: fc.nat(100) })
    fc.assert(
      fc.property(fc.array(fc.array(counts, { minLength: 3, maxLength: 3 }), { minLength: 1 }), (drawn) => {
        const replays = drawn.map((own) => own.map(({ alarms, caught }) => replay(caught, 0, alarms)))
        const caught = [1, 2, 4, 8, 16].map((budget) => {
          const best = bestWithin(replays, 10 * day, budget)
          return best === undefined ? -1 : replays[best.silence]![best.threshold]!.caught[0]!
        })
        expect(caught).toEqual(caught.toSorted((a, b) => a - b))
      })
    )
  })
})
