import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, problemOf, type Setting, soundFiles } from "./fixtures/Folder.ts"

const keys = ["1,0,0", "1,1,1", "1,2,", "2,0,0", "2,1,0", "10,0,0"]
const audited = [0.1, 0.7, 0.9, 0.2, 0.3, 0.4]
const other = ["0.2", "0.6", "0.8", "", "NA", "0.5"]

/** In the order of the patients' ids: 1, 1, 1, 10, 2, 2. */
const sorted = <A>(values: ReadonlyArray<A>): ReadonlyArray<A> => [0, 1, 2, 5, 3, 4].map((row) => values[row]!)

const threshold = { metric: "recall", value: 0.5 }

const wide: Setting = {
  threshold,
  data: { predictions: { score: undefined } },
  models: { current: { title: "Version 1", score: "old", baseline: true }, proposed: { score: "new" } }
}

const wideFiles = {
  ...soundFiles,
  "predictions.csv": `pid,step,label,new,old\n${keys.map((key, i) => `${key},${audited[i]},${other[i]}\n`).join("")}`
}

const long: Setting = {
  threshold,
  data: { predictions: { model: "name" } },
  models: { current: { value: "v1", baseline: true }, proposed: {} }
}

const longRows = keys.flatMap((key, i) => [
  `${key},proposed,${audited[i]}`,
  ...(["", "NA"].includes(other[i]!) ? [] : [`${key},v1,${other[i]}`])
])

const longFiles = (rows: ReadonlyArray<string> = longRows) => ({
  ...soundFiles,
  "predictions.csv": `pid,step,label,name,score\n${rows.join("\n")}\n`
})

const missing = [0.2, 0.6, 0.8, Number.NaN, Number.NaN, 0.5]

describe.each([
  ["columns", wide, wideFiles],
  ["rows, in any order", long, longFiles(longRows.toReversed())]
] as const)("several models in %s", (_, setting, files) => {
  it("have scores at the rows of the audited one, which are all that other analyses see", async () => {
    const { models, predictions, notes } = await datasetOf(files, setting)
    const alone = await datasetOf(soundFiles)
    expect(predictions).toEqual(alone.predictions)
    expect(models).toMatchObject({ baseline: "current", audited: "proposed" })
    expect(models!.all.map(({ id }) => id)).toEqual(["current", "proposed"])
    expect(Array.from(models!.all[0]!.score)).toEqual(sorted(missing))
    expect(Array.from(models!.all[1]!.score)).toEqual(sorted(audited))
    const said = notes.map(({ message }) => Message.text(message))
    const title = setting === wide ? "Version 1" : "current"
    expect(said).toContain(
      `The model ${title} has no score at 2 predictions: models are compared at those that all of them score.`
    )
  })
})

describe("several models in rows", () => {
  it("leave out rows that the audited model has no score at", async () => {
    const { notes, predictions } = await datasetOf(longFiles([...longRows, "10,1,0,v1,0.9"]), long)
    expect(predictions!.score.length).toBe(6)
    expect(notes.map(({ message }) => Message.text(message))).toContain(
      "1 row left out that the audited model, proposed, has no score at."
    )
  })

  it.each([
    [
      "a name that is not there",
      longFiles(longRows.map((row) => row.replace("v1", "v11"))),
      'no row of the model "v1"',
      'Did you mean "v11"?'
    ],
    [
      "two rows of a model",
      longFiles([...longRows, "1,0,0,v1,0.9"]),
      "1 patient and time with more than one row of a model",
      "average or leave out the others"
    ],
    [
      "labels that differ",
      longFiles(longRows.map((row) => row.replace("1,1,1,v1", "1,1,0,v1"))),
      "1 patient and time with labels that differ between models",
      "on one label a patient and time"
    ]
  ])("with %s are refused", async (_, files, problem, remedy) => {
    const found = await problemOf(files, long)
    expect(JSON.stringify(found)).toContain(problem.replaceAll('"', '\\"'))
    expect(JSON.stringify(found)).toContain(remedy.replaceAll('"', '\\"'))
  })
})

describe("several models in columns", () => {
  it("with a column that is not there are refused with the nearest", async () => {
    const files = { ...wideFiles, "predictions.csv": wideFiles["predictions.csv"].replace("new,old", "new,olds") }
    expect(JSON.stringify(await problemOf(files, wide))).toContain('Did you mean \\"olds\\"?')
  })

  it("with scores of another model that are no probabilities are refused", async () => {
    const files = { ...wideFiles, "predictions.csv": wideFiles["predictions.csv"].replace("0.6", "1.6") }
    expect(JSON.stringify(await problemOf(files, wide))).toContain("1 row with a score outside [0, 1]")
  })
})

it("has no other models where the configuration names none", async () => {
  expect((await datasetOf(soundFiles)).models).toBeUndefined()
})
