import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { fill, performance, projectFiles, projectLinks, temporaryFolder } from "./support/project.ts"

/** 120 women and 160 men, 50 and 70 of them with an event, and 20 of another sex, 5 with an event. */
const patients = [
  ...Array.from({ length: 120 }, (_, i) => ({ sex: "F", hasEvent: i < 50 })),
  ...Array.from({ length: 160 }, (_, i) => ({ sex: "M", hasEvent: i < 70 })),
  ...Array.from({ length: 20 }, (_, i) => ({ sex: "X", hasEvent: i < 5 }))
].map((patient, i) => ({ ...patient, id: `secret-${i}` }))

const hours = [0, 3, 6, 9]

const files = {
  "patients.csv": `id,sex\n${patients.map(({ id, sex }) => `${id},${sex}`).join("\n")}\n`,
  "events.csv": `id,start\n${patients.flatMap(({ hasEvent, id }) => (hasEvent ? [`${id},8`] : [])).join("\n")}\n`,
  "predictions.csv": `id,hour,score,label\n${patients
    .flatMap(({ hasEvent, id }, i) =>
      hours.map((hour) => `${id},${hour},${((i * 7 + hour) % 10) / 10},${hasEvent && hour >= 3 && hour < 8 ? 1 : 0}`)
    )
    .join("\n")}\n`
}

const predictions =
  "  predictions: {from: predictions.csv, patient: id, time: hour, timeUnit: h, score: score, label: label}\n"

const config = (more = "") => `title: A plan
timestep: 1 h
horizon: 6 h
data:
${predictions}  patients: {from: patients.csv, patient: id}
  events: {from: events.csv, patient: id, start: start, timeUnit: h}
threshold: {metric: event-recall, value: 0.85}
groupings:
  sex: {column: sex, categories: {F: Female, M: Male, X: Other}}
${more}`

const project = (content: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) =>
  temporaryFolder({ ...projectFiles(["@fairward/cli"]), ...content }, { ...projectLinks, ...links })

const planned = async (folder: string, args: ReadonlyArray<string>) => {
  const ended = await fairward(folder, ["plan", "--json", ...args])
  expect(ended.code, ended.stderr).toBe(0)
  return JSON.parse(ended.stdout)
}

const assumed = (outcome: {
  readonly assumptions: ReadonlyArray<{ readonly metric: string; readonly margin: number }>
}) => Object.fromEntries(outcome.assumptions.map((one) => [one.metric, one]))

