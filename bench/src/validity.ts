import { mkdirSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { NodeRuntime } from "@effect/platform-node"
import { Compute } from "@fairward/core"
import { Effect } from "effect"
import { cells } from "./validity/Cells.ts"
import { dataSetsOf, type Header } from "./validity/Plan.ts"
import { run } from "./validity/Run.ts"
import { cellCounts } from "./validity/Summary.ts"

const { values } = parseArgs({
  options: {
    "data-sets": { type: "string" },
    cells: { type: "string" },
    seed: { type: "string", default: "1" },
    part: { type: "string", default: "1/1" },
    workers: { type: "string", default: String(availableParallelism()) },
    out: { type: "string" }
  }
})

const say = (line: string) => Effect.sync(() => void process.stdout.write(`${line}\n`))
const chosen = values.cells === undefined ? cells : cells.filter(({ id }) => values.cells!.split(",").includes(id))
const [part, parts] = values.part.split("/").map(Number)
const header: Header = { part: part!, parts: parts!, seed: Number(values.seed), dataSets: dataSetsOf(chosen, Number(values["data-sets"] ?? Infinity)) }
NodeRuntime.runMain(
  run(header, (done, of) => (done % 20 === 0 || done === of ? say(`${done} of ${of}`) : Effect.void)).pipe(
    Effect.flatMap((lines) =>
      Effect.sync(() => {
        if (values.out !== undefined) {
          mkdirSync(values.out, { recursive: true })
          writeFileSync(join(values.out, `part-${part}-of-${parts}.jsonl`), [header, ...lines].map((l) => `${JSON.stringify(l)}\n`).join(""))
        }
        for (const { id, targets } of chosen) {
          const own = lines.filter(({ cell }) => cell === id)
          if (own.length === 0) continue
          for (const a of cellCounts(id, targets, own).audits) for (const s of a.stages) {
            const sec = own.map(({ audits }) => audits[targets.indexOf(a.target)]!.seconds[s.stage]!).reduce((x, y) => x + y, 0) / own.length
            console.log(id, a.target, s.stage, `${s.off}/${s.dataSets}`, s.judged, sec.toFixed(2), JSON.stringify(s.metrics), s.asked.length ? JSON.stringify(s.asked) : "")
          }
        }
      })
    ),
    Effect.provide(Compute.Compute.layer(Number(values.workers)))
  )
)
