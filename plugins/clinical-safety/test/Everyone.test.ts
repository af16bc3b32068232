import { ReportDocument } from "@fairward/core"
import { Fixture, Sketch } from "@fairward/stage-kit"
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import stage from "../src/index.ts"

/** Three alarms from 0.7 on, one of them true; positive are 0 of 3 steps in GREEN, 1 of 2 in YELLOW, 1 of 3 in RED. */
const fixture: Fixture.Fixture = {
  name: "two patients",
  dataset: Sketch.dataset({
    patients: [
      { attributes: { sex: "F" }, scores: [0.9, 0.9, 0.1, 0.1], labels: "1000" },
      { attributes: { sex: "M" }, scores: [0.8, 0.2, 0.5, 0.5], labels: "0001" }
    ]
  }),
  settings: { groupings: { sex: { column: "sex" } }, minEventPatients: 0, threshold: 0.7 }
}

const wordsOf = (text: ReportDocument.Text) =>
  text.map((part) => (typeof part === "object" && "value" in part ? String(part.value) : part)).join("")

const findingsOf = async (options: unknown, threshold = 0.7) => {
  const settings = { ...fixture.settings, threshold }
  const ended = await Effect.runPromise(Fixture.run(stage, options, { ...fixture, settings }))
  if (ended._tag !== "Done") throw new Error(`It ended as ${ended._tag}`)
  return ReportDocument.allBlocks(ended.section)
    .filter(Schema.is(ReportDocument.Block.cases.KeyFinding))
    .filter(({ scope }) => scope === "everyone")
}

const aboutEveryone = async (options: unknown) => (await findingsOf(options)).map(({ text }) => wordsOf(text))

/** In what everybody is served badly. */
const poor = async (options: unknown, threshold?: number) =>
  (await findingsOf(options, threshold)).flatMap(({ answer = [], harm, isPoor }) =>
    isPoor === true ? [[harm, wordsOf(answer)]] : []
  )

const tiers =
  "of 1000 steps, so many are positive: 0 in GREEN; 500 in YELLOW; 333 in RED; a higher tier is not always a higher risk."

/**
 * Both patients are positive, and the alarm reaches one at the positive step: a net benefit of 1/2 a patient, where alarming
 * always has 1.
 */
const benefit =
  "net benefit at the threshold is not told from that of alarming always (-1000 to 0 true positives per 1000 patients)."

describe("what holds for everybody", () => {
  it("is how many alarms there are for a true one, what they are worth, and what tiers are", async () => {
    expect(await aboutEveryone({})).toEqual([
      "of 100 positive steps 50 are missed.",
      "3 alarms for one that is true, not more than the 10 set as the limit of alarm fatigue.",
      benefit,
      tiers
    ])
  })

  it("is held against the limit of alert fatigue", async () => {
    expect(await aboutEveryone({ fatigueLimit: 0.5 })).toEqual([
      "of 100 positive steps 50 are missed.",
      "3 alarms for one that is true, more than the 2 set as the limit of alarm fatigue.",
      benefit,
      tiers
    ])
  })

  it("says where each tier is a higher risk, and where there is one alone", async () => {
    const [, , , rising] = await aboutEveryone({
      tiers: [
        { name: "LOW", from: 0 },
        { name: "HIGH", from: 0.4 }
      ]
    })
    expect(rising).toBe(
      "of 1000 steps, so many are positive: 0 in LOW; 400 in HIGH; over all patients each tier is a higher risk than the one below."
    )
    const [, , , single] = await aboutEveryone({ tiers: [{ name: "ANY", from: 0 }] })
    expect(single).toContain("the tiers tell nothing apart")
  })

  it("is poor where more is missed than caught, or fewer alarms are true than the limit of fatigue", async () => {
    expect(await poor({})).toEqual([])
    expect(await poor({ fatigueLimit: 0.5 })).toEqual([["false alarms", "3 alarms for one that is true"]])
    // One of two is missed, and with one the interval tells nothing.
    expect(await poor({ missedLimit: 0.4 })).toEqual([])
    expect(await poor({ missedLimit: 1 }, 0.95)).toEqual([
      ["false alarms", "net benefit is below that of alarming always"]
    ])
    // Nothing reaches it, while alarming always would find both patients, who are both positive.
    expect(await poor({}, 0.95)).toEqual([
      ["missed", "of 100 positive steps 100 are missed"],
      ["false alarms", "net benefit is below that of alarming always"]
    ])
  })
})
