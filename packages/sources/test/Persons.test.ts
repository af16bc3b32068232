import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, soundFiles } from "./fixtures/Folder.ts"

const withPersons = (persons: ReadonlyArray<string>) =>
  `pid,sex,age,person\n${["1,F,70", "2,M,55", "10,F,41"].map((row, i) => `${row},${persons[i]}`).join("\n")}\n`

const loaded = (persons: ReadonlyArray<string>, splits?: string) =>
  datasetOf(
    {
      ...soundFiles,
      "patients.csv": withPersons(persons),
      ...(splits === undefined ? {} : { "splits.csv": splits })
    },
    {
      data: {
        patients: { from: "patients.csv", patient: "pid", cluster: "person" },
        ...(splits === undefined ? {} : { splits: { from: "splits.csv", patient: "pid", split: "split" } })
      }
    }
  )

const messages = ({ notes }: Awaited<ReturnType<typeof loaded>>) => notes.map(({ message }) => Message.text(message))

describe("persons with several stays", () => {
  it("are read from the column that data.patients.cluster names, in the order of their ids", async () => {
    const { notes, patients } = await loaded(["b", "a", "b"])
    expect(patients.ids).toEqual(["1", "10", "2"])
    expect(patients.personIds).toEqual(["a", "b"])
    expect([...patients.clusterOf!]).toEqual([1, 1, 0])
    expect(patients.clusterOf!.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(notes).toEqual([])
  })

  it("are the same as whole numbers and as numbers with decimals, like patients", async () => {
    const { patients } = await loaded(["7", "8", "7.0"])
    expect([...patients.clusterOf!]).toEqual([0, 0, 1])
  })

  it("are the stay itself where the column is empty, and that is said", async () => {
    const dataset = await loaded(["a", "", "a"])
    expect([...dataset.patients.clusterOf!]).toEqual([1, 1, 0])
    expect(messages(dataset)).toEqual([
      "1 patient has no person in the column that data.patients.cluster names: each counts as a person of its own."
    ])
  })

  it("are left out, and that is said, where each has one stay", async () => {
    const dataset = await loaded(["a", "b", "c"])
    expect(dataset.patients.clusterOf).toBeUndefined()
    expect(messages(dataset)).toEqual(["No person has several stays: data.patients.cluster changes nothing."])
  })

  it("with stays in both splits are pointed out, by their number", async () => {
    const dataset = await loaded(["a", "b", "a"], "pid,split\n1,test\n2,test\n10,train\n")
    expect(messages(dataset)).toEqual([
      "1 person has stays in both the test and the train split, of 2 persons in the test split: the model has learned from other stays of theirs, so that it may look better here than it is. Put all stays of a person into one split."
    ])
  })
})
