import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { ConfigFile } from "@fairward/cli"
import { fairward } from "@fairward/fixtures/Command"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { bundled } from "./bundled.ts"
import { blocks, page } from "./markdown.ts"
import { pythonWith } from "./python.ts"

const manual = page("docs/from-famews.md")

const place = mkdtempSync(join(tmpdir(), "fairward-famews-"))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const python = pythonWith("numpy", "pandas", "tables")

/** What FAMEWS's stages write: two models of three steps and one, bounds, splits as HDF5, and SHAP values of two features. */
const inputs = `
import pickle, numpy as np, tables
def dump(name, value): pickle.dump(value, open(name, "wb"))
labels = {1012: np.array([0, 1, np.nan]), 1015: np.array([0.0])}
scores = {1012: np.array([0.25, 0.5, 0.75]), 1015: np.array([0.125])}
for seed, shift in enumerate([-0.0625, 0.0625]):
    dump(f"seed_{seed}.pkl", {patient: (scores[patient] + shift, labels[patient]) for patient in scores})
    dump(f"shap_{seed}.pkl", {1012: np.array([[1.0, -1.0], [-2.0, 0.0], [3.0, 1.0]]) + seed, 1015: np.array([[0.5, -0.5]])})
dump("bounds.pkl", {1012: [(2, 3)], 1015: []})
open("demographics.csv", "w").write("PatientID,sex,age_group\\n1012,F,50-65\\n1015,M,<50\\n1018,F,NA\\n")
with tables.open_file("ml.h5", "w") as file:
    data = file.create_group("/", "data")
    file.create_array(data, "columns", obj=[b"hr", b"map"])
    windows = file.create_group("/", "patient_windows")
    file.create_array(windows, "test", obj=np.array([[0, 3, 1012], [3, 4, 1015]]))
    file.create_array(windows, "train", obj=np.array([[0, 9, 1018]]))
`

describe("docs/from-famews.md", () => {
  it("has a script that writes FAMEWS's pickles and HDF5 as the tables of the preset", async ({ skip }) => {
    if (python === undefined) skip("Python with numpy, pandas and tables is not installed")
    writeFileSync(join(place, "famews_tables.py"), blocks(manual, "python")[0]!)
    execFileSync(python!, ["-c", inputs], { cwd: place })
    execFileSync(
      python!,
      [
        ...["famews_tables.py", "tables", "--predictions", "seed_0.pkl", "seed_1.pkl", "--events", "bounds.pkl"],
        ...["--patients", "demographics.csv", "--h5", "ml.h5", "--shap", "shap_0.pkl", "shap_1.pkl"]
      ],
      { cwd: place }
    )
    const files = readdirSync(join(place, "tables"))
    expect(files.map((name) => name.split(".")[0]).toSorted()).toEqual([
      "events",
      "patients",
      "predictions",
      "shap",
      "splits"
    ])
    writeFileSync(
      join(place, "fairward.yaml"),
      `title: FAMEWS
timestep: 5 min
horizon: 5 min
data: { preset: famews, from: tables }
threshold: { value: 0.4 }
groupings: { sex: { column: sex }, age: { column: age_group } }
`
    )
    const { code, stderr, stdout } = await fairward(["validate", "--json"], place)
    expect(code, stderr).toBe(0)
    const { everyone, patients, tables } = JSON.parse(stdout)
    expect(patients).toEqual({ all: 3, test: 2, train: 1 })
    expect(everyone).toMatchObject({ events: 1, steps: 3, positives: 1 })
    expect(tables.map(({ role, rows }: { readonly role: string; readonly rows: number }) => [role, rows])).toEqual(
      expect.arrayContaining([
        ["predictions", 4],
        ["events", 1],
        ["attributions", 2]
      ])
    )
    if (!files.includes("shap.csv")) return
    // Of 1012: |1|, |-2|, |3| and, of the second model, |2|, |-1|, |4|, averaged over steps and then over models.
    expect(readFileSync(join(place, "tables/shap.csv"), "utf8").split(/\r?\n/u).slice(0, 2)).toEqual([
      "patient_id,hr,map",
      `1012,${(2 + 7 / 3) / 2},${(2 / 3 + 1) / 2}`
    ])
    expect(readFileSync(join(place, "tables/predictions.csv"), "utf8")).toContain("1012,0,0.25,0.0")
  })

  it("has a configuration of FAMEWS's example that can be read", async () => {
    const files = ["general_table_extended.parquet", "endpoints/0.parquet", "common_stage/0.parquet", "predictions.csv"]
    for (const name of [...files, "splits.csv"]) {
      mkdirSync(dirname(join(place, "hirid", name)), { recursive: true })
      writeFileSync(join(place, "hirid", name), "")
    }
    writeFileSync(join(place, "hirid.yaml"), blocks(manual, "yaml")[0]!)
    const read = ConfigFile.read(join(place, "hirid.yaml")).pipe(Effect.flatMap(ConfigFile.decode))
    const config = await Effect.runPromise(read.pipe(Effect.provide(NodeServices.layer)))
    expect(config.data.events).toMatchObject({ inEvent: "circ_failure_status", timeUnit: "s" })
    for (const [id, options] of Object.entries(config.stages)) {
      await Effect.runPromise(bundled.find(({ stage }) => stage.meta.id === id)!.stage.prepare(options))
    }
  })
})
