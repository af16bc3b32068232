/**
 * The benchmark set L, and how it is audited.
 */
import { existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Parameters, Simulation } from "@fairward/simulator"

/** Beside the repository, where the reference tool was timed on it. */
const beside = fileURLToPath(new URL("../../../../shared/data/bench-L", import.meta.url))

export interface BenchmarkSet {
  readonly title: string
  readonly folder: string
  readonly time: string
  readonly score: string
  readonly splits: string
  readonly timeseries: { readonly time: string; readonly timeUnit: string }
  readonly groupings: Readonly<Record<string, unknown>>
}

const given: BenchmarkSet = {
  title: "set L",
  folder: beside,
  time: "time_index",
  score: "score",
  splits: "patients",
  timeseries: { time: "time_index", timeUnit: "step" },
  groupings: {
    sex: { column: "sex" },
    age_group: { column: "age_group" },
    APACHE_group: { column: "APACHE_group" },
    surgical_status: { column: "surgical_status" }
  }
}

const simulated: BenchmarkSet = {
  title: "the simulator's set of the size of L",
  folder: join(tmpdir(), "fairward-bench-L"),
  time: "step",
  score: "seed_0",
  splits: "splits",
  timeseries: { time: "minutes", timeUnit: "min" },
  groupings: {
    sex: { column: "sex" },
    age_group: { column: "age", bins: [50, 65, 75, 85] },
    admission_reason: { column: "admission_reason" },
    surgical_status: { column: "surgical_status" }
  }
}

/** Set L if it is there, else its like, simulated once into the temporary folder of the system. */
export const benchmarkSet = async (): Promise<BenchmarkSet> => {
  if (existsSync(join(beside, "predictions.parquet"))) return given
  // The attributions are written last: without them the simulation was interrupted.
  if (!existsSync(join(simulated.folder, "attributions.parquet"))) {
    await Simulation.write(Simulation.simulate(Parameters.large), simulated.folder)
  }
  return simulated
}

/** The audit's configuration as it would stand in `fairward.yaml`; `tables`: also those that other stages need. */
export const configOf = (
  { folder, groupings, score, splits, time, timeseries, title }: BenchmarkSet,
  replicates: number,
  tables: "of performance" | "all"
): Record<string, unknown> => {
  const from = (name: string) => ({ from: join(folder, `${name}.parquet`), patient: "patient_id" })
  return {
    title: `Benchmark on ${title}`,
    timestep: "5 min",
    horizon: "12 h",
    data: {
      predictions: { ...from("predictions"), time, label: "label", score },
      patients: from("patients"),
      events: { ...from("events"), start: "start", stop: "stop" },
      splits: { ...from(splits), split: "split" },
      ...(tables === "all"
        ? { timeseries: { ...from("timeseries"), ...timeseries }, attributions: from("attributions") }
        : {})
    },
    threshold: { metric: "event-recall", value: 0.8 },
    groupings,
    resampling: { replicates, seed: 42 }
  }
}
