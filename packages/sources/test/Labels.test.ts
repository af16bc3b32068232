import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, problemOf, type Setting } from "./fixtures/Folder.ts"

interface Ward {
  /** Label of an hour, given the hour of the onset. */
  readonly label?: (hour: number, onset: number | undefined) => string
  /** Time as it stands in the predictions, in the events. */
  readonly predictionTime?: (hour: number) => number
  readonly eventTime?: (hour: number) => number
  readonly eventHours?: number
  readonly every?: number
  readonly hours?: number
}

const onsets = [30, 24, 41, undefined, 55, 37, 62, undefined, 48, 33]

const inHorizon = (hours: number) => (hour: number, onset: number | undefined) =>
  onset !== undefined && hour >= onset - hours && hour < onset ? "1" : "0"

const during = (hours: number, hour: number, onset: number | undefined) =>
  onset !== undefined && hour >= onset && hour < onset + hours

/** Right labels: 6 hours before, none in the event of 4 hours. */
const right = (hour: number, onset: number | undefined) => (during(4, hour, onset) ? "" : inHorizon(6)(hour, onset))

/** Ten stays, eight of them with an onset. */
const ward = ({
  label = right,
  predictionTime = (hour) => hour,
  eventTime = (hour) => hour,
  eventHours = 4,
  every = 1,
  hours = 72
}: Ward = {}) => {
  const predictions = onsets.flatMap((onset, i) =>
    Array.from({ length: hours / every }, (_, k) => k * every).map(
      (hour) => `${i},${predictionTime(hour)},${label(hour, onset)},${(0.1 + ((hour * 7 + i) % 10) / 20).toFixed(2)}`
    )
  )
  const events = onsets.flatMap((onset, i) =>
    onset === undefined ? [] : [`${i},${eventTime(onset)},${eventTime(onset + eventHours)}`]
  )
  return {
    "patients.csv": `pid,sex\n${onsets.map((_, i) => `${i},${i % 2 === 0 ? "F" : "M"}`).join("\n")}\n`,
    "predictions.csv": `pid,step,label,score\n${predictions.join("\n")}\n`,
    "events.csv": `pid,start,stop\n${events.join("\n")}\n`
  }
}

const events = { from: "events.csv", patient: "pid", start: "start", stop: "stop", timeUnit: "h" }

const hourly = (setting: Setting = {}): Setting => ({
  timestep: "1 h",
  horizon: "6 h",
  ...setting,
  data: {
    ...setting.data,
    predictions: { timeUnit: "h", ...setting.data?.predictions },
    events: setting.data?.events ?? events
  }
})

const withoutEvents: Setting = { ...hourly(), data: { predictions: { timeUnit: "h" } } }

const said = ({ notes }: Awaited<ReturnType<typeof datasetOf>>) =>
  notes.map(({ message, table }) => `${table}: ${Message.text(message)}`)

const labelColumn = (dataset: Awaited<ReturnType<typeof datasetOf>>) => [...dataset.predictions!.label]

