import { loadavg } from "node:os"
import { NodeServices } from "@effect/platform-node"
import { AuditConfig, Cohorts, Detection } from "@fairward/core"
import { Sides } from "@fairward/metrics"
import { labelledSteps } from "@fairward/metrics/LabelledSteps"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import { benchmarkSet, configOf } from "./speed/BenchmarkSet.ts"
import { variantTimes } from "./variants/VariantTimes.ts"

const set = await benchmarkSet()
const before = loadavg()[0]!

const { sides, steps } = await Effect.runPromise(
  Effect.gen(function* () {
    const config = yield* AuditConfig.decode(configOf(set, 100, "of performance"))
    const dataset = yield* loadDataset(config, { base: "/" })
    const events = Detection.evaluableEvents(dataset)
    const { groupings } = yield* Cohorts.derive(dataset, config, events)
    return { steps: labelledSteps(dataset, events), sides: Sides.sidesOf(groupings, dataset.patients.splits.test) }
  }).pipe(Effect.provide(NodeServices.layer))
)

const times = variantTimes(steps, sides, 6)
const [shipped] = times
process.stdout.write(
  `${set.title}, one thread, CPU time, load ${before.toFixed(1)} before\n\n| way | ms per replicate | of shipped |\n| --- | ---: | ---: |\n`
)
for (const { deviation, millisecondsPerReplicate, variant } of times) {
  const ratio = (millisecondsPerReplicate / shipped!.millisecondsPerReplicate).toFixed(2)
  process.stdout.write(`| ${variant} | ${millisecondsPerReplicate.toFixed(1)} | ${ratio} |\n`)
  if (deviation !== null && deviation > 1e-9) throw new Error(`${variant}: its sums deviate by ${deviation}`)
}
