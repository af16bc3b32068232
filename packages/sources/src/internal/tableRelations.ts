/** What tables and settings ask of each other. */
import { type Attributions, type Predictions, tableInput } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import type { Loading } from "./Loading.ts"
import { listed } from "./names.ts"

export const refuseEventsWithoutTime = (loading: Loading) => {
  loading.problems.push({
    table: "events",
    where: loading.config.data.events!.from,
    problem: "events are given, but predictions without time",
    count: 1,
    examples: [],
    remedy: "Name the predictions' column of time (data.predictions.time), or leave out data.events."
  })
}

export const refuseRecognitionWithoutTime = (loading: Loading) => {
  loading.problems.push({
    table: "recognition",
    where: loading.config.data.recognition!.from,
    problem: "times of recognition are given, but predictions without time",
    count: 1,
    examples: [],
    remedy: "Name the predictions' column of time (data.predictions.time), or leave out data.recognition."
  })
}

/** Tables whose times are points of time, with what they are read from. */
const timestampTables = ({ config: { data } }: Loading) => {
  const { attributions, events, predictions, recognition, tables = {}, timeseries } = data
  const own = Object.fromEntries(Object.entries(tables).map(([name, source]) => [tableInput(name), source]))
  return Object.entries({ predictions, events, timeseries, attributions, recognition, ...own }).flatMap(
    ([table, source]) =>
      source?.timeUnit === "timestamp" && (table === "events" || source.time !== undefined)
        ? [{ table, from: source.from }]
        : []
  )
}

/** Whether points of time can be counted from an admission or, without a grid, the first prediction. */
export const hasOrigin = (loading: Loading) => {
  const [first, ...others] = timestampTables(loading)
  if (first === undefined || loading.config.data.patients.admission !== undefined) return true
  if (loading.origin === "the first prediction") return true
  loading.problems.push({
    table: first.table,
    where: first.from,
    problem: `has timeUnit: timestamp${others.length === 0 ? "" : `, as ${listed(others.map(({ table }) => table))}`}, but nothing says when patients were admitted`,
    count: 1,
    examples: [],
    remedy: loading.irregular
      ? "Name the column of admission by data.patients.admission."
      : "Name the column of admission by data.patients.admission; or, where predictions have no fixed distance, leave timestep out: times are then kept to the minute and counted from each patient's first prediction."
  })
  return false
}

export const refuseStepsWithoutTimestep = (loading: Loading) => {
  const { timeseries } = loading.config.data
  if (loading.config.timestep !== undefined || timeseries?.timeUnit !== "step") return
  loading.problems.push({
    table: "timeseries",
    where: `${timeseries.from}, column ${timeseries.time}`,
    problem: "has timeUnit: step, but the configuration no timestep",
    count: 1,
    examples: [],
    remedy: "Set timestep, such as 5 min, or the unit that the column counts (timeUnit: min)."
  })
}

const noteWithout = (
  loading: Loading,
  table: "predictions" | "attributions",
  without: Uint32Array,
  ids: ReadonlyArray<string>
) => {
  if (without.length === 0) return
  loading.notes.push({
    table,
    message: Message.of`${Message.count(without.length, "patient")} of the test split without ${table}.`,
    examples: [...without.subarray(0, 3)].map((i) => `patient ${ids[i]}`)
  })
}

export const checkTestPatients = (
  loading: Loading,
  ids: ReadonlyArray<string>,
  test: Uint32Array,
  predictions: Predictions | undefined,
  attributions: Attributions | undefined
) => {
  if (attributions !== undefined)
    noteWithout(
      loading,
      "attributions",
      test.filter((i) => attributions.present[i] === 0),
      ids
    )
  if (predictions === undefined) return
  const without = test.filter((i) => predictions.offsets[i] === predictions.offsets[i + 1])
  if (without.length < test.length) return noteWithout(loading, "predictions", without, ids)
  if (loading.problems.some(({ table }) => table === "predictions")) return
  loading.problems.push({
    table: "predictions",
    where: loading.config.data.predictions.from,
    problem: "no patient of the test split has predictions",
    count: without.length,
    examples: [...without.subarray(0, 3)].map((i) => `patient ${ids[i]}`),
    remedy: "Check data.splits (is test the right value?), and that ids are written alike in both tables."
  })
}
