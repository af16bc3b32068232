import { Dataset, Resamples } from "@fairward/core"
import { Context, Effect, Layer } from "effect"
import { type Fixture, services } from "../Fixture.ts"
import { picked } from "./picked.ts"

/** The finaliser of a 32-bit hash: neighbours become strangers. */
const mixed = (i: number): number => {
  const word = Math.imul((i + 1) ^ ((i + 1) >>> 16), 0x85ebca6b)
  return (word ^ (word >>> 13)) >>> 0
}

/** A fixed rearrangement of 0 .. count - 1. */
const orderOf = (count: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, i) => i).toSorted((a, b) => mixed(a) - mixed(b) || a - b)

/** Replicates in which every patient is drawn as often as before, at the patient's new place. */
const moved = (replicates: Resamples.Replicates, order: ReadonlyArray<number>): Resamples.Replicates => {
  const place = new Map(order.map((patient, i) => [patient, i]))
  const { clusterOf, count, multiplicities, patients } = replicates
  const n = patients.length
  const places = Array.from(patients, (patient) => place.get(patient)!)
  const columns = Array.from({ length: n }, (_, i) => i).toSorted((a, b) => places[a]! - places[b]!)
  const rearranged = new Uint8Array(new SharedArrayBuffer(n * count))
  for (let b = 0; b < count; b++) {
    columns.forEach((column, i) => {
      rearranged[b * n + i] = multiplicities[b * n + column]!
    })
  }
  return {
    patients: Uint32Array.from(columns, (column) => places[column]!),
    count,
    multiplicities: rearranged,
    ...(clusterOf === undefined ? {} : { clusterOf: Uint32Array.from(columns, (column) => clusterOf[column]!) })
  }
}

/** The services of a fixture whose patients stand in another order, each drawn as often as before. */
export const reordered = Effect.fnUntraced(function* (fixture: Fixture) {
  const order = orderOf(fixture.dataset.patients.count)
  const dataset = picked(fixture.dataset, order)
  const before = yield* Effect.scoped(Layer.build(services(fixture)))
  const context = yield* Effect.scoped(Layer.build(services({ ...fixture, dataset })))
  const drawn = Context.get(before, Resamples.Resamples)
  const replicates = { test: moved(yield* drawn.of("test"), order), train: moved(yield* drawn.of("train"), order) }
  return context.pipe(
    Context.add(Dataset.Dataset, dataset),
    Context.add(Resamples.Resamples, { ...drawn, of: (split) => Effect.succeed(replicates[split]) })
  )
})
