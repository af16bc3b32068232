import { execFileSync, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect, Exit, FileSystem, Layer, PlatformError } from "effect"
import { describe, expect, it } from "vitest"
import { Journal } from "../src/Journal.ts"
import * as NodeServices from "../src/NodeServices.ts"
import * as Outputs from "../src/Outputs.ts"
import { temporaryFolder } from "./support/project.ts"

const silent = Journal.layer({ write: () => {}, isLive: false, columns: () => 80 })

/** What is done to the disk, in order; `act` sees the number of each operation before it is done. */
const watched = (act: (number: number, name: string, path: string) => "do" | "half" | "die" | Error) => {
  let count = 0
  let dead = false
  const hang = Effect.die(new Error("killed"))
  const refuse = (error: Error, path: string) =>
    Effect.fail(
      PlatformError.systemError({
        _tag: "Unknown",
        module: "FileSystem",
        method: "test",
        pathOrDescriptor: path,
        cause: error
      })
    )
  const layer = Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (real) => {
      const wrap =
        (name: string, run: (...args: Array<never>) => Effect.Effect<unknown, unknown, unknown>, half?: typeof run) =>
        (...args: Array<never>) =>
          Effect.suspend((): Effect.Effect<unknown, unknown, unknown> => {
            if (dead) return hang
            const verdict = act(count++, name, String(args[0]))
            if (verdict === "do") return run(...args)
            if (verdict instanceof Error) return refuse(verdict, String(args[0]))
            dead = true
            return verdict === "half" && half !== undefined ? Effect.andThen(half(...args), hang) : hang
          })
      const changing = Object.fromEntries(
        (["makeDirectory", "makeTempDirectory", "rename", "remove"] as const).map((name) => [
          name,
          wrap(name, real[name] as never)
        ])
      )
      const open = (path: string, options?: Parameters<typeof real.open>[1]) =>
        Effect.suspend(() => {
          if (dead) return hang
          return Effect.map(real.open(path, options), (file) =>
            options?.flag === "wx"
              ? {
                  ...file,
                  sync: file.sync,
                  writeAll: wrap(
                    `write ${path}`,
                    ((bytes: Uint8Array) => file.writeAll(bytes)) as never,
                    ((bytes: Uint8Array) => file.writeAll(bytes.subarray(0, bytes.length / 2))) as never
                  )
                }
              : file
          )
        })
      return { ...real, ...changing, open } as unknown as FileSystem.FileSystem
    })
  )
  return { layer: Layer.provideMerge(layer, NodeServices.layer), count: () => count }
}

const write = (
  folder: string,
  contents: Readonly<Record<string, string>>,
  layer: Layer.Layer<Layer.Success<typeof NodeServices.layer>> = NodeServices.layer as never
) =>
  Effect.runPromiseExit(
    Outputs.write(folder, contents, Outputs.names).pipe(Effect.provide(Layer.mergeAll(layer, silent)))
  )

const recover = (folder: string) =>
  Effect.runPromise(Outputs.recover(folder).pipe(Effect.provide(NodeServices.layer)) as Effect.Effect<void>)

const old = {
  "report.pdf": "old pdf",
  "report.html": "old html",
  "findings.json": "old findings",
  "fairward.log": "old"
}
const fresh = { "report.html": "new html", "findings.json": "new findings", "fairward.log": "new" }

const folderWith = (files: Readonly<Record<string, string>>) => temporaryFolder({ ...files, "mine.txt": "mine" })

const visible = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => !name.startsWith(".") && name !== "mine.txt")
      .map((name) => [name, readFileSync(join(folder, name), "utf8")])
  )

const hidden = (folder: string) => readdirSync(folder).filter((name) => name.startsWith("."))

const isPartOf = (files: Readonly<Record<string, string>>, whole: Readonly<Record<string, string>>) =>
  Object.entries(files).every(([name, content]) => whole[name] === content)

/** Every file is of one set, and where the findings stand the set is whole. */
const expectOneSet = (folder: string) => {
  const files = visible(folder)
  const whole = isPartOf(files, old) ? old : fresh
  expect(isPartOf(files, whole), JSON.stringify(files)).toBe(true)
  if ("findings.json" in files) expect(files).toEqual(whole)
}

