import { availableParallelism, loadavg } from "node:os"
import { parseArgs } from "node:util"
import { benchmarkSet, configOf } from "./speed/BenchmarkSet.ts"
import { type Measured, measured, measuredAudit } from "./speed/Measurement.ts"
import { type Row, speedTable } from "./speed/SpeedTable.ts"

const { values } = parseArgs({
  options: {
    repeat: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    check: { type: "boolean", default: false }
  }
})

const repeat = Number(values.repeat)
if (!Number.isInteger(repeat) || repeat < 1) throw new RangeError(`--repeat is ${values.repeat}, but must be 1 or more`)

const cores = availableParallelism()
const set = await benchmarkSet()
const config = (replicates: number) => configOf(set, replicates, "of performance")
const stage = (replicates: number, { everyPatient = 1, workers = cores } = {}) =>
  measured({ kind: "stage", config: config(replicates), workers, everyPatient })
const parts = (replicates: number) =>
  measured({ kind: "parts", config: config(replicates), workers: 1, everyPatient: 1 })
const load = (tables: "of performance" | "all") =>
  measured({ kind: "load", config: configOf(set, 100, tables), workers: 1, everyPatient: 1 })

/** The fastest of several runs: whatever else the machine does can only add time. */
const best = async <M extends Omit<Measured, "rows">>(times: number, run: () => Promise<M>): Promise<M> => {
  const runs: Array<M> = []
  for (let i = 0; i < times; i++) runs.push(await run())
  return runs.reduce((a, b) => (b.seconds < a.seconds ? b : a))
}

/** `replicates`: how many went through the stage, for the throughput. */
const plan: ReadonlyArray<
  Omit<Row, "measured"> & { readonly times: number; readonly run: () => Promise<Row["measured"]> }
> = [
  { what: "load predictions, patients, events", budget: 1, times: repeat, run: () => load("of performance") },
  { what: "load all tables", times: repeat, run: () => load("all") },
  {
    what: "performance, 100 replicates",
    budget: 4,
    replicates: 100,
    famews: true,
    times: repeat,
    run: () => stage(100)
  },
  { what: "performance, 1,000 replicates", budget: 35, replicates: 1000, times: 1, run: () => stage(1000) },
  { what: "performance, 100, one worker", replicates: 100, times: 1, run: () => stage(100, { workers: 1 }) },
  { what: "performance, 1,000, one worker", replicates: 1000, times: 1, run: () => stage(1000, { workers: 1 }) },
  { what: "parts of it in one thread, 100", times: 1, run: () => parts(100) },
  { what: "parts of it in one thread, 1,000", times: 1, run: () => parts(1000) },
  {
    what: "performance, 100, every second patient",
    replicates: 100,
    times: repeat,
    run: () => stage(100, { everyPatient: 2 })
  },
  {
    what: "whole audit with PDF, 100 replicates",
    budget: 15,
    times: repeat,
    run: () => measuredAudit(configOf(set, 100, "all"), cores)
  }
]

const rows: Array<Row> = []
const loadBefore = loadavg()[0]!
for (const { run, times, ...row } of plan) {
  process.stderr.write(`${row.what} ...\n`)
  rows.push({ ...row, measured: await best(times, run) })
}

if (!values.json) {
  const busy =
    loadBefore > 1.5
      ? `; the load was ${loadBefore.toFixed(1)} before, so wall times are too long: look at the CPU times`
      : ""
  process.stdout.write(`\n${set.title}, ${cores} cores, Node ${process.version}${busy}\n\n${speedTable(rows)}\n`)
}
process.stdout.write(
  `${JSON.stringify({ set: set.title, cores, node: process.version, load: loadBefore, rows }, null, 2)}\n`
)

const isOver = ({ budget, measured: { peakMegabytes, seconds } }: Row) =>
  (budget !== undefined && seconds > budget) || peakMegabytes > 1200
if (values.check && rows.some(isOver)) process.exitCode = 1
