import type { Dataset } from "@fairward/core"
import { type ColumnTable, table } from "arquero"
import { offsetsOf } from "./offsets.ts"

type Column = Float64Array | Float32Array | Int32Array | Int8Array

/** The rows of these patients, one patient after the other. */
const rowsOf = (offsets: Uint32Array, order: ReadonlyArray<number>) => {
  const lengths = order.map((patient) => offsets[patient + 1]! - offsets[patient]!)
  const picked = offsetsOf(lengths)
  const of = <C extends Column>(column: C): C => {
    const Typed = column.constructor as new (length: number) => C
    const rows = new Typed(picked.at(-1)!)
    order.forEach((patient, i) => {
      rows.set(column.subarray(offsets[patient]!, offsets[patient + 1]!), picked[i]!)
    })
    return rows
  }
  return { offsets: picked, of }
}

/** The rows of these patients in a table of the configuration's own. */
const tableRowsOf = (own: ColumnTable, order: ReadonlyArray<number>): ColumnTable => {
  const rows = Map.groupBy(own.indices(), (row) => own.get("patient", row) as number)
  const taken = order.flatMap((patient, i) => (rows.get(patient) ?? []).map((row) => ({ i, row })))
  const columns = own
    .columnNames()
    .map((name) => [name, taken.map(({ i, row }) => (name === "patient" ? i : own.get(name, row)))] as const)
  return table(columns)
}

/**
 * The dataset of some of the patients, in this order, which is from then on that of their ids.
 *
 * @param order indices of patients, each once
 */
export const picked = (dataset: Dataset.DatasetShape, order: ReadonlyArray<number>): Dataset.DatasetShape => {
  const { attributions, events, models, patients, predictions, recognition, tables, timeseries } = dataset
  const place = new Map(order.map((patient, i) => [patient, i]))
  const ofSplit = (split: Dataset.Split) =>
    Uint32Array.from(patients.splits[split])
      .map((patient) => place.get(patient) ?? order.length)
      .filter((at) => at < order.length)
      .sort()
  const ids = order.map((patient) => patients.ids[patient]!).toSorted()
  const attributeColumns = patients.attributes.columnNames().map((name) => {
    const values = patients.attributes.array(name)
    return [name, order.map((patient) => values[patient])] as const
  })
  const predicted = predictions === undefined ? undefined : rowsOf(predictions.offsets, order)
  const happened = events === undefined ? undefined : rowsOf(events.offsets, order)
  const measured = timeseries === undefined ? undefined : rowsOf(timeseries.offsets, order)
  return {
    ...dataset,
    ...(tables === undefined
      ? {}
      : { tables: new Map([...tables].map(([name, own]) => [name, tableRowsOf(own, order)] as const)) }),
    patients: {
      count: order.length,
      ids,
      attributes: table(Object.fromEntries(attributeColumns)),
      splits: { test: ofSplit("test"), train: ofSplit("train") },
      isSplit: patients.isSplit,
      ...(patients.clusterOf === undefined
        ? {}
        : {
            clusterOf: Uint32Array.from(order, (patient) => patients.clusterOf![patient]!),
            personIds: patients.personIds!
          })
    },
    predictions:
      predictions === undefined || predicted === undefined
        ? undefined
        : {
            offsets: predicted.offsets,
            step: predicted.of(predictions.step),
            label: predicted.of(predictions.label),
            score: predicted.of(predictions.score)
          },
    ...(models === undefined || predicted === undefined
      ? {}
      : { models: { ...models, all: models.all.map((own) => ({ ...own, score: predicted.of(own.score) })) } }),
    ...(recognition === undefined
      ? {}
      : { recognition: { minutes: Float64Array.from(order, (patient) => recognition.minutes[patient]!) } }),
    events:
      events === undefined || happened === undefined
        ? undefined
        : { offsets: happened.offsets, start: happened.of(events.start), stop: happened.of(events.stop) },
    timeseries:
      timeseries === undefined || measured === undefined
        ? undefined
        : {
            offsets: measured.offsets,
            minutes: measured.of(timeseries.minutes),
            variables: new Map([...timeseries.variables].map(([name, values]) => [name, measured.of(values)]))
          },
    attributions:
      attributions === undefined
        ? undefined
        : {
            features: attributions.features,
            present: Uint8Array.from(order, (patient) => attributions.present[patient]!),
            values: Float64Array.from(
              order.flatMap((patient) => {
                const width = attributions.features.length
                return Array.from(attributions.values.subarray(patient * width, (patient + 1) * width))
              })
            )
          }
  }
}