describe("labels", () => {
  it("that fit events and horizon are taken without a word", async () => {
    const dataset = await datasetOf(ward(), hourly())
    expect(said(dataset)).toEqual([])
    expect(dataset.labels).toBeUndefined()
  })

  it("that are absent are derived, as they would have been given", async () => {
    const given = await datasetOf(ward(), hourly())
    const derived = await datasetOf(ward(), hourly({ data: { predictions: { label: undefined } } }))
    expect(labelColumn(derived)).toEqual(labelColumn(given))
    expect(derived.predictions!.label.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(derived.labels).toEqual({ from: "events", positives: 48, contradictions: [] })
    expect(said(derived)).toEqual([
      "predictions: Labels were derived from events and the horizon of 6 h: 1 where an event starts within it, none inside an event, else 0."
    ])
  })

  it("derived from events without a stop are 0 again after one step, and a note says so", async () => {
    const derived = await datasetOf(
      ward(),
      hourly({
        data: {
          predictions: { label: undefined },
          events: { from: "events.csv", patient: "pid", start: "start", timeUnit: "h" }
        }
      })
    )
    expect(labelColumn(derived).slice(24, 33)).toEqual([1, 1, 1, 1, 1, 1, -1, 0, 0])
    expect(said(derived)[0]).toContain("Events have no stop and last one step")
  })
})

describe("labels that contradict events and horizon are refused, with what they would fit", () => {
  const refusals: ReadonlyArray<readonly [name: string, ward: Ward, setting: Setting, said: ReadonlyArray<string>]> = [
    [
      "that go on after the onset",
      { label: (hour, onset) => (onset !== undefined && hour >= onset - 6 && hour <= onset + 6 ? "1" : "0") },
      {},
      [
        "56 of 104 positive steps contradict events and the horizon of 6 h: 53.8 % of the steps labelled 1",
        "32 labels are 1 inside an event: patient 0 at step 30, patient 1 at step 24, patient 2 at step 41",
        "24 labels are 1 after an event, with none within the horizon: patient 0 at step 34",
        "Label 1 goes on to 6 h after the onset, in 8 of 8 runs of label 1, as YAIB and PhysioNet 2019 label.",
        "or leave out data.predictions.label"
      ]
    ],
    [
      "of a horizon of 12 hours",
      { label: (hour, onset) => (during(4, hour, onset) ? "" : inHorizon(12)(hour, onset)) },
      {},
      [
        "48 of 96 positive steps contradict",
        "1 earlier than the horizon before an event",
        "Labels fit a horizon of 12 h, not 6 h: in 8 of 8 runs of label 1 that is where they begin, as far as the times of predictions can tell. Write horizon: 12 h"
      ]
    ],
    [
      "of a horizon of 2 hours",
      { label: (hour, onset) => (during(4, hour, onset) ? "" : inHorizon(2)(hour, onset)) },
      {},
      ["32 steps labelled 0 contradict events and the horizon of 6 h", "Labels fit a horizon of 2 h, not 6 h"]
    ],
    [
      "that are 0 inside events",
      { label: inHorizon(6) },
      {},
      [
        "32 steps labelled 0 contradict",
        "Labels are 0 inside events, where the patient is already in the event: blank them"
      ]
    ],
    [
      "of events a step earlier",
      { eventTime: (hour) => hour + 1 },
      {},
      ["Labels fit events that begin 1 h earlier than data.events says, in 8 of 8 runs of label 1."]
    ],
    [
      "that count the onset itself",
      {
        label: (hour, onset) =>
          onset !== undefined && hour > onset - 6 && hour <= onset ? "1" : during(4, hour, onset) ? "" : "0"
      },
      {},
      [
        "Labels fit events that begin 1 h later than data.events says",
        "Perhaps they count the step of the onset itself"
      ]
    ],
    [
      "of which the column says whether a patient is in an event",
      { label: (hour, onset) => (during(4, hour, onset) ? "1" : "0") },
      {},
      ["none of 8 events has a single positive step", "Labels are 1 from the onset on", "Use it as data.events.inEvent"]
    ],
    [
      "that are the other way round",
      { label: (hour, onset) => ({ "1": "0", "0": "1", "": "" })[right(hour, onset)]! },
      {},
      ["Labels are the other way round: 1 stands where 0 belongs."]
    ],
    [
      "of events in minutes that were read as hours",
      { eventTime: (hour) => hour * 60 },
      {},
      [
        "48 of 48 positive steps contradict",
        "By their labels, events are 60 times earlier than data.events says: data.predictions.timeUnit (h) or data.events.timeUnit (h) is wrong."
      ]
    ],
    [
      "of predictions in minutes that were read as hours",
      { predictionTime: (hour) => hour * 60 },
      {},
      ["By their labels, events are 60 times later than data.events says"]
    ],
    [
      "of times in minutes that were read as hours throughout",
      { predictionTime: (hour) => hour * 60, eventTime: (hour) => hour * 60 },
      {},
      [
        "Labels fit a horizon of 15 d, not 6 h",
        "Predictions are 2 d 12 h apart, so times are probably in min: write timeUnit: min for predictions and events."
      ]
    ],
    [
      "of steps that are shorter than timestep says",
      {
        predictionTime: (hour) => hour,
        label: (hour, onset) => (during(4, hour, onset) ? "" : inHorizon(12)(hour, onset))
      },
      {
        timestep: "1 h",
        horizon: "6 h",
        data: { predictions: { timeUnit: "step" }, events: { ...events, timeUnit: "step" } }
      },
      ["or, if the horizon is right and a step is 30 min, timestep: 30 min"]
    ],
    [
      "of other stays",
      { label: (hour, onset) => (onset === undefined && hour > 60 ? "1" : "0") },
      {},
      [
        "1 in a patient without an event",
        "Labels and events do not belong together: check that ids mean the same stays"
      ]
    ]
  ]

  it.each(refusals)("%s", async (_, sketch, setting, said) => {
    const message = await problemOf(ward(sketch), hourly(setting))
    for (const words of said) expect(message).toContain(words)
    expect(message).toContain("predictions (predictions.csv, column label)")
    expect(message).toContain("shows a patient's steps, labels and events.")
    expect(message).toContain('labels: { as: given, because: "..." }')
  })
})

describe("labels that contradict", () => {
  const goingOn: Ward = {
    label: (hour, onset) => (onset !== undefined && hour >= onset - 6 && hour <= onset + 6 ? "1" : "0")
  }

  it("are taken where the configuration says why, with the reason and what contradicts", async () => {
    const because = "YAIB's own labels are what was asked for"
    const dataset = await datasetOf(ward(goingOn), hourly({ labels: { as: "given", because } }))
    expect(dataset.labels).toEqual({
      from: "column",
      positives: 104,
      contradictions: [
        { kind: "positive-inside-event", steps: 32 },
        { kind: "positive-after-event", steps: 24 }
      ],
      because
    })
  })

  it("at up to 5 % of the positive steps are noted, without an id", async () => {
    // 48 positive steps: two more are 4 % of 50, three are 5.9 % of 51.
    const early = (more: number): Ward => ({
      label: (hour, onset) => (onset === 30 && hour >= 24 - more && hour < 24 ? "1" : right(hour, onset))
    })
    const noted = await datasetOf(ward(early(2)), hourly())
    expect(said(noted)).toEqual([
      "predictions: 2 of 50 positive steps contradict events and the horizon of 6 h: 2 labels are 1 earlier than the horizon before an event. They were taken as they are."
    ])
    expect(noted.notes[0]!.examples).toEqual(["patient 0 at step 22"])
    expect(noted.labels).toEqual({
      from: "column",
      positives: 50,
      contradictions: [{ kind: "positive-too-early", steps: 2 }]
    })
    expect(await problemOf(ward(early(3)), hourly())).toContain("3 of 51 positive steps contradict")
  })

  it("are those of the test split alone", async () => {
    const splits = `pid,split\n${onsets.map((_, i) => `${i},${i < 5 ? "test" : "train"}`).join("\n")}\n`
    const files = { ...ward(goingOn), "splits.csv": splits }
    const split = hourly({ data: { splits: { from: "splits.csv", patient: "pid", split: "split" } } })
    const message = await problemOf(files, split)
    expect(message).toContain("28 of 52 positive steps contradict")
  })

  it("by a step are right where times were moved onto the grid, of which labels know nothing", async () => {
    const late = ward({
      eventTime: (hour) => hour + 0.75,
      label: (hour, onset) => right(hour, onset === undefined ? undefined : onset + 0.75)
    })
    const floored = await datasetOf(late, hourly({ align: "floor" }))
    expect(floored.labels).toBeUndefined()
    expect(said(floored).filter((note) => note.includes("contradict"))).toEqual([])
  })

  it("without events are runs longer than the horizon, which are noted", async () => {
    const noted = await datasetOf(ward(goingOn), withoutEvents)
    expect(said(noted)).toEqual([
      "predictions: 8 runs of label 1 are longer than the horizon of 6 h (of 8 runs; 56 steps too many of 104 positive ones), which no event can explain. The usual length is 13 h. Labels may mean another horizon, or go on after the onset."
    ])
    expect(said(await datasetOf(ward(), withoutEvents))).toEqual([])
  })
})

describe("events without a prediction in their window", () => {
  it("are noted from 5 % of the events on", async () => {
    const until = (hours: number) => datasetOf(ward({ hours }), hourly())
    // The onset at 62 has its window from hour 56 on.
    expect(said(await until(56))).toEqual([
      "events: 1 of 8 events of the test split had no labelled prediction in the window before: nobody could be warned, and they count as missed. Check that predictions reach up to the events, and that both count time from the same beginning."
    ])
    expect(said(await until(57))).toEqual([])
  })
})
