/**
 * What comes out of odd inputs, kills, full disks and hostile findings: no defect, no mixture, no leak, no earlier report lost,
 * no hang. See the README.
 */
import { writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import { fullDisks } from "./torture/FullDisks.ts"
import { findingsOf, hostileTrials } from "./torture/HostileFindings.ts"
import { kills } from "./torture/Kills.ts"
import { oddTrials } from "./torture/OddTrials.ts"
import * as Pool from "./torture/Pool.ts"
import { base, filesOf, withSetting } from "./torture/Project.ts"
import { randomTrial } from "./torture/RandomTrial.ts"
import { Tally } from "./torture/Tally.ts"
import { fill, inFolder, type Trial, tryOut } from "./torture/Trial.ts"

const parts = ["odd", "random", "kills", "disk", "hostile"] as const
const { values } = parseArgs({
  options: {
    part: { type: "string", multiple: true, default: [...parts] },
    only: { type: "string" },
    seed: { type: "string", default: "1" },
    random: { type: "string", default: "5000" },
    kills: { type: "string", default: "200" },
    disk: { type: "string", default: "20" },
    hostile: { type: "string", default: "500" },
    jobs: { type: "string", default: String(availableParallelism()) },
    json: { type: "string" }
  }
})

const hangSeconds = 300
const seed = Number(values.seed)
const jobs = Number(values.jobs)
const pool = Pool.open(jobs, hangSeconds)
const tally = new Tally()
const wanted = (part: (typeof parts)[number]) => values.part.includes(part)

/** With verdicts, which policies are held against. */
const judged = withSetting(withSetting(base, ["verdictMinimum"], 2), ["resampling"], { replicates: 1000 })

/** What a command prints about the base project. */
const printed = (...args: ReadonlyArray<string>) =>
  inFolder(async (folder) => {
    fill(folder, filesOf(base))
    return (await pool.run({ folder, args })).stdout
  })

const tryAll = async (part: string, trials: Iterable<Trial>) => {
  const queue = Array.from(trials).filter(
    ({ family, name }) => values.only === undefined || `${family} ${name}`.includes(values.only)
  )
  const next = queue[Symbol.iterator]()
  const work = async () => {
    for (const trial of next) tally.add(part, await tryOut(pool, trial))
  }
  await Promise.all(Array.from({ length: jobs }, work))
}

const countOf = (part: "random" | "kills" | "disk" | "hostile") =>
  Array.from({ length: Number(values[part]) }, (_, i) => i)

if (wanted("odd")) await tryAll("odd", oddTrials(await printed("schema"), await findingsOf(pool, judged)))
if (wanted("random"))
  await tryAll(
    "random",
    countOf("random").map((i) => randomTrial(seed + i))
  )
if (wanted("hostile")) await tryAll("hostile", await hostileTrials(pool, seed, Number(values.hostile)))
if (wanted("kills")) for await (const verdict of kills(seed, Number(values.kills))) tally.add("kills", verdict)
if (wanted("disk")) for await (const verdict of fullDisks(Number(values.disk))) tally.add("disk", verdict)
pool.close()

process.stdout.write(`${tally.table()}\n`)
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(tally.summary(), null, 2))
if (tally.defects > 0) process.exitCode = 1
