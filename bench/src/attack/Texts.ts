import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Leak } from "./Attack.ts"
import type { Written } from "./Audited.ts"
import type { AttackedSet } from "./Sets.ts"

/** The text of a PDF by `pdftotext`; `undefined` where that is not installed. */
const pdfText = (pdf: Uint8Array): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), "fairward-attack-"))
  const path = join(folder, "report.pdf")
  writeFileSync(path, pdf)
  try {
    return execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" })
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const counted =
  /(?<![\d.,<-])\b(\d+) (?:more |other )?(?:patients?|persons?|events?)\b(?! (?:per|and|with an event than))/gu

const longNumbers = (text: string) => new Set(text.match(/\b\d+\.\d{8,}\b/gu) ?? [])

/** Small counts in prose, and numbers of more digits than are published that only the open findings have. */
export const textLeaks = (shown: Written, truth: Written, { minimum }: AttackedSet): ReadonlyArray<Leak> => {
  const published = longNumbers(shown.findings)
  const secret = [...longNumbers(truth.findings)].filter((number) => !published.has(number))
  const pdf = shown.pdf === undefined ? undefined : pdfText(shown.pdf)
  return Object.entries({ html: shown.html, log: shown.log, ...(pdf === undefined ? {} : { pdf }) }).flatMap(
    ([name, text]): ReadonlyArray<Leak> => {
      const numbers = longNumbers(text)
      const visible = text
        .replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/gu, " ")
        .replaceAll(/<[^>]*>/gu, " ")
      return [
        ...secret.filter((number) => numbers.has(number)).map((told): Leak => ({ by: "texts", of: name, told })),
        ...[...visible.matchAll(counted)].flatMap(
          ([told, digits]): ReadonlyArray<Leak> =>
            Number(digits) > 0 && Number(digits) < minimum ? [{ by: "texts", of: name, told }] : []
        )
      ]
    }
  )
}