describe("the files of a run", () => {
  it("take the place of all files of the run before, of other formats too, and of nothing else", async () => {
    const folder = folderWith(old)
    expect(Exit.isSuccess(await write(folder, fresh))).toBe(true)
    expect(visible(folder)).toEqual(fresh)
    expect(hidden(folder)).toEqual([])
    expect(readFileSync(join(folder, "mine.txt"), "utf8")).toBe("mine")
  })

  it("are those of one run, and whole where the findings stand, at whatever operation the process is killed", async () => {
    const counted = watched(() => "do")
    await write(folderWith(old), fresh, counted.layer as never)
    const operations = counted.count()
    expect(operations).toBeGreaterThan(15)
    const outcomes = new Set<string>()
    for (let at = 0; at < operations; at++) {
      for (const how of ["die", "half"] as const) {
        const folder = folderWith(old)
        await write(folder, fresh, watched((number) => (number === at ? how : "do")).layer as never)
        expectOneSet(folder)
        await recover(folder)
        const files = visible(folder)
        outcomes.add(JSON.stringify(files))
        expect([old, fresh], `killed at ${at}`).toContainEqual(files)
        expect(hidden(folder)).toEqual([])
        expect(readFileSync(join(folder, "mine.txt"), "utf8")).toBe("mine")
      }
    }
    expect([...outcomes].sort()).toEqual([old, fresh].map((set) => JSON.stringify(sorted(set))).sort())
  })

  it("are completed or put back also when whoever does that is killed on the way", async () => {
    const counted = watched(() => "do")
    await write(folderWith(old), fresh, counted.layer as never)
    for (let at = 0; at < counted.count(); at++) {
      for (let again = 0; again < 12; again++) {
        const folder = folderWith(old)
        await write(folder, fresh, watched((number) => (number === at ? "die" : "do")).layer as never)
        const interrupted = watched((number) => (number === again ? "die" : "do"))
        await Effect.runPromiseExit(
          Outputs.recover(folder).pipe(Effect.provide(interrupted.layer)) as Effect.Effect<void>
        )
        expectOneSet(folder)
        await recover(folder)
        expect([old, fresh], `killed at ${at}, then at ${again}`).toContainEqual(visible(folder))
        expect(hidden(folder)).toEqual([])
      }
    }
  })

  it.each(["ENOSPC", "EACCES", "EBUSY", "EXDEV", "EROFS", "EIO", "EWHATEVER"])(
    "stay those of the run before when an operation fails with %s, whichever it is, and it is said in words",
    async (code) => {
      const counted = watched(() => "do")
      await write(folderWith(old), fresh, counted.layer as never)
      for (let at = 0; at < counted.count(); at++) {
        const folder = folderWith(old)
        const broken = watched((number) => (number === at ? Object.assign(new Error(code), { code }) : "do"))
        const exit = await write(folder, fresh, broken.layer as never)
        const files = visible(folder)
        expect([old, fresh], `failed at ${at}`).toContainEqual(files)
        if (Exit.isSuccess(exit)) expect(files).toEqual(fresh)
        else {
          expect(files).toEqual(old)
          const said = String(exit.cause)
          expect(said).toContain("cannot be written: ")
          expect(said).not.toMatch(/FileSystem|Unknown/u)
        }
        await recover(folder)
        expect(visible(folder)).toEqual(files)
        expect(hidden(folder)).toEqual([])
      }
    }
  )
})

const sorted = (set: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1)))

