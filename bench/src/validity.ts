import { writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { NodeRuntime } from "@effect/platform-node"
import { Compute } from "@fairward/core"
import { Effect } from "effect"
import { criteria, type Plan, type Validity, validity, wholePlan } from "./validity/Validity.ts"
import { validityPage } from "./validity/ValidityPage.ts"

const page = fileURLToPath(new URL("../../docs/validity.md", import.meta.url))

const { values } = parseArgs({
  options: {
    "data-sets": { type: "string" },
    workers: { type: "string", default: String(availableParallelism()) },
    out: { type: "string" },
    json: { type: "string" }
  }
})

const wholeNumber = (name: string, text: string): number => {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1) return number
  throw new RangeError(`--${name} is ${text}, but must be a whole number of 1 or more`)
}

const dataSets = values["data-sets"] === undefined ? undefined : wholeNumber("data-sets", values["data-sets"])
const plan: Plan =
  dataSets === undefined ? wholePlan : { ...wholePlan, nullDataSets: dataSets, plantedDataSets: dataSets }
const out = values.out ?? (dataSets === undefined ? page : undefined)

const say = (line: string) => Effect.sync(() => void process.stdout.write(`${line}\n`))

const conclude = Effect.fnUntraced(function* (measured: Validity) {
  yield* say(`\n${validityPage(measured)}`)
  if (out !== undefined) {
    yield* Effect.sync(() => writeFileSync(out, validityPage(measured)))
    yield* say(`Written to ${out}`)
  }
  const { json } = values
  if (json !== undefined) yield* Effect.sync(() => writeFileSync(json, `${JSON.stringify(measured)}\n`))
  const all = criteria(measured)
  for (const { claim, holds, measured: value } of all)
    yield* say(`${holds ? "holds" : "FAILS"}  ${value.toFixed(3)}  ${claim}`)
  if (all.some(({ holds }) => !holds)) {
    yield* Effect.sync(() => {
      process.exitCode = 1
    })
  }
})

NodeRuntime.runMain(
  validity(plan, ({ title }, done, of) =>
    done % Math.max(1, Math.round(of / 20)) === 0 || done === of
      ? say(`${title}: ${done} of ${of} data sets`)
      : Effect.void
  ).pipe(Effect.flatMap(conclude), Effect.provide(Compute.Compute.layer(wholeNumber("workers", values.workers))))
)
