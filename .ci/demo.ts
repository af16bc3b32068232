/** Checks that the demonstration's report is there and that its findings name the disparities that were planted. */
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { type Disparity, Parameters } from "../packages/simulator/src/index.ts"

interface Comparison {
  readonly grouping: string
  readonly category: string
  readonly metric: string
  readonly verdict: string
}

interface Ranking {
  readonly grouping: string
  readonly category: string
  readonly overlap: { readonly adjustedP: number | null } | null
}

interface Stored {
  readonly status: string
  readonly reason?: string
  readonly findings: { readonly comparisons: ReadonlyArray<Comparison>; readonly cohorts: ReadonlyArray<Ranking> }
}

const folder = process.argv[2]
if (folder === undefined) throw new Error("Name the folder of the demonstration")

const { stages } = JSON.parse(readFileSync(join(folder, "findings.json"), "utf8")) as {
  readonly stages: Readonly<Record<string, Stored>>
}

const findingsOf = (id: string): Stored["findings"] => {
  const stage = stages[id]
  if (stage?.status !== "done") throw new Error(`The stage ${id} ended as ${stage?.status}: ${stage?.reason}`)
  return stage.findings
}

/** Cohorts by grouping and category; ages are told by their group. */
const groupingOf = {
  sex: "sex",
  age: "age_group",
  admission_reason: "admission_reason",
  surgical_status: "surgical_status"
}
const cohortName = (cohort: Disparity.Cohort): string =>
  "every" in cohort
    ? cohort.every.map(cohortName).join(" & ")
    : `${groupingOf[cohort.attribute]} ${cohort.attribute === "age" ? `>=${cohort.from}` : cohort.value}`
const nameOf = ({ cohort }: Disparity.Disparity) => cohortName(cohort)

const planted = (...kinds: ReadonlyArray<Disparity.Kind>) =>
  Parameters.demoDisparities.filter(({ kind }) => kinds.includes(kind)).map(nameOf)

const judged = (id: string, metric: string, verdict: string) =>
  findingsOf(id)
    .comparisons.filter((comparison) => comparison.metric.startsWith(metric) && comparison.verdict === verdict)
    .map(({ category, grouping }) => `${grouping} ${category}`)

const checks = [
  ["less event recall", planted("detectedLater", "scoredLower"), judged("performance", "event_recall", "material")],
  [
    "less event recall like with like",
    planted("detectedLater", "scoredLower"),
    judged("case-mix", "event_recall:like_with_like", "material")
  ],
  [
    "fewer alarms before recognition",
    planted("detectedLater", "scoredLower"),
    judged("recognition", "event_recall_before", "material")
  ],
  ["later warnings", planted("detectedLater", "scoredLower"), judged("time-gap", "warned_4h", "material")],
  [
    "another observed risk of RED",
    planted("detectedLater", "scoredLower"),
    judged("clinical-safety", "risk_RED", "less")
  ],
  ["other levels of MAP", planted("otherLevels"), judged("medical-variables", "map:whole_stay", "greater")],
  [
    "other features",
    planted("otherFeatures"),
    findingsOf("feature-importance")
      .cohorts.filter(({ overlap }) => (overlap?.adjustedP ?? 1) < 0.05)
      .map(({ category, grouping }) => `${grouping} ${category}`)
  ],
  ["lactate measured less often", planted("measuredLessOften"), judged("missingness", "lactate:tests_per_day", "less")]
] as const

const wrong = checks.filter(
  ([, expected, found]) => JSON.stringify(expected.toSorted()) !== JSON.stringify(found.toSorted())
)
if (wrong.length > 0) {
  const lines = wrong.map(
    ([what, expected, found]) => `${what}: planted in ${expected.join(", ")}; found in ${found.join(", ") || "none"}`
  )
  throw new Error(lines.join("\n"))
}

const pdf = readFileSync(join(folder, "report.pdf"))
if (!pdf.subarray(0, 5).equals(Buffer.from("%PDF-"))) throw new Error("report.pdf is no PDF")
const page = readFileSync(join(folder, "report.html"), "utf8")
if (!page.startsWith("<!doctype html>")) throw new Error("report.html is no page")
if (statSync(join(folder, "fairward.log")).size === 0) throw new Error("fairward.log is empty")

/** Headings, and captions of tables and figures, in their order. */
const outlineOf = (markup: string): string =>
  [...markup.matchAll(/<h[2-5] id="[^"]*">.*?<\/h[2-5]>|<strong>(?:Table|Figure) \d+\.<\/strong>[^<]*/gsu)]
    .map(([part]) => part.replaceAll(/<[^>]*>/gu, "").trim())
    .join("\n")

/** What the first pages say, word for word. */
const frontOf = (markup: string): string =>
  markup
    .slice(markup.indexOf('<section class="front"'), markup.indexOf("<section data-stage="))
    .replaceAll(/<script[\s\S]*?<\/script>/gu, "")
    .replaceAll(/<[^>]*>/gu, " ")
    .replaceAll(/\s+/gu, " ")

const isAsIn = (sample: string, of: (markup: string) => string): boolean =>
  of(sample).length > 1000 && of(sample) === of(page)

const sample = readFileSync(new URL("../docs/sample/report.html", import.meta.url), "utf8")
if (!isAsIn(sample, outlineOf) || !isAsIn(sample, frontOf)) {
  throw new Error("docs/sample is not what the demonstration makes now: run pnpm sample")
}

/** Everything that has a verdict and is compared, wherever a stage stores it. */
const comparedIn = (stored: unknown): number =>
  typeof stored !== "object" || stored === null
    ? 0
    : Object.entries(stored).reduce(
        (sum, [key, value]) => sum + (key === "comparisons" && Array.isArray(value) ? value.length : comparedIn(value)),
        0
      )

const [, verdicts = ""] = /by analysis and verdict\s*<\/figcaption>([\s\S]*?)<\/table>/u.exec(page) ?? []
const counted = [...verdicts.matchAll(/<tr[\s\S]*?<\/tr>/gu)].reduce((sum, [row]) => {
  const [, all = "0"] = /<td[^>]*>([\d,]+)/u.exec(row) ?? []
  return sum + Number(all.replaceAll(",", ""))
}, 0)
const made = Object.values(stages).reduce((sum, { findings }) => sum + comparedIn(findings), 0)
if (made === 0 || counted !== made) {
  throw new Error(`All findings count ${counted} comparisons of ${made} that the stages made`)
}

for (const [what, expected] of checks) process.stdout.write(`${what}: ${expected.join(", ")}, and no other cohort\n`)
process.stdout.write(`The report names what was planted (PDF ${pdf.length} bytes, HTML ${page.length} characters)\n`)