describe("fairward plan", () => {
  it("prints cohorts by metrics, says who is too small, and writes nothing", async () => {
    const folder = project({ ...files, "fairward.yaml": config() })
    const before = readdirSync(folder)
    const { code, stdout } = await fairward(folder, ["plan", "--difference", "0.1"])
    expect(code).toBe(0)
    expect(stdout).toContain("300 patients in the test split, 125 with an event.")
    expect(stdout).toMatch(/Sex: Female +50 +0\.\d{3} /u)
    expect(stdout).toMatch(/Sex: Other +5 +too small/u)
    expect(stdout).toContain("to show a difference of 0.1 with 80 % power")
    expect(stdout).toMatch(/Event recall +0\.85 +target of the threshold +1 +0\.03/u)
    expect(readdirSync(folder)).toEqual(before)
  })

  it("needs no predictions, named or not, and then tells the same of events", async () => {
    const folder = project({
      ...files,
      "fairward.yaml": config(),
      "before.yaml": config().replace(predictions, ""),
      "named.yaml": config().replace("predictions.csv", "not-there.csv")
    })
    const after = await planned(folder, [])
    const before = await planned(folder, ["before.yaml"])
    expect(await planned(folder, ["named.yaml", "--without-predictions"])).toEqual({ ...before, config: "named.yaml" })
    expect([after.hasPredictions, before.hasPredictions]).toEqual([true, false])
    const eventRecall = ({ cohorts }: typeof after) =>
      cohorts.map(({ metrics }: { readonly metrics: ReadonlyArray<unknown> }) => metrics[0])
    expect(eventRecall(before)).toEqual(eventRecall(after))
    expect(before.everyone).toMatchObject({ events: 125, eventPatients: 125, steps: 0 })
    expect(assumed(after).precision).toMatchObject({ from: "recall, FPR and prevalence" })
    expect(assumed(before).precision).toMatchObject({ from: "default", value: 0.3 })
    const missing = await fairward(folder, ["plan", "named.yaml"])
    expect(missing.code).toBe(2)
    expect(missing.stderr).toContain("not-there.csv")
  })

  it("without predictions needs events, and says so", async () => {
    const folder = project({
      ...files,
      "fairward.yaml": config()
        .replace(predictions, "")
        .replace(/ {2}events: .*\n/u, "")
        .replace("horizon: 6 h\n", "")
        .replace("metric: event-recall, ", "")
    })
    const { code, stderr } = await fairward(folder, ["plan"])
    expect(code).toBe(2)
    expect(stderr).toContain("nothing but data.events says who has an event")
  })

  it("never looks at scores: others give the same plan", async () => {
    const folder = project({ ...files, "fairward.yaml": config() })
    const first = await planned(folder, [])
    fill(folder, { "predictions.csv": files["predictions.csv"].replaceAll(/,0\.\d,/gu, ",0.5,") })
    expect(await planned(folder, [])).toEqual(first)
  })

  it("takes what is assumed, and the metrics and margins of the performance stage", async () => {
    const stage = `stages:
  performance: {metrics: [event_recall, auroc], margin: 0.02, margins: {auroc: 0.01}}
`
    const folder = temporaryFolder(
      { ...projectFiles(["@fairward/cli", "@fairward/performance"]), ...files, "fairward.yaml": config(stage) },
      { ...projectLinks, "node_modules/@fairward/performance": performance }
    )
    const found = await planned(folder, ["--assume", "event-recall=0.7", "--assume", "design.auroc=0.5"])
    expect(found.rates).toBe(2)
    expect(found.assumptions).toMatchObject([
      { metric: "event_recall", value: 0.7, from: "assumed", margin: 0.02 },
      { metric: "auroc", designFactor: 0.5, margin: 0.01 }
    ])
  })

  it("plans from numbers alone, in any folder: events fall as patients do", async () => {
    const folder = temporaryFolder({})
    const numbers = ["--patients", "1000", "--with-event", "400", "--share", "Sex=female:0.375,male:0.625"]
    const found = await planned(folder, [...numbers, "--share", "Age=under 50:0.02,50 and over:0.98"])
    expect(found.cohorts).toMatchObject([
      {
        groupingTitle: "Sex",
        label: "female",
        patients: { cohort: 375, rest: 625 },
        withEvent: { cohort: 150, rest: 250 }
      },
      { groupingTitle: "Sex", label: "male", withEvent: { cohort: 250, rest: 150 } },
      { groupingTitle: "Age", label: "under 50", withEvent: { cohort: 8, rest: 392 }, isTooSmall: true },
      { groupingTitle: "Age", label: "50 and over", isTooSmall: true }
    ])
    const { metric, standardError } = found.cohorts[0].metrics[0]
    expect(metric).toBe("event_recall")
    expect(standardError).toBeCloseTo(Math.sqrt((0.8 * 0.2) / 150 + (0.8 * 0.2) / 250), 12)
    const { stdout } = await fairward(folder, ["plan", ...numbers])
    expect(stdout).toContain("1,000 patients, 400 with an event.")
  })

  it("refuses numbers that do not add up, all at once", async () => {
    const { code, stderr } = await fairward(temporaryFolder({}), [
      ...["plan", "--patients", "100", "--with-event", "100", "--share", "Sex=f:0.5,m:0.6", "--share", "Age=old:1"],
      ...["--share", "Unit", "--share", "X=a:0.5,a:0.5", "--share", "Sex=x:0.5,y:0.5"]
    ])
    expect(code).toBe(2)
    expect(stderr).toContain("6 problems")
    expect(stderr).toContain("There is a grouping Sex already.")
    expect(stderr).toContain("The shares add up to 1.1 and not to 1.")
    expect(stderr).toContain("A category is there twice.")
    expect((await fairward(temporaryFolder({}), ["plan", "--with-event", "9"])).stderr).toContain("go with --patients")
    expect((await fairward(temporaryFolder({}), ["plan", "--patients", "100"])).stderr).toContain(
      "how many patients have an event"
    )
  })

  it("refuses what it cannot assume, all at once", async () => {
    const folder = project({ ...files, "fairward.yaml": config() })
    const { code, stderr } = await fairward(folder, ["plan", "--assume", "recal=0.8", "--assume", "recall=80"])
    expect(code).toBe(2)
    expect(stderr).toContain("2 problems")
    expect(stderr).toContain('--assume recal=0.8  It names nothing that is assumed: did you mean "recall"?')
    expect(stderr).toContain("--assume recall=80  A value lies above 0 and below 1.")
    expect((await fairward(folder, ["plan", "--power", "1"])).code).toBe(2)
  })

  it("writes down what decides, with the configuration's hash and no patient, and never replaces it", async () => {
    const written = config("margins: {event_recall: {relative: 0.1}}\nprimary: [event_recall]\n")
    const folder = project({ ...files, "fairward.yaml": written })
    const { frozen } = await planned(folder, ["--freeze", "plan.json", "--assume", "auroc=0.9"])
    const text = readFileSync(join(folder, "plan.json"), "utf8")
    expect(frozen).toEqual({ file: "plan.json", sha256: createHash("sha256").update(text).digest("hex") })
    const sha256 = createHash("sha256").update(written).digest("hex")
    const plan = JSON.parse(text)
    expect(plan).toMatchObject({
      format: "fairward plan 1",
      configuration: { sha256 },
      groupings: { sex: { column: "sex" } },
      level: 0.95,
      resampling: { seed: 42 },
      performance: { margin: 0.05 },
      margins: { event_recall: { relative: 0.1 } },
      primary: ["event_recall"]
    })
    expect(assumed(plan).auroc).toMatchObject({ value: 0.9 })
    expect(assumed(plan).event_recall?.margin).toBeCloseTo(0.1 * 0.15, 12)
    expect(plan.cohorts).toHaveLength(3)
    expect(text).not.toContain("secret")
    expect(text).not.toContain(folder)
    const again = await fairward(folder, ["plan", "--freeze", "plan.json"])
    expect(again.code).toBe(2)
    expect(again.stderr).toContain("what was declared is not replaced")
    expect(readFileSync(join(folder, "plan.json"), "utf8")).toBe(text)
  })

  it("keeps numbers of patients, and what follows from them, out of the file where small counts are withheld", async () => {
    const folder = project({ ...files, "fairward.yaml": config("disclosure: {minimumCell: 10}\n") })
    await planned(folder, ["--freeze", "plan.json"])
    const plan = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"))
    expect(plan.disclosure).toEqual({ minimumCell: 10 })
    expect(Object.keys(plan)).not.toContain("cohorts")
    expect(plan.inputs[0]).not.toHaveProperty("rows")
  })
})
