import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { NodeServices } from "@effect/platform-node"
import { ConfigFile } from "@fairward/cli"
import { Cohorts, type Dataset, Detection, Threshold } from "@fairward/core"
import { loadDataset, Presets } from "@fairward/sources"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { page } from "./markdown.ts"

/** What the rows of a recipe say, worked by hand: step, score, and label, empty as null. */
interface Expected {
  readonly predictions: Readonly<Record<string, ReadonlyArray<readonly [number, number, 0 | 1 | null]>>>
  /** Start and stop. */
  readonly events?: Readonly<Record<string, ReadonlyArray<readonly [number, number]>>>
  readonly attributes: Readonly<Record<string, ReadonlyArray<string | number | null>>>
  /** The person of each patient; absent: no person has two. */
  readonly persons?: ReadonlyArray<string>
}

const expected: Readonly<Record<string, Expected>> = {
  "Epic and seismometer": {
    predictions: {
      "9001": [
        [0, 0.11, 1],
        [45, 0.34, 1],
        [195, 0.71, 1]
      ],
      "9002": [
        [0, 0.08, 0],
        [210, 0.05, 0]
      ]
    },
    events: { "9001": [[235, 236]] },
    attributes: { sex: ["Female", "Male"] }
  },
  MEDS: {
    predictions: {
      "1": [
        [0, 0.1048, 0],
        [4273, 0.5321, 1]
      ],
      "2": [[0, 0.0711, 0]]
    },
    events: { "1": [[5023, 5024]] },
    attributes: { sex: ["F", "M"], age: [68, 58] }
  },
  "OMOP and PatientLevelPrediction": {
    predictions: { "1": [[0, 0.31, 1]], "2": [[0, 0.04, 0]] },
    attributes: { gender: ["Female", "Male", "Male"] }
  },
  YAIB: {
    predictions: {
      "141765": [
        [0, 0.017, 0],
        [1, 0.059, 1],
        [2, 0.098, 1]
      ],
      "143870": [
        [0, 0.012, 0],
        [1, 0.029, 0]
      ]
    },
    events: { "141765": [[7, 8]] },
    attributes: { sex: ["Female", "Male"] }
  },
  "PhysioNet Challenge 2019": {
    predictions: {
      p100001: [
        [0, 0.021, 0],
        [1, 0.324, 1]
      ],
      p100002: [[0, 0.013, 0]]
    },
    events: { p100001: [[7, 8]] },
    attributes: { sex: ["F", "M"] }
  },
  FAMEWS: {
    predictions: {
      "1012": [
        [0, 0.0299, 0],
        [1, 0.4382, 1],
        [2, 0.9513, null]
      ],
      "1015": [[0, 0.0388, 0]]
    },
    events: { "1012": [[2, 3]] },
    attributes: { sex: ["F", "M", "F"] }
  },
  HiRID: {
    predictions: {
      "501": [
        [0, 0.04, 0],
        [1, 0.31, 1],
        [2, 0.62, 1],
        [3, 0.91, null]
      ],
      "502": [[0, 0.05, 0]]
    },
    events: { "501": [[3, 4]] },
    attributes: {
      sex: ["F", "M", "F"],
      APACHE_group: ["Cardiovascular", "Trauma", null],
      surgical_status: ["Surgical", "Surgical", null]
    }
  },
  "MIMIC-III": {
    predictions: {
      "2001": [
        [0, 0.1, 0],
        [1, 0.6, 1],
        [2, 0.7, 1]
      ],
      "2002": [[0, 0.2, 0]]
    },
    events: { "2001": [[3, 4]] },
    persons: ["7", "7", "8"],
    attributes: {
      sex: ["F", "F", "M"],
      age: [68, 68, 91],
      ethnicity_4: ["WHITE", "WHITE", "UNK"],
      admission_type: ["emergency", "elective", "emergency"],
      discharge_status: ["alive", "alive", "dead"],
      surgical_status: ["Non-surgical", "Surgical", null]
    }
  },
  "MIMIC-IV": {
    predictions: {
      "2001": [
        [0, 0.1, 0],
        [1, 0.6, 1]
      ],
      "2003": [[0, 0.2, 0]]
    },
    events: { "2001": [[2, 3]] },
    attributes: {
      sex: ["F", "M"],
      age: [68, 91],
      race_4: ["BLACK", "UNK"],
      surgical_status: ["Surgical", "Non-surgical"]
    }
  },
  "Logits, with labels in another file": {
    predictions: {
      "1": [
        [0, 0.09975, 1],
        [1, 0.59869, 1]
      ],
      "2": [
        [0, 0.24974, 0],
        [1, 0.04743, 0]
      ]
    },
    attributes: { sex: ["F", "M"] }
  },
  "One label a patient": {
    predictions: { "1": [[0, 0.31, 1]], "2": [[0, 0.08, 0]] },
    attributes: { sex: ["F", "M"] }
  },
  "US dates, and ages over 89": {
    predictions: {
      "1": [
        [4, 0.61, 1],
        [6, 0.72, 1]
      ],
      "2": [[0, 0.1, 0]]
    },
    attributes: { age: [90, 47] }
  },
  "Irregular minutes": {
    predictions: {
      "1": [
        [0, 0.12, 0],
        [13, 0.4, 0],
        [284, 0.77, 1]
      ],
      "2": [[0, 0.05, 0]]
    },
    events: { "1": [[342, 343]] },
    attributes: { sex: ["F", "M"] }
  },
  "Several stays of a person": {
    predictions: { "501": [[0, 0.4, 1]], "502": [[0, 0.15, 0]], "503": [[0, 0.2, 0]] },
    attributes: { sex: ["F", "F", "M"] },
    persons: ["7001", "7001", "7002"]
  },
  "Several models in one file": {
    predictions: { "1": [[0, 0.4, 1]], "2": [[0, 0.2, 0]] },
    attributes: { sex: ["F", "M"] }
  },
  NEWS2: {
    predictions: {
      "1": [
        [0, 5, 1],
        [270, 7, 1],
        [540, 11, 1]
      ],
      "2": [
        [0, 1, 0],
        [720, 2, 0]
      ]
    },
    events: { "1": [[690, 691]] },
    attributes: { sex: ["F", "M"] }
  },
  "Local times": {
    predictions: {
      "1": [
        [2, 0.2, 0],
        [3, 0.6, 1]
      ],
      "2": [[0, 0.1, 0]]
    },
    attributes: { sex: ["F", "M"] }
  },
  "Decimal commas": {
    predictions: {
      "1": [
        [0, 0.12, 0],
        [1, 0.65, 1]
      ],
      "2": [[0, 0.08, 0]]
    },
    attributes: { age: [71.5, 58] }
  }
}

