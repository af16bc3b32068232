import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { fill, projectFiles, projectLinks, temporaryFolder } from "./support/project.ts"

const onsets = [20, 26, undefined, 33, 38, undefined, 29, 24, 31, 35]
const hours = Array.from({ length: 48 }, (_, hour) => hour)
/** Steps before an onset score high, or low where scores point the wrong way. */
const scoreOf = (hour: number, onset: number | undefined, isTurned: boolean) => {
  const isNear = onset !== undefined && hour >= onset - 6 && hour < onset
  const noise = ((hour * 29) % 17) / 100
  return (isNear !== isTurned ? 0.6 : 0.2) + noise
}

const project = (isTurned = false) => {
  const folder = temporaryFolder(projectFiles(["@fairward/cli"]), projectLinks)
  const rows = onsets.flatMap((onset, i) =>
    hours.map((hour) => {
      const label = onset !== undefined && hour >= onset - 6 && hour <= onset + 2 ? 1 : 0
      return `s-${i},${hour},${label},${scoreOf(hour, onset, isTurned).toFixed(2)}`
    })
  )
  fill(folder, {
    "q.csv": `id,sex\n${onsets.map((_, i) => `s-${i},${i % 2 === 0 ? "F" : "M"}`).join("\n")}\n`,
    "p.csv": `id,hour,label,score\n${rows.join("\n")}\n`,
    "e.csv": `id,start\n${onsets.flatMap((onset, i) => (onset === undefined ? [] : [`s-${i},${onset}`])).join("\n")}\n`,
    "given.yaml": configOf("label: label, "),
    "derived.yaml": configOf(""),
    "meant.yaml": `labels: {as: given, because: "the unit labels like this"}\n${configOf("label: label, ")}`
  })
  return folder
}

const configOf = (label: string) => `title: t
timestep: 1 h
horizon: 6 h
data:
  predictions: {from: p.csv, patient: id, time: hour, timeUnit: h, ${label}score: score}
  patients: {from: q.csv, patient: id}
  events: {from: e.csv, patient: id, start: start, timeUnit: h}
threshold: {value: 0.5}
groupings: {sex: {column: sex}}
resampling: {replicates: 20}
`

describe("fairward validate", () => {
  it("refuses labels that go on after the onset, and explains a patient all the same", async () => {
    const folder = project()
    const refused = await fairward(folder, ["validate", "given.yaml"])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain("24 of 72 positive steps contradict events and the horizon of 6 h: 33.3 %")
    expect(refused.stderr).toContain("Label 1 goes on to 2 h after the onset, in 8 of 8 runs of label 1")
    const { code, stdout } = await fairward(folder, ["validate", "given.yaml", "--explain", "s-0"])
    expect(code).toBe(0)
    expect(stdout).toBe(`Patient s-0: 48 predictions, 1 event (audited)
Labels are those of the column label; 3 contradict (!) events and a horizon of 6 h.
Threshold 0.5; only labelled steps alarm.

Events
  event 1: from step 20 (20 h), one step; window steps 14 to 19, largest score 0.75: detected, first alarm at step 14, 6 h before

Steps, equal ones together
  steps     time              predictions  score         alarms  label  by events  why
  0 to 13   0 min to 13 h     14           0.2 to 0.36   0       0      0          event 1 starts in more than 6 h
  14 to 19  14 h to 19 h      6            0.6 to 0.75   6       1      1          event 1 starts within 6 h
  20        20 h              1            0.22          0       1      empty !    inside event 1
  21 to 22  21 h to 22 h      2            0.29 to 0.34  0       1      0 !        after the last event
  23 to 47  23 h to 1 d 23 h  25           0.2 to 0.36   0       0      0          after the last event
`)
  })

  it("names the nearest ids where a patient to explain is unknown", async () => {
    const { code, stderr } = await fairward(project(), ["validate", "derived.yaml", "--explain", "s-77"])
    expect(code).toBe(2)
    expect(stderr).toContain('There is no patient "s-77".\n    The nearest ids: s-7')
    const other = await fairward(project(), ["validate", "derived.yaml", "--explain", "somebody-else"])
    expect(other.stderr).toContain("Ids are written like s-0, s-1, s-2")
  })

  it("derives labels where there are none, and warns of scores that point the wrong way", async () => {
    const right = await fairward(project(), ["validate", "derived.yaml"])
    expect(right.code).toBe(0)
    expect(right.stdout).toContain("predictions: Labels were derived from events and the horizon of 6 h")
    expect(right.stdout).not.toContain("Warning")
    const turned = await fairward(project(true), ["validate", "derived.yaml"])
    expect(turned.code).toBe(0)
    expect(turned.stdout).toContain("Warning: scores point the wrong way. AUROC is 0.000")
  })

  it("says with which reason labels are taken as given", async () => {
    const { code, stdout } = await fairward(project(), ["validate", "meant.yaml"])
    expect(code).toBe(0)
    expect(stdout).toContain("taken as given, because: the unit labels like this")
    expect(stdout).toContain("16 are 1 after an event, with none within the horizon")
  })
})
