import { mkdtempSync, writeFileSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { NodeRuntime } from "@effect/platform-node"
import { Compute } from "@fairward/core"
import { Effect } from "effect"
import { plantedPerformance } from "./validity/Cells.ts"
import { criteria } from "./validity/Criteria.ts"
import { page } from "./validity/Page.ts"
import * as Parts from "./validity/Parts.ts"
import { dataSetsOf, type Header, planSeed } from "./validity/Plan.ts"
import { plots } from "./validity/Plots.ts"
import { costs, summary } from "./validity/Summary.ts"
import { trueDifferences } from "./validity/Truths.ts"
import truths from "./validity/truths.json" with { type: "json" }

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const { values } = parseArgs({
  options: {
    coins: { type: "string" },
    "data-sets": { type: "string" },
    cells: { type: "string" },
    seed: { type: "string", default: String(planSeed) },
    part: { type: "string", default: "1/1" },
    workers: { type: "string", default: String(availableParallelism()) },
    out: { type: "string" },
    merge: { type: "string" },
    truths: { type: "boolean", default: false }
  }
})

const wholeNumber = (name: string, text: string | undefined): number => {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1) return number
  throw new RangeError(`--${name} is ${text}, but must be a whole number of 1 or more`)
}

const headerOf = (): Header => {
  const [part, parts] = values.part.split("/").map((text) => wholeNumber("part", text))
  if (parts === undefined || part! > parts)
    throw new RangeError(`--part is ${values.part}, but must be i/n, i from 1 to n`)
  const kind = values.coins === undefined ? "simulated" : "coins"
  const all = Parts.cellsOf(kind)
  const named = values.cells?.split(",")
  const unknown = named?.filter((id) => !all.some((cell) => cell.id === id)) ?? []
  if (unknown.length > 0) {
    throw new RangeError(`No cell ${unknown.join(", ")}; there are ${all.map(({ id }) => id).join(", ")}`)
  }
  const chosen = all.filter(({ id }) => named?.includes(id) ?? true)
  const atMost = values["data-sets"]
  const dataSets = dataSetsOf(chosen, atMost === undefined ? undefined : wholeNumber("data-sets", atMost))
  return { kind, part: part!, parts, seed: wholeNumber("seed", values.seed), dataSets }
}

const say = (line: string) => Effect.sync(() => void process.stdout.write(`${line}\n`))

/** Runs of other data sets than the plan's leave the page alone. */
const arePlan = (headers: ReadonlyArray<Header>): boolean =>
  [...Map.groupBy(headers, ({ kind }) => kind)].every(([kind, own]) => {
    const dataSets = Object.assign({}, ...own.map((header) => header.dataSets)) as Header["dataSets"]
    return Parts.cellsOf(kind).every((cell) => dataSets[cell.id] === cell.dataSets)
  }) && headers.every(({ seed }) => seed === planSeed)

const conclude = Effect.fnUntraced(function* (folder: string) {
  const runs = Parts.merged(folder)
  const found = summary(runs)
  for (const [cell, stage, seconds] of costs(runs)) yield* say(`${seconds.toFixed(2)} s  ${cell}  ${stage}`)
  yield* say(`\n${page(found)}`)
  if (arePlan(runs.map(({ header }) => header))) {
    const pictures = yield* Effect.promise(() => plots(found))
    yield* Effect.sync(() => {
      writeFileSync(root("bench/validity.json"), `${JSON.stringify(found, null, 2)}\n`)
      writeFileSync(root("docs/validity.md"), page(found))
      for (const [name, svg] of Object.entries(pictures)) writeFileSync(root(`docs/images/${name}`), svg)
    })
    yield* say("Written to docs/validity.md")
  }
  const all = criteria(found)
  for (const { claim, holds, measured } of all)
    yield* say(`${holds ? "holds" : "FAILS"}  ${measured.toFixed(3)}  ${claim}`)
  if (all.some(({ holds }) => !holds)) process.exitCode = 1
})

const runPart = Effect.fnUntraced(function* () {
  const header = headerOf()
  const folder = values.out ?? mkdtempSync(join(tmpdir(), "fairward-validity-"))
  const shared = values.coins === undefined ? {} : { configuration: values.coins }
  const lines = yield* Parts.run(header, shared, (done, of) =>
    done % Math.max(1, Math.round(of / 20)) === 0 || done === of ? say(`${done} of ${of} data sets`) : Effect.void
  )
  yield* say(`Written to ${Parts.write(folder, header, lines)}`)
  if (header.parts === 1 && header.kind === "simulated") yield* conclude(folder)
})

const findTruths = Effect.fnUntraced(function* () {
  const found: Record<string, Readonly<Record<string, number>>> = { ...truths }
  for (const one of plantedPerformance.filter(({ id }) => values.cells?.split(",").includes(id) ?? true)) {
    found[one.id] = yield* trueDifferences(one, { populations: 4, scale: 40 })
    yield* say(`${one.id}: ${JSON.stringify(found[one.id])}`)
  }
  writeFileSync(root("bench/src/validity/truths.json"), `${JSON.stringify(found, null, 2)}\n`)
})

NodeRuntime.runMain(
  (values.truths ? findTruths() : values.merge === undefined ? runPart() : conclude(values.merge)).pipe(
    Effect.provide(Compute.Compute.layer(wholeNumber("workers", values.workers)))
  )
)
