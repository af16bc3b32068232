/**
 * What rendering takes: pages, seconds, bytes and memory of a report of six stages, four groupings with 18 cohorts and
 * eight variables, and of the same with twice the groupings; as PDF and as HTML, each in a process of its own.
 *
 *     node --import tsx scripts/measure.ts
 *
 * `measure.ts PDF 1` measures one of them, and prints what it took as JSON.
 */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { renderHtml, renderPdf } from "../src/index.ts"
import { largeReport } from "../test/fixtures/largeReport.ts"

export interface Measured {
  readonly pages: number | null
  readonly seconds: number
  /** Of all processors together, which other programs do not lengthen as they do the time that passes. */
  readonly cpuSeconds: number
  readonly bytes: number
  /** The most that the process held, in bytes. */
  readonly memory: number
}

const write = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const pagesOf = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString("latin1")
    .match(/\/Type \/Page\b(?!s)/g)?.length ?? 0

const measured = async (kind: string, times: number): Promise<Measured> => {
  const document = largeReport(times)
  const start = performance.now()
  const before = process.cpuUsage()
  const bytes =
    kind === "PDF"
      ? await Effect.runPromise(renderPdf(document))
      : new TextEncoder().encode(await Effect.runPromise(renderHtml(document)))
  const { system, user } = process.cpuUsage(before)
  return {
    pages: kind === "PDF" ? pagesOf(bytes) : null,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (system + user) / 1e6,
    bytes: bytes.length,
    memory: process.resourceUsage().maxRSS * 1024
  }
}

const [kind, times] = process.argv.slice(2)
if (kind !== undefined) write(JSON.stringify(await measured(kind, Number(times))))
else {
  for (const of of ["PDF", "HTML"]) {
    for (const count of [1, 2]) {
      const args = ["--import", "tsx", fileURLToPath(import.meta.url), of, String(count)]
      const { status, stdout } = spawnSync(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
      if (status !== 0) {
        process.exitCode = 1
        continue
      }
      const { bytes, cpuSeconds, memory, pages, seconds } = JSON.parse(`${stdout}`) as Measured
      write(
        [
          of.padEnd(5),
          `${4 * count} groupings`,
          (pages === null ? "" : `${pages} pages`).padStart(9),
          `${seconds.toFixed(2)} s`.padStart(8),
          `${cpuSeconds.toFixed(2)} s of processors`.padStart(20),
          `${(bytes / 1e6).toFixed(2)} MB`.padStart(8),
          `${(memory / 1e6).toFixed(0)} MB of memory`.padStart(18)
        ].join("  ")
      )
    }
  }
}