describe("what is left in a folder", () => {
  const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8)
  const leftBy = (pid: number, of = host) => `.fairward-${of}-${pid}-Ab3dEf`

  it("by a process that ended is swept by the next run, of this machine at once", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""])
    const folder = folderWith({ ...old, [`${leftBy(pid!)}/new/report.pdf`]: "half" })
    await recover(folder)
    expect(hidden(folder)).toEqual([])
    expect(visible(folder)).toEqual(old)
  })

  it("by a process that is at work, or of another machine until it is old, stays", async () => {
    const elsewhere = leftBy(1, "00000000")
    const folder = folderWith({ [`${leftBy(process.ppid)}/new/a`]: "", [`${elsewhere}/new/a`]: "" })
    await recover(folder)
    expect(hidden(folder)).toHaveLength(2)
    const before = new Date(Date.now() - 3_600_000)
    utimesSync(join(folder, elsewhere), before, before)
    await recover(folder)
    expect(hidden(folder)).toEqual([leftBy(process.ppid)])
  })

  it("by somebody else under such a name, a link or a file, is not followed or touched", async () => {
    const target = temporaryFolder({ "precious.txt": "precious" })
    const folder = folderWith({ ".fairward-mine": "" })
    const { pid } = spawnSync(process.execPath, ["-e", ""])
    symlinkSync(target, join(folder, leftBy(pid!)))
    symlinkSync(target, join(folder, ".fairward-set"))
    await recover(folder)
    const exit = await write(folder, fresh)
    expect(Exit.isFailure(exit)).toBe(true)
    expect(readdirSync(target)).toEqual(["precious.txt"])
    expect(hidden(folder)).toHaveLength(3)
  })

  it("as links of the names of a report is replaced, and what they point at is not", async () => {
    const target = temporaryFolder({ "findings.json": "precious" })
    const folder = folderWith({})
    symlinkSync(join(target, "findings.json"), join(folder, "findings.json"))
    await write(folder, fresh)
    expect(visible(folder)).toEqual(fresh)
    expect(lstatSync(join(folder, "findings.json")).isSymbolicLink()).toBe(false)
    expect(readFileSync(join(target, "findings.json"), "utf8")).toBe("precious")
  })

  it("is left alone while another process writes there, and who comes second is told", async () => {
    const folder = folderWith({
      ...old,
      ".fairward-set/new/report.pdf": "",
      ".fairward-set/owner": leftBy(process.ppid)
    })
    const exit = await write(folder, fresh)
    expect(String(Exit.isFailure(exit) ? exit.cause : "")).toContain("Another fairward writes")
    expect(visible(folder)).toEqual(old)
  })
})

const hasStrace = spawnSync("strace", ["-V"]).status === 0

describe.skipIf(!hasStrace)("a real process", () => {
  const script = fileURLToPath(new URL("./support/writeOutputs.ts", import.meta.url))
  const killedAt = (folder: string, when: number) =>
    spawnSync(
      "strace",
      [
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "trace=rename",
        "-e",
        `inject=rename:signal=SIGKILL:when=${when}`,
        process.execPath,
        script,
        folder,
        JSON.stringify(fresh)
      ],
      { env: { ...process.env, UV_THREADPOOL_SIZE: "1" } }
    )

  it("that is killed at its n-th rename leaves files of one run, which the next completes or puts back", async () => {
    let killed = 0
    for (let when = 1; when < 20; when++) {
      const folder = folderWith(old)
      const { signal, status } = killedAt(folder, when)
      if (signal === null && status === 0) break
      killed++
      expectOneSet(folder)
      await recover(folder)
      expect([old, fresh], `killed at ${when}`).toContainEqual(visible(folder))
      expect(hidden(folder)).toEqual([])
    }
    expect(killed).toBeGreaterThan(7)
  })
})

const canMount =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  existsSync("/proc/filesystems") &&
  spawnSync("mount", ["--help"]).status === 0

describe.skipIf(!canMount)("a disk that is full", () => {
  it("keeps the run before, whatever is missing, and is said to be full", async () => {
    const base = temporaryFolder({ "disk/.keep": "" })
    const disk = join(base, "disk")
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status !== 0) return
    try {
      mkdirSync(join(disk, "out"))
      for (const [name, content] of Object.entries(old)) writeFileSync(join(disk, "out", name), content)
      const exit = await write(join(disk, "out"), { ...fresh, "report.html": "x".repeat(100_000) })
      expect(String(Exit.isFailure(exit) ? exit.cause : "")).toContain("the disk is full")
      expect(visible(join(disk, "out"))).toEqual(old)
      expect(hidden(join(disk, "out"))).toEqual([])
    } finally {
      execFileSync("umount", [disk])
    }
  })
})

it("leaves no empty folder where nothing could be written to one that was not there", async () => {
  const parent = temporaryFolder({})
  const folder = join(parent, "export")
  expect(Exit.isFailure(await write(folder, { "no/such/folder.csv": "a" }))).toBe(true)
  expect(readdirSync(parent)).toEqual([])
  expect(Exit.isSuccess(await write(folder, { "a.csv": "a" }))).toBe(true)
  expect(Exit.isFailure(await write(folder, { "no/such/folder.csv": "a" }))).toBe(true)
  expect(readdirSync(folder)).toEqual(["a.csv"])
})
