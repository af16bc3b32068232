/**
 * What rendering takes: pages, seconds, bytes and memory of a report of six stages, four groupings with 18 cohorts and
 * eight variables, and of the same with twice the groupings; as PDF and as HTML, each in a process of its own.
 *
 *     node --import tsx scripts/measure.ts
 */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { renderHtml, renderPdf } from "../src/index.ts"
import { largeReport } from "../test/fixtures/largeReport.ts"

const write = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const pagesOf = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString("latin1")
    .match(/\/Type \/Page\b(?!s)/g)?.length ?? 0

const measured = async (kind: string, times: number): Promise<void> => {
  const document = largeReport(times)
  const start = performance.now()
  const bytes =
    kind === "PDF"
      ? await Effect.runPromise(renderPdf(document))
      : new TextEncoder().encode(await Effect.runPromise(renderHtml(document)))
  const seconds = (performance.now() - start) / 1000
  const pages = kind === "PDF" ? pagesOf(bytes) : null
  const memory = process.resourceUsage().maxRSS / 1024
  write(
    [
      kind.padEnd(5),
      `${4 * times} groupings`,
      pages === null ? "         " : `${pages} pages`.padStart(9),
      `${seconds.toFixed(2)} s`.padStart(8),
      `${(bytes.length / 1e6).toFixed(2)} MB`.padStart(8),
      `${memory.toFixed(0)} MB of memory`.padStart(18)
    ].join("  ")
  )
}

const [kind, times] = process.argv.slice(2)
if (kind !== undefined) await measured(kind, Number(times))
else {
  for (const of of ["PDF", "HTML"]) {
    for (const count of ["1", "2"]) {
      const script = fileURLToPath(import.meta.url)
      const { status } = spawnSync(process.execPath, ["--import", "tsx", script, of, count], { stdio: "inherit" })
      if (status !== 0) process.exitCode = 1
    }
  }
}