/** Sections by heading, and in each its blocks by the name of the file that stands above them. */
const recipes = new Map(
  page("docs/recipes.md")
    .split(/^## /mu)
    .slice(1)
    .map((section) => [
      section.slice(0, section.indexOf("\n")),
      new Map(
        [...section.matchAll(/^`([\w./-]+)`\n\n```\w+\n([\s\S]*?)^```$/gmu)].map(([, name, content]) => [
          name!,
          content!
        ])
      )
    ])
)

const place = mkdtempSync(join(tmpdir(), "fairward-recipes-"))

/** The files of a recipe, in a folder of their own; what is to be parquet is made so. */
const written = async (recipe: string): Promise<string> => {
  const folder = mkdtempSync(join(place, "recipe-"))
  const instance = await DuckDBInstance.create(":memory:")
  const database = await instance.connect()
  for (const [name, content] of recipes.get(recipe)!) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    if (!name.endsWith(".parquet")) writeFileSync(path, content)
    else {
      writeFileSync(`${path}.csv`, content)
      await database.run(`copy (select * from read_csv('${path}.csv')) to '${path}' (format parquet)`)
      rmSync(`${path}.csv`)
    }
  }
  database.closeSync()
  instance.closeSync()
  return folder
}

/** Reads a recipe as `fairward validate` does. */
const load = (folder: string) =>
  Effect.gen(function* () {
    const file = yield* ConfigFile.read(join(folder, "fairward.yaml"))
    const config = yield* ConfigFile.decode(file)
    const dataset = yield* loadDataset(config, { base: folder })
    const events = Detection.evaluableEvents(dataset)
    yield* Cohorts.derive(dataset, config, events)
    yield* Threshold.solve(config.threshold, dataset, events)
    return { config, dataset }
  }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)

