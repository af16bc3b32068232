import type { Split } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { hasType, noPatient } from "./columnChecks.ts"
import { canBeText, category } from "./expressions.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { counted, listed } from "./names.ts"
import { indexPatients, noteUnknownPatients, requireKnownPatients } from "./patientIndex.ts"
import { checkRows, joined } from "./rowChecks.ts"
import { openSource, type Source } from "./Source.ts"
import { sharedUint32 } from "./sortRows.ts"

export interface LoadedSplits {
  readonly source: Source
  readonly splits: Readonly<Record<Split, Uint32Array>>
}

export const shared = (indices: ReadonlyArray<number>) => {
  const array = sharedUint32(indices.length)
  array.set(indices)
  return array
}

const read = Effect.fnUntraced(function* (loading: Loading, source: Source, ids: ReadonlyArray<string>) {
  const config = loading.config.data.splits!
  const patient = source.columns.get(config.patient)!
  const split = source.columns.get(config.split)!
  const fit = [
    hasType(loading, source, patient, canBeText, "an id"),
    hasType(loading, source, split, canBeText, "the name of a split")
  ]
  if (fit.includes(false)) return undefined
  yield* indexPatients(loading, source, config.patient)
  yield* checkRows(loading, source, config.patient, [noPatient(patient)])
  yield* noteUnknownPatients(loading, source)
  const rows = yield* loading.database.rows(
    `select distinct m.idx as idx, ${category(split)} as split from ${joined(source, config.patient)} where m.idx is not null order by idx, split`
  )
  if (rows.length === 0) {
    yield* requireKnownPatients(loading, source, config.patient)
    return undefined
  }
  const named = new Map<string, Array<number>>()
  const conflicts: Array<number> = []
  const seen = new Uint8Array(ids.length)
  for (const row of rows) {
    const index = Number(row.idx)
    const name = row.split === null ? "" : String(row.split)
    if (seen[index] === 1) conflicts.push(index)
    seen[index] = 1
    const members = named.get(name) ?? []
    if (members.length === 0) named.set(name, members)
    members.push(index)
  }
  const where = `${source.title}, column ${config.split}`
  if (conflicts.length > 0) {
    loading.problems.push({
      table: "splits",
      where,
      problem: `${counted(conflicts.length, "patient is", "patients are")} in more than one split`,
      count: conflicts.length,
      examples: conflicts.slice(0, 3).map((index) => `patient ${ids[index]}`),
      remedy: "A patient belongs to one split: otherwise the model is audited on what it has learned from."
    })
  }
  const test = named.get(config.test) ?? []
  const train = named.get(config.train) ?? []
  if (test.length === 0) {
    loading.problems.push({
      table: "splits",
      where,
      problem: `no patient is in the split "${config.test}"`,
      count: 1,
      examples: [],
      remedy: `Name the value that means test by data.splits.test. Values of the column: ${listed([...named.keys()].filter((name) => name !== ""))}.`
    })
  }
  noteUnsplit(loading, named, seen)
  return { source, splits: { test: shared(test), train: shared(train) } }
})

/** Who is in neither split. */
const noteUnsplit = (loading: Loading, named: ReadonlyMap<string, ReadonlyArray<number>>, seen: Uint8Array) => {
  const { test, train } = loading.config.data.splits!
  const note = (message: Message.Message, examples?: ReadonlyArray<string>) =>
    loading.notes.push({ table: "splits", message, ...(examples === undefined ? {} : { examples }) })
  if (!named.has(train)) note(Message.of`No patient is in the split "${Message.name(train)}".`)
  const unsplit = named.get("")?.length ?? 0
  if (unsplit > 0) {
    note(Message.of`${Message.count(unsplit, "patient")} with no split: in neither test nor train.`)
  }
  const others = [...named].filter(([name]) => name !== "" && name !== test && name !== train)
  if (others.length > 0) {
    const patients = others.reduce((count, [, members]) => count + members.length, 0)
    note(
      Message.of`${Message.count(patients, "patient")} with another split than "${Message.name(test)}" or "${Message.name(train)}": in neither test nor train.`,
      others.slice(0, 3).map(([name, members]) => `${counted(members.length, "patient")} with the split "${name}"`)
    )
  }
  const missing = seen.reduce((count, value) => count + (1 - value), 0)
  if (missing > 0) {
    note(
      Message.of`${Message.count(missing, "patient")} without a row in the table of splits: in neither test nor train.`
    )
  }
}

/** Reads which patients are in the test and in the train split. */
export const loadSplits = Effect.fnUntraced(function* (loading: Loading, ids: ReadonlyArray<string>) {
  const config = loading.config.data.splits!
  const required = [...new Set([config.patient, config.split])]
  const source = yield* openSource(loading, "splits", { source: config, required, all: false })
  return source === undefined
    ? undefined
    : yield* read(loading, source, ids).pipe(orProblem(loading, "splits", source.title))
})
