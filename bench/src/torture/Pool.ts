/**
 * Processes that run commands of `fairward`, as many at once as there are cores.
 */
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"

export interface Request {
  /** Working directory. */
  readonly folder: string
  readonly args: ReadonlyArray<string>
}

export interface Ended {
  /** Exit code; null where the process died or was stopped. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly seconds: number
}

export interface Pool {
  readonly run: (request: Request) => Promise<Ended>
  readonly close: () => void
}

/** After so many commands a process is replaced, so that none is judged by the memory of all before it. */
const commandsPerProcess = 100

interface Seat {
  child: ChildProcess | undefined
  commands: number
  /** What a process said that died after it had answered, which the next command is told. */
  died: string
}

/** A pool of `size` processes; a command that takes longer than `limitSeconds` is stopped, which counts as hanging. */
export const open = (size: number, limitSeconds: number): Pool => {
  const seats = Array.from({ length: size }, (): Seat => ({ child: undefined, commands: 0, died: "" }))
  const idle = [...seats]
  const waiting: Array<(seat: Seat) => void> = []

  const taken = (): Promise<Seat> => {
    const seat = idle.pop()
    return seat === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(seat)
  }
  const give = (seat: Seat) => {
    const next = waiting.shift()
    if (next === undefined) idle.push(seat)
    else next(seat)
  }
  const childOf = (seat: Seat): ChildProcess => {
    if (seat.child !== undefined && seat.commands < commandsPerProcess) return seat.child
    seat.child?.removeAllListeners("exit").kill()
    const child = fork(fileURLToPath(new URL("./command.ts", import.meta.url)), {
      execArgv: ["--import", import.meta.resolve("tsx")],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, CI: "1" }
    })
    Object.assign(seat, { child, commands: 0 })
    child.on("exit", (code, signal) => {
      seat.child = undefined
      seat.died = `the process ended after its answer: ${code ?? signal}`
    })
    return child
  }

  const answer = (child: ChildProcess, seat: Seat, request: Request): Promise<Ended> =>
    new Promise((resolve) => {
      const began = performance.now()
      const said = { stdout: "", stderr: "" }
      const listeners = (["stdout", "stderr"] as const).map((name) => {
        const hear = (chunk: Buffer) => {
          said[name] += String(chunk)
        }
        child[name]!.on("data", hear)
        return () => child[name]!.off("data", hear)
      })
      const end = ({ stderr, stdout, ...ended }: Ended) => {
        clearTimeout(limit)
        child.off("exit", onExit)
        child.off("message", onMessage)
        for (const off of listeners) off()
        const { died } = seat
        seat.died = ""
        resolve({
          ...ended,
          stdout: said.stdout + stdout,
          stderr: [died, said.stderr, stderr].filter(Boolean).join("\n")
        })
      }
      const gone = (how: string) => {
        seat.child = undefined
        seat.died = ""
        end({ code: null, stdout: "", stderr: how, seconds: (performance.now() - began) / 1000 })
      }
      const onExit = (code: number | null, signal: string | null) => gone(`the process ended: ${code ?? signal}`)
      const onMessage = (message: unknown) => end(message as Ended)
      const limit = setTimeout(() => {
        child.removeAllListeners("exit").kill("SIGKILL")
        gone("it hung, and was stopped")
      }, limitSeconds * 1000)
      child.on("exit", onExit)
      child.on("message", onMessage)
      child.send(request)
    })

  const run = async (request: Request): Promise<Ended> => {
    const seat = await taken()
    const child = childOf(seat)
    seat.commands++
    try {
      return await answer(child, seat, request)
    } finally {
      give(seat)
    }
  }
  const close = () => {
    for (const { child } of seats) child?.removeAllListeners("exit").kill()
  }
  return { run, close }
}
