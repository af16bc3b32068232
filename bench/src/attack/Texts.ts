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

/** Published numbers have three digits, but counts; with fewer than these, others are equal by chance. Files hold coordinates, too. */
const [digitsInWords, digitsInFiles] = [5, 7]

/** Above every count of steps. */
const largestDenominator = 3000

const leafNumbers = (value: unknown): ReadonlyArray<number> => {
  if (typeof value === "number") return [value]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leafNumbers) : []
}

/** Numbers to so many decimals, as they are and in percent. */
const written = (numbers: ReadonlyArray<number>, decimals: number): ReadonlySet<string> =>
  new Set(
    numbers.flatMap((number) =>
      (Math.abs(number) <= 1 ? [number, 100 * number] : [number]).map((one) => Math.abs(one).toFixed(decimals))
    )
  )

/** Whether a number is a ratio of small whole ones, by its continued fraction: what it tells of counts is told by solving. */
const isRatio = (number: number): boolean => {
  let [before, denominator, rest] = [0, 1, Math.abs(number)]
  for (;;) {
    const whole = Math.floor(rest + 1e-9)
    if (Math.abs(Math.round(number * denominator) / denominator - number) < 1e-9) return true
    rest = 1 / (rest - whole)
    ;[before, denominator] = [denominator, Math.floor(rest + 1e-9) * denominator + before]
    if (!(denominator < largestDenominator)) return false
  }
}

const digitsIn = (token: string) => token.replace(/^[0.]+/u, "").replace(".", "").length

/**
 * Numbers in a text that the open findings have and the published ones do not, at the decimals with which they are written;
 * of at least so many digits, since numbers of fewer are among so many by chance.
 */
const secretsIn = (text: string, open: ReadonlyArray<number>, shown: ReadonlyArray<number>, digits: number) => {
  const tokens = new Set(
    (text.replaceAll(/(?<=\d),(?=\d{3}\b)/gu, "").match(/(?<![\w.#-])\d+(?:\.\d+)?(?![\w./]*[\w/])/gu) ?? []).filter(
      (token) => digitsIn(token) >= digits
    )
  )
  return [...Map.groupBy(tokens, (token) => token.split(".")[1]?.length ?? 0)].flatMap(([decimals, own]) => {
    const [secret, known] = [open, shown].map((numbers) => written(numbers, decimals))
    return own.filter((token) => secret!.has(token) && !known!.has(token))
  })
}

/** Small counts in prose, and numbers that only the open findings have. */
export const textLeaks = (shown: Written, truth: Written, { minimum }: AttackedSet): ReadonlyArray<Leak> => {
  const [published, open] = [shown, truth].map(({ findings }) => leafNumbers(JSON.parse(findings)))
  const pdf = shown.pdf === undefined ? undefined : pdfText(shown.pdf)
  return Object.entries({ html: shown.html, log: shown.log, ...(pdf === undefined ? {} : { pdf }) }).flatMap(
    ([name, text]): ReadonlyArray<Leak> => {
      const visible = text
        .replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/gu, " ")
        .replaceAll(/<svg[\s\S]*?<\/svg>/gu, (svg) => svg.replaceAll(/<(?!\/?text)[^>]*>/gu, " "))
        .replaceAll(/<[^>]*>/gu, " ")
      const secrets = [
        ...secretsIn(
          text,
          open!.filter((number) => !isRatio(number)),
          published!,
          digitsInFiles
        ).filter((token) => !isRatio(Number(token))),
        ...secretsIn(visible, open!, published!, digitsInWords)
      ]
      return [
        ...[...new Set(secrets)].map((told): Leak => ({ by: "texts", of: name, told })),
        ...[...visible.matchAll(counted)].flatMap(
          ([told, digits]): ReadonlyArray<Leak> =>
            Number(digits) > 0 && Number(digits) < minimum ? [{ by: "texts", of: name, told }] : []
        )
      ]
    }
  )
}