const perPatient = <A>(
  { patients }: Dataset.DatasetShape,
  offsets: Uint32Array,
  at: (row: number) => A
): Readonly<Record<string, ReadonlyArray<A>>> =>
  Object.fromEntries(
    patients.ids.flatMap((id, i) => {
      const rows = Array.from({ length: offsets[i + 1]! - offsets[i]! }, (_, k) => at(offsets[i]! + k))
      return rows.length === 0 ? [] : [[id, rows]]
    })
  )

describe("docs/recipes.md", () => {
  beforeAll(() => expect(recipes.size).toBeGreaterThanOrEqual(10))
  afterAll(() => rmSync(place, { recursive: true, force: true }))

  it("has a recipe for every preset, and every recipe is run here", () => {
    expect([...recipes.keys()].toSorted()).toEqual(Object.keys(expected).toSorted())
    for (const preset of Object.keys(Presets.presets)) expect(page("docs/recipes.md")).toContain(`preset: ${preset}\n`)
  })

  it.each(Object.entries(expected))(
    "reads %s as its rows mean it",
    async (recipe, { attributes, events, persons, predictions }) => {
      const { dataset } = await load(await written(recipe))
      const { label, offsets, score, step } = dataset.predictions!
      const found = perPatient(dataset, offsets, (row) => [
        step[row],
        Number(score[row]!.toFixed(5)),
        label[row] === -1 ? null : label[row]
      ])
      expect(found).toEqual(predictions)
      const bounds = dataset.events
      expect(
        bounds === undefined
          ? undefined
          : perPatient(dataset, bounds.offsets, (row) => [bounds.start[row], bounds.stop[row]])
      ).toEqual(events)
      const { clusterOf, personIds } = dataset.patients
      expect(clusterOf === undefined ? undefined : Array.from(clusterOf, (person) => personIds![person])).toEqual(
        persons
      )
      for (const [name, values] of Object.entries(attributes)) {
        expect([...dataset.patients.attributes.array(name)], name).toEqual(values)
      }
    }
  )

  const python = (() => {
    try {
      execFileSync("python3", ["-c", "import numpy"], { stdio: "ignore" })
      return true
    } catch {
      return false
    }
  })()

  it.skipIf(!python)("makes the tables of FAMEWS from its pickles by the script that it shows", async () => {
    const folder = await written("FAMEWS")
    const target = mkdtempSync(join(place, "pickles-"))
    const pickles = `
import pickle, numpy as np
def dump(name, value): pickle.dump(value, open(name, "wb"))
labels = {1012: np.array([0, 1, np.nan]), 1015: np.array([0.0])}
scores = {1012: np.array([0.0299, 0.4382, 0.9513]), 1015: np.array([0.0388])}
for seed, shift in enumerate([-0.0078125, 0.0078125]):
    dump(f"seed_{seed}.pkl", {patient: (scores[patient] + shift, labels[patient]) for patient in scores})
dump("events.pkl", {1012: [(2, 3)], 1015: []})
dump("splits.pkl", {"train": np.array([1018]), "test": np.array([1012, 1015]), "val": np.array([], dtype=int)})
open("demographics.csv", "w").write("PatientID,sex,age_group\\n1012,F,50-65\\n1015,M,<50\\n1018,F,>85\\n")
`
    execFileSync("python3", ["-c", pickles], { cwd: target })
    execFileSync(
      "python3",
      [
        join(folder, "famews.py"),
        "famews",
        "events.pkl",
        "splits.pkl",
        "demographics.csv",
        "seed_0.pkl",
        "seed_1.pkl"
      ].map((argument) => (argument === "famews" ? join(folder, "famews") : argument)),
      { cwd: target }
    )
    for (const [name, content] of recipes.get("FAMEWS")!) {
      if (!name.endsWith(".csv")) continue
      const made = readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n")
      expect(
        made.replaceAll(/\d\.\d{5,}/gu, (score) => String(Number(Number(score).toFixed(4)))),
        name
      ).toBe(content)
    }
  })
})
