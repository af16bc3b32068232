/**
 * Preloaded into a process: counts what it does to the files of its output folder, and kills or interrupts it at one of
 * these operations. `FAIRWARD_FAULT` is a {@link Fault} as JSON.
 */
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { resolve } from "node:path"
import type { Fault } from "./Faulted.ts"

const fault = JSON.parse(process.env.FAIRWARD_FAULT!) as Fault
const opened = new Set<number>()
let count = 0

const strike = () => {
  process.kill(process.pid, fault.signal)
}

const isOfOutput = (target: unknown) =>
  typeof target === "number" ? opened.has(target) : typeof target === "string" && resolve(target).includes(fault.folder)

type Callback = (...args: Array<unknown>) => unknown

const watch = (name: "rename" | "mkdir" | "mkdtemp" | "open" | "write" | "fsync" | "rm" | "unlink" | "rmdir") => {
  const real = fs[name] as unknown as Callback
  const watched = (target: unknown, ...rest: Array<unknown>): unknown => {
    const isReading = name === "open" && (rest[0] === undefined || rest[0] === "r")
    if (!isOfOutput(target) || isReading) return real(target, ...rest)
    const number = count++
    if (fault.counts !== undefined) fs.appendFileSync(fault.counts, `${name}\n`)
    if (number !== fault.at) return real(target, ...(name === "open" ? remembering(rest) : rest))
    if (fault.when === "half" && name === "write")
      fs.writeSync(target as number, (rest[0] as Uint8Array).subarray(0, (rest[0] as Uint8Array).length / 2))
    if (fault.when !== "after") strike()
    if (fault.signal === "SIGKILL" && fault.when !== "after") return undefined
    const callback = rest.at(-1) as Callback
    return real(target, ...rest.slice(0, -1), (...results: Array<unknown>) => {
      if (name === "open") opened.add(results[1] as number)
      if (fault.when === "after") strike()
      callback(...results)
    })
  }
  Object.assign(fs, { [name]: watched })
}

/** Files of the output are known by their numbers from then on. */
const remembering = (rest: ReadonlyArray<unknown>): Array<unknown> => {
  const callback = rest.at(-1) as Callback
  return [
    ...rest.slice(0, -1),
    (...results: Array<unknown>) => {
      opened.add(results[1] as number)
      callback(...results)
    }
  ]
}

for (const name of ["rename", "mkdir", "mkdtemp", "open", "write", "fsync", "rm", "unlink", "rmdir"] as const)
  watch(name)
syncBuiltinESMExports()
