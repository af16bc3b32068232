import { describe, expect, it } from "vitest"
import { conditionRows } from "../src/ConditionRows.ts"
import { datasetOf, type PatientSketch } from "./fixtures/Sketch.ts"
import { optionsOf } from "./fixtures/Stages.ts"

const rules = {
  vasopressors: { norepinephrine: { on: "> 0", off: "= 0" }, dobutamine: { on: "> 0", off: "= 0" } }
}

/** Where the condition holds, of patients with a row an hour. Each row: norepinephrine, dobutamine. */
const holdsIn = (
  patients: ReadonlyArray<ReadonlyArray<readonly [number | null, number | null]>>,
  conditions: unknown = rules
): string => {
  const sketch = patients.map(
    (rows): PatientSketch => ({ rows: rows.map((doses, step) => [step * 60, ...doses] as const) })
  )
  const dataset = datasetOf({ patients: sketch, variables: ["norepinephrine", "dobutamine"] })
  const [condition] = Object.values(optionsOf({ conditions }).conditions)
  return conditionRows(dataset.timeseries!, 60, dataset.patients.splits.train, condition!).join("")
}

const noradrenaline = (...doses: ReadonlyArray<number | null>) => doses.map((dose) => [dose, null] as const)

describe("a condition", () => {
  it("holds from the step where it goes on until that where it goes off, which is not included", () => {
    expect(holdsIn([noradrenaline(0, 0.1, 0.2, 0, 0)])).toBe("01100")
  })

  it("goes on again after it went off, and does not hold in between", () => {
    expect(holdsIn([noradrenaline(0.1, 0, 0, 0.3, 0, 0.1)])).toBe("100101")
  })

  it("that never goes off holds to the end of the stay", () => {
    expect(holdsIn([noradrenaline(0, 0.1, null, null)])).toBe("0111")
  })

  it("that goes off before it was ever on does not hold", () => {
    expect(holdsIn([noradrenaline(0, 0, null, 0)])).toBe("0000")
  })

  it("never measured does not hold", () => {
    expect(holdsIn([noradrenaline(null, null)])).toBe("00")
  })

  it("is not changed by missing values in between", () => {
    expect(holdsIn([noradrenaline(null, 0.1, null, null, 0, null, 0.2, null)])).toBe("01110011")
  })

  it("holds where any of its drivers is on, each with its own on and off", () => {
    const steps = [
      [0.1, null],
      [null, 5],
      [0, null],
      [null, null],
      [null, 0],
      [0, 0]
    ] as const
    expect(holdsIn([steps])).toBe("111100")
  })

  it("is not carried from one patient, or one driver, to the next", () => {
    const given = noradrenaline(0.1, null)
    const other = [
      [null, 0],
      [null, null]
    ] as const
    expect(holdsIn([given, other, noradrenaline(null, null)])).toBe("110000")
  })

  it("keeps values between the two rules as they were", () => {
    const band = { high: { norepinephrine: { on: "> 100", off: "<= 90" } } }
    expect(holdsIn([noradrenaline(95, 101, 95, 91, 90, 95)], band)).toBe("011100")
  })

  it("of a value that meets both rules is on", () => {
    const both = { any: { norepinephrine: { on: ">= 0", off: "= 0" } } }
    expect(holdsIn([noradrenaline(0, 0)], both)).toBe("11")
  })

  it("is decided per step: an on anywhere in a step counts for all of it, before its own off", () => {
    const dataset = datasetOf({
      variables: ["norepinephrine"],
      patients: [
        {
          rows: [
            [0, null],
            [30, 0.1],
            [59, 0],
            [60, null],
            [125, null],
            [130, 0],
            [185, null]
          ]
        }
      ]
    })
    const { conditions } = optionsOf({ conditions: { any: { norepinephrine: { on: "> 0", off: "= 0" } } } })
    const rows = conditionRows(dataset.timeseries!, 60, dataset.patients.splits.train, conditions.any!)
    expect(rows.join("")).toBe("1111000")
  })
})
