import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, soundFiles } from "./fixtures/Folder.ts"

const interval = { start: "start", stop: "stop" }

const anyLabels = { as: "given", because: "events are what is looked at" }

const eventsOf = async (events: string, settings: Readonly<Record<string, unknown>> = interval) => {
  const { events: loaded, notes } = await datasetOf(
    { ...soundFiles, "events.csv": events },
    { labels: anyLabels, data: { events: { from: "events.csv", patient: "pid", ...settings } } }
  )
  const { offsets, start, stop } = loaded!
  return {
    offsets: [...offsets],
    intervals: Array.from(start, (begin, k) => [begin, stop[k]]),
    // These few rows of predictions end before most events begin, which is said too.
    notes: notes.map(({ message }) => Message.text(message)).filter((note) => !note.includes("nobody could be warned"))
  }
}

describe("events from intervals", () => {
  it("are sorted by patient and start", async () => {
    expect(await eventsOf("pid,start,stop\n2,3,5\n1,9,12\n1,2,4\n")).toEqual({
      offsets: [0, 2, 2, 3],
      intervals: [
        [2, 4],
        [9, 12],
        [3, 5]
      ],
      notes: []
    })
  })

  it("without a stop last one step", async () => {
    const { intervals } = await eventsOf("pid,start\n1,2\n1,7\n", { start: "start" })
    expect(intervals).toEqual([
      [2, 3],
      [7, 8]
    ])
  })

  it("may touch and stay two", async () => {
    expect((await eventsOf("pid,start,stop\n1,2,4\n1,4,6\n")).intervals).toEqual([
      [2, 4],
      [4, 6]
    ])
  })

  it("closer than mergeWithin become one, those exactly that far apart stay two", async () => {
    const { intervals, notes } = await eventsOf("pid,start,stop\n1,2,4\n1,5,6\n1,8,9\n2,8,9\n", {
      ...interval,
      mergeWithin: "10 min"
    })
    expect(intervals).toEqual([
      [2, 6],
      [8, 9],
      [8, 9]
    ])
    expect(notes).toEqual(["1 event merged with the one before."])
  })

  it("that overlap are merged when merging is asked for, also within a longer one", async () => {
    const { intervals } = await eventsOf("pid,start,stop\n1,2,9\n1,3,5\n1,8,11\n", {
      ...interval,
      mergeWithin: "0 min"
    })
    expect(intervals).toEqual([[2, 11]])
  })

  it("that began before admission begin there, and those that ended by then are left out", async () => {
    const { intervals, notes } = await eventsOf("pid,start,stop\n1,-4,2\n1,-9,0\n2,0,1\n")
    expect(intervals).toEqual([
      [0, 2],
      [0, 1]
    ])
    expect(notes).toEqual([
      "1 event already running at admission: they begin there.",
      "1 event ended by admission and left out."
    ])
  })

  it("are converted from hours to steps", async () => {
    expect((await eventsOf("pid,start,stop\n1,0.5,1\n", { ...interval, timeUnit: "h" })).intervals).toEqual([[6, 12]])
  })
})

describe("events from an in-event column", () => {
  const derived = { inEvent: "ill", time: "step" }

  it("are runs of 1, which a 0, an empty field, a gap in time and the next patient end", async () => {
    const rows = [
      "1,0,0",
      "1,1,1",
      "1,2,1",
      "1,3,0",
      "1,4,1",
      "1,5,",
      "1,6,1",
      "1,8,1",
      "1,9,1",
      "10,0,1",
      "10,1,1",
      "2,0,0"
    ]
    const { intervals, offsets } = await eventsOf(`pid,step,ill\n${rows.toReversed().join("\n")}\n`, derived)
    expect(intervals).toEqual([
      [1, 3],
      [4, 5],
      [6, 7],
      [8, 10],
      [0, 2]
    ])
    expect(offsets).toEqual([0, 4, 5, 5])
  })

  it("closer than mergeWithin become one", async () => {
    const { intervals } = await eventsOf("pid,step,ill\n1,0,1\n1,1,0\n1,2,1\n1,3,0\n1,4,0\n1,5,1\n", {
      ...derived,
      mergeWithin: "10 min"
    })
    expect(intervals).toEqual([
      [0, 3],
      [5, 6]
    ])
  })
})
