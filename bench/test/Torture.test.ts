import { afterAll, describe, expect, it } from "vitest"
import { draws } from "../src/Draw.ts"
import { documentFaults, terminalFaults } from "../src/torture/Criteria.ts"
import { findingsOf, hostileTrials } from "../src/torture/HostileFindings.ts"
import { oddTrials } from "../src/torture/OddTrials.ts"
import { settingPaths } from "../src/torture/odd/Settings.ts"
import * as Pool from "../src/torture/Pool.ts"
import { base, filesOf } from "../src/torture/Project.ts"
import { randomTrial } from "../src/torture/RandomTrial.ts"
import { type Trial, tryOut } from "../src/torture/Trial.ts"

const seed = Number(process.env.FAIRWARD_TEST_SEED ?? 20240208)
const pool = Pool.open(2, 600)
afterAll(pool.close)

const schema = JSON.stringify({
  properties: { title: {}, report: { properties: { locale: {} } }, stages: { additionalProperties: {} } }
})

/** Defects of trials, each beside its name, and how many of them came to an end. */
const tried = async (trials: ReadonlyArray<Trial>) => {
  const verdicts = await Promise.all(trials.map((trial) => tryOut(pool, trial)))
  return {
    defects: verdicts.flatMap(({ defects, trial }) =>
      defects.map((defect) => `${trial.family}, ${trial.name}: ${defect}`)
    ),
    codes: new Set(verdicts.map(({ ended }) => ended.code))
  }
}

describe("what comes out", () => {
  it("of odd inputs of every family is without a defect", async () => {
    const draw = draws(seed)
    const all = oddTrials(schema, await findingsOf(pool, base))
    const families = [...new Set(all.map(({ family }) => family))]
    const some = families.map((family) => draw.pick(all.filter((trial) => trial.family === family)))
    expect(families.length).toBeGreaterThan(7)
    expect((await tried(some)).defects).toEqual([])
  })

  it("of small random data is without a defect", async () => {
    const { codes, defects } = await tried(Array.from({ length: 6 }, (_, i) => randomTrial(seed + i)))
    expect(defects).toEqual([])
    expect(codes).toContain(0)
  })

  it("of findings that somebody changed is without a defect", async () => {
    const { codes, defects } = await tried(await hostileTrials(pool, seed, 6))
    expect(defects).toEqual([])
    expect(codes).toContain(2)
  })
})

describe("the criteria", () => {
  const ended = { code: 0, stdout: "", stderr: "", seconds: 0 }

  it("see what a terminal must not be given", () => {
    const said = (stderr: string) => terminalFaults({ ...ended, stderr }, {}).length
    expect(said("Reading the data: done in 0.1 s\n")).toBe(0)
    expect(said("fairward has a bug; please report this.\n")).toBe(1)
    expect(said("  at run (/x/y.ts:1:2)\n")).toBe(1)
    expect(said("a \u001b[2J b")).toBe(1)
    expect(said("AUROC NaN of 3")).toBe(1)
    expect(terminalFaults({ ...ended, stderr: "AUROC NaN" }, { "fairward.yaml": "title: nan" })).toEqual([])
  })

  it("see marked ids and words of the machine in documents", async () => {
    const outputs = {
      "findings.json": Buffer.from("{}"),
      "report.html": Buffer.from("<p>patient MRKID1001</p><script>undefined</script><p>AUROC NaN</p>")
    }
    const faults = await documentFaults(outputs, {}, "/nowhere")
    expect(faults.map((fault) => fault.split(":")[0])).toEqual(["leak in report.html", '"NaN" in report.html'])
  })

  it("hold for every setting that a schema names", () => {
    expect(settingPaths(JSON.parse(schema)).map((path) => path.join("."))).toEqual([
      "title",
      "report",
      "report.locale",
      "stages",
      "stages.age"
    ])
    expect(Object.keys(filesOf(base))).toContain("fairward.yaml")
  })
})
