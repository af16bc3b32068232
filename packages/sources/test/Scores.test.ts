import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, errorOf, type Setting, soundFiles } from "./fixtures/Folder.ts"

/** Six rows with these scores, of the patients and steps of the sound predictions. */
const withScores = (scores: ReadonlyArray<string | number>, name = "score") => {
  const keys = ["1,0,0", "1,1,1", "1,2,", "2,0,0", "2,1,0", "10,0,0"]
  return {
    ...soundFiles,
    "predictions.csv": `pid,step,label,${name}\n${keys.map((key, i) => `${key},${scores[i]}\n`).join("")}`
  }
}

const scoresOf = async (files: Readonly<Record<string, string>>, predictions: Readonly<Record<string, unknown>> = {}) =>
  Array.from((await datasetOf(files, { data: { predictions } })).predictions!.score)

const remedyOf = async (files: Readonly<Record<string, string>>, setting: Setting = {}) => {
  const { problems } = await errorOf(files, setting)
  expect(problems.map(({ problem }) => problem.replace(/^\d+ rows? /, ""))).toEqual(["with a score outside [0, 1]"])
  return problems[0]!.remedy
}

/** The query that a remedy prints, read as a configuration would. */
const queryIn = (remedy: string): string => {
  const line = remedy.split("\n").find((one) => one.startsWith("from: "))
  return JSON.parse(line!.replace("from: ", ""))
}

// In the order of the patients' ids: 1, 1, 1, 10, 2, 2.
const probabilities = [0.1, 0.7, 0.9, 0.2, 0.3, 0.4]
const loaded = [0.1, 0.7, 0.9, 0.4, 0.2, 0.3]

const expectNear = (actual: ReadonlyArray<number>, expected: ReadonlyArray<number>) => {
  expect(actual.length).toBe(expected.length)
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i]!, 12)
}

describe("scores that are no probabilities", () => {
  it.each([
    ["logits", "score", (p: number) => Math.log(p / (1 - p))],
    ["percentages", "score", (p: number) => p * 100],
    ["logarithms of probabilities", "score", (p: number) => Math.log(p)],
    ["logits", "Risk of sepsis", (p: number) => Math.log(p / (1 - p))],
    ["logits", "order", (p: number) => Math.log(p / (1 - p))]
  ] as const)("that are %s in a column %s are called so, with the query that mends them", async (what, name, of) => {
    const files = withScores(probabilities.map(of), name)
    const remedy = await remedyOf(files, { data: { predictions: { score: name } } })
    expect(remedy).toContain(`look like ${what}`)
    expectNear(await scoresOf(files, { score: name, from: queryIn(remedy) }), loaded)
  })

  it("are mended by a query around the query that reads them, and in parquet", async () => {
    const logit = "select pid, step, label, ln(p / (1 - p)) as risk from"
    const rows =
      "(values (1, 0, 0, 0.1), (1, 1, 1, 0.7), (1, 2, null, 0.9), (2, 0, 0, 0.2), (2, 1, 0, 0.3), (10, 0, 0, 0.4)) t(pid, step, label, p)"
    const files = { ...soundFiles, "predictions.parquet": `${logit} ${rows}` }
    for (const from of ["predictions.parquet", `${logit} ${rows} -- as exported;`]) {
      const remedy = await remedyOf(files, { data: { predictions: { from, score: "risk" } } })
      expectNear(await scoresOf(files, { score: "risk", from: queryIn(remedy) }), loaded)
    }
  })

  it("that are whole numbers of a few points are pointed to the scale", async () => {
    const remedy = await remedyOf(withScores([3, 9, 7, 2, 0, 20]))
    expect(remedy).toContain("Whole numbers from 0 to 20")
    expect(remedy).toContain("data.predictions.scale: points")
  })

  it("that are one code among probabilities are left out by the query", async () => {
    const files = withScores([0.1, 0.7, 0.9, -1, 0.3, 0.4])
    const remedy = await remedyOf(files)
    expect(remedy).toContain("All of these are -1")
    expectNear(await scoresOf(files, { from: queryIn(remedy) }), [0.1, 0.7, 0.9, 0.4, 0.3])
  })

  it("that are none of these are told with their range", async () => {
    expect(await remedyOf(withScores([0.1, 0.7, 1.4, 0.2, 1.2, 0.4]))).toContain("these lie between 0.1 and 1.4")
  })
})

describe("scores just beyond 0 and 1", () => {
  it("as single precision leaves them are set to 0 or 1, counted and said", async () => {
    const files = withScores(["1.0000001", "-1e-9", 0.5, 1, 0, "-0.0000009"])
    const dataset = await datasetOf(files)
    expect(Array.from(dataset.predictions!.score)).toEqual([1, 0, 0.5, 0, 1, 0])
    expect(dataset.notes.map(({ message }) => Message.text(message))).toEqual([
      "3 scores of column score below 0 or above 1 by no more than 0.000001, as rounding leaves them: set to 0 or 1."
    ])
  })

  it("are refused where they are further off", async () => {
    await remedyOf(withScores([0.1, 0.7, 0.9, "-0.0000011", 0.3, 0.4]))
    await remedyOf(withScores([0.1, 0.7, 0.9, "1.0000011", 0.3, 0.4]))
  })

  it("are cut column by column, before the mean", async () => {
    const files = {
      ...soundFiles,
      "predictions.csv": "pid,step,label,a,b\n1,0,0,1.0000009,0.5\n2,0,1,0.5,-0.0000009\n"
    }
    expect(await scoresOf(files, { score: ["a", "b"] })).toEqual([0.75, 0.25])
  })
})

describe("infinite scores", () => {
  it.each(["probability", "points"])("are refused as such where scores are %s", async (scale) => {
    const { problems } = await errorOf(withScores([0.1, "inf", 0.9, "-Infinity", 0.3, 0.4]), {
      data: { predictions: { scale } }
    })
    expect(problems.map(({ problem }) => problem)).toEqual(["2 rows with an infinite score"])
  })
})

describe("points", () => {
  it("are any finite numbers, and the dataset says what they are", async () => {
    const dataset = await datasetOf(withScores([3, -2, 7.5, 250000, 0, 20]), {
      threshold: { value: 7 },
      data: { predictions: { scale: "points" } }
    })
    expect(dataset.scale).toBe("points")
    expect(Array.from(dataset.predictions!.score)).toEqual([3, -2, 7.5, 20, 250000, 0])
    expect(dataset.notes).toEqual([])
  })

  it("are the exception: without the setting nothing is said", async () => {
    expect("scale" in (await datasetOf(soundFiles))).toBe(false)
  })

  it("that look like probabilities are pointed out", async () => {
    const { notes } = await datasetOf(soundFiles, { data: { predictions: { scale: "points" } } })
    expect(notes.map(({ message }) => Message.text(message))).toEqual([
      "Scores are read as points, but all of column score lie between 0 and 1. If they are probabilities, leave out data.predictions.scale, so that calibration is audited too."
    ])
  })
})
