/** Runs commands of `fairward` in this process, one after the other, as the parent asks: what starts a process is not timed. */
import { findPackageJSON, registerHooks } from "node:module"
import { pathToFileURL } from "node:url"
import { Console, Effect, Runtime } from "effect"
import type { Ended, Request } from "./Pool.ts"

process.env.NODE_ENV ??= "production"
const threadless = new URL("./Threadless.ts", import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "piscina"
      ? { url: threadless, shortCircuit: true, format: "module-typescript" }
      : next(specifier, context)
})
const { run } = await import("@fairward/cli")
const started = new URL("./src/main.ts", pathToFileURL(findPackageJSON("fairward", import.meta.url)!)).href

const said = { stdout: "", stderr: "" }
const printed = (parts: ReadonlyArray<unknown>) => `${parts.map(String).join(" ")}\n`
const heard = Object.assign(Object.create(console) as Console.Console, {
  log: (...parts: ReadonlyArray<unknown>) => {
    said.stdout += printed(parts)
  },
  error: (...parts: ReadonlyArray<unknown>) => {
    said.stderr += printed(parts)
  }
})
process.stderr.write = ((chunk: string | Uint8Array) => {
  said.stderr += String(chunk)
  return true
}) as typeof process.stderr.write

process.on("message", async ({ args, folder }: Request) => {
  said.stdout = ""
  said.stderr = ""
  process.chdir(folder)
  const began = performance.now()
  const exit = await Effect.runPromiseExit(Effect.provideService(run(args, { started }), Console.Console, heard))
  Runtime.defaultTeardown(exit, (code) => {
    const ended: Ended = { code, ...said, seconds: (performance.now() - began) / 1000 }
    process.send!(ended)
  })
})
