import { describe, expect, it } from "vitest"
import { foretold, type Record } from "../src/planning/Foretold.ts"
import { plantedSettings } from "../src/planning/settings.ts"
import trial from "../src/planning/trial.ts"

describe("planned power", () => {
  const setting = plantedSettings[1]!

  it("is near what the standard errors of a few audits promise, and found in some of them", async () => {
    const records: Array<Record> = []
    for (const seed of [1, 2, 3, 4])
      records.push({ setting: setting.id, seed, audited: await trial(setting)({ seed }) })
    const { dataSets, difference, expected, found, planned } = foretold(setting, "event_recall", records)
    expect(dataSets).toBe(4)
    expect(difference).toBeGreaterThan(0.08)
    expect(Math.abs(planned - expected)).toBeLessThan(0.08)
    expect(found).toBeGreaterThanOrEqual(0.25)
    for (const { audited } of records) {
      const women = audited.seen.find(({ category, metric }) => category === "F" && metric === "event_recall")!
      expect(women.bearing).toEqual([150, 250])
      expect(audited.criticalValue).toBeGreaterThan(3.0)
    }
  }, 120_000)
})
