/**
 * Processes killed, or interrupted as by Ctrl-C, at every operation on the files that they write, and spread over what they
 * do before.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as NodeServices from "@fairward/cli/NodeServices"
import * as Outputs from "@fairward/cli/Outputs"
import { Effect } from "effect"
import { draws } from "../Draw.ts"
import { terminalFaults } from "./Criteria.ts"
import { type Fault, faulted, type Happening } from "./Faulted.ts"
import type { Ended } from "./Pool.ts"
import { base, filesOf, withSetting } from "./Project.ts"
import { earlierSet, fill, inFolder, outputsOf, type Verdict } from "./Trial.ts"

const phases = ["start", "stages", "drawing"] as const
type Phase = (typeof phases)[number]

/** The line that begins each phase, and the one that ends it. */
const lines: Readonly<Record<Phase, readonly [string, string]>> = {
  start: ["", "Reading the data: done"],
  stages: ["Reading the data: done", "Drawing the report ..."],
  drawing: ["Drawing the report ...", "Drawing the report: done"]
}

const project = filesOf(withSetting(base, ["stages"], { performance: {}, missingness: {} }))
const args = ["audit", "--format", "html"]
const written = ["report.html", "findings.json", "fairward.log"]

/** Seconds at which each phase began and ended, and the operations of writing. */
const cleanRun = () =>
  inFolder(async (folder) => {
    fill(folder, project)
    fill(join(folder, "out"), earlierSet)
    const at = new Map<string, number>()
    const began = performance.now()
    const counts = join(folder, "counts")
    const ended = await faulted(folder, args, {
      fault: { folder: "/out", when: "before", signal: "SIGKILL", counts },
      onStderr: (stderr) => {
        for (const line of Object.values(lines).flat()) {
          if (stderr.includes(line) && !at.has(line)) at.set(line, (performance.now() - began) / 1000)
        }
      }
    })
    if (ended.code !== 0) throw new Error(ended.stderr)
    const span = (phase: Phase) => {
      const [first, last] = lines[phase].map((line) => at.get(line) ?? 0)
      return phase === "start" ? last! : last! - first!
    }
    return {
      seconds: Object.fromEntries(phases.map((phase) => [phase, span(phase)])) as Record<Phase, number>,
      operations: readFileSync(counts, "utf8").trim().split("\n")
    }
  })

const isWhole = (folder: string, names: ReadonlyArray<string>, isEarlier: boolean) => {
  const outputs = outputsOf(folder)
  return (
    Object.keys(outputs).sort().join() === [...names].sort().join() &&
    names.every((name) => (outputs[name]!.toString() === earlierSet[name]) === isEarlier)
  )
}

const setOf = (folder: string): "earlier" | "new" | "neither" =>
  isWhole(folder, Object.keys(earlierSet), true) ? "earlier" : isWhole(folder, written, false) ? "new" : "neither"

/** What is wrong with an output folder in which a process died, and after the next has looked at it. */
const faultsAfter = async (out: string, ended: Ended, isInterrupt: boolean): Promise<ReadonlyArray<string>> => {
  const outputs = outputsOf(out)
  const old = Object.keys(outputs).filter((name) => outputs[name]!.toString() === earlierSet[name])
  const fresh = Object.keys(outputs).filter((name) => !old.includes(name))
  const before = setOf(out)
  const faults = [
    ...(old.length > 0 && fresh.length > 0 ? [`mixture: earlier ${old.join()}, new ${fresh.join()}`] : []),
    ...("findings.json" in outputs && before === "neither" ? ["findings without their set"] : []),
    ...(isInterrupt ? claims(ended, before) : [])
  ]
  await Effect.runPromise(Effect.provide(Outputs.recover(out), NodeServices.layer) as Effect.Effect<void>)
  const hidden = readdirSync(out).filter((name) => name.startsWith("."))
  return [
    ...faults,
    ...(setOf(out) === "neither" ? [`lost: after recovery there are ${Object.keys(outputsOf(out)).join()}`] : []),
    ...hidden.map((name) => `left behind: ${name}`)
  ]
}

/** What Ctrl-C says must be so. */
const claims = ({ stderr }: Ended, set: "earlier" | "new" | "neither"): ReadonlyArray<string> => {
  const said = stderr.trim().split("\n").at(-1)!
  if (said.includes("No file was written or changed"))
    return set === "earlier" ? [] : [`"${said}", but the set is ${set}`]
  if (said.includes("are complete")) return set === "new" ? [] : [`"${said}", but the set is ${set}`]
  return set === "new" ? [] : [`interrupted without a word: ${said}`]
}

const tried = (family: string, name: string, happening: Happening, isInterrupt: boolean): Promise<Verdict> =>
  inFolder(async (folder) => {
    const out = join(folder, "out")
    fill(folder, project)
    fill(out, earlierSet)
    const ended = await faulted(folder, args, happening)
    const defects = [...(await faultsAfter(out, ended, isInterrupt)), ...terminalFaults(ended, project)]
    return { trial: { family, name, files: project }, ended, defects }
  })

const signalOf = (i: number): Fault["signal"] => (i % 4 === 3 ? "SIGINT" : "SIGKILL")

/** `count` kills: half of them in writing, at every operation in turn, before it, in its middle and after it. */
export async function* kills(seed: number, count: number): AsyncGenerator<Verdict> {
  const { operations, seconds } = await cleanRun()
  const draw = draws(seed)
  const inWriting = Math.ceil(count / 2)
  const places = operations.flatMap((name, at) =>
    (name === "write" ? (["before", "half", "after"] as const) : (["before", "after"] as const)).map((when) => ({
      at,
      name,
      when
    }))
  )
  for (let i = 0; i < inWriting; i++) {
    const { at, name, when } = places[Math.floor((i * places.length) / inWriting) % places.length]!
    const signal = i >= places.length || signalOf(i) === "SIGINT" ? signalOf(i) : "SIGKILL"
    yield await tried(
      "writing",
      `${signal} ${when} operation ${at}, ${name}`,
      { fault: { folder: "/out", at, when, signal } },
      signal === "SIGINT"
    )
  }
  for (let i = 0; i < count - inWriting; i++) {
    const phase = phases[i % phases.length]!
    const share = (Math.floor(i / phases.length) + draw.share()) / Math.ceil((count - inWriting) / phases.length)
    const signal = signalOf(Math.floor(i / phases.length))
    const [line] = lines[phase]
    let isSet = false
    const strike = (stderr: string, child: { kill: (signal: NodeJS.Signals) => boolean }) => {
      if (isSet || !stderr.includes(line)) return
      isSet = true
      setTimeout(() => child.kill(signal), share * seconds[phase] * 1000)
    }
    yield await tried(
      phase,
      `${signal} after ${(100 * share).toFixed(0)} % of it`,
      { onStderr: strike },
      signal === "SIGINT"
    )
  }
}
