/** Checks that the demonstration's report is there and that its findings name the disparities that were planted. */
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { type Disparity, Parameters } from "../packages/simulator/src/index.ts"

interface Findings {
  readonly stages: {
    readonly performance: {
      readonly status: string
      readonly findings: {
        readonly comparisons: ReadonlyArray<{
          readonly grouping: string
          readonly category: string
          readonly metric: string
          readonly verdict: string
        }>
      }
    }
  }
}

const folder = process.argv[2]
if (folder === undefined) throw new Error("Name the folder of the demonstration")

const { findings, status } = (JSON.parse(readFileSync(join(folder, "findings.json"), "utf8")) as Findings).stages
  .performance
if (status !== "done") throw new Error(`The performance stage ended as ${status}`)

const pdf = readFileSync(join(folder, "report.pdf"))
if (!pdf.subarray(0, 5).equals(Buffer.from("%PDF-"))) throw new Error("report.pdf is no PDF")
if (statSync(join(folder, "fairward.log")).size === 0) throw new Error("fairward.log is empty")

const changesScores = ({ kind }: Disparity.Disparity) => kind === "scoredLower" || kind === "detectedLater"
const planted = Parameters.demoDisparities
  .filter(changesScores)
  .map(({ cohort }) => (cohort.attribute === "age" ? "age" : `${cohort.attribute} ${cohort.value}`))
  .toSorted()

const found = findings.comparisons
  .filter(({ metric, verdict }) => metric === "event_recall" && verdict === "material")
  .map(({ category, grouping }) => `${grouping} ${category}`)
  .toSorted()

if (JSON.stringify(found) !== JSON.stringify(planted)) {
  throw new Error(`Planted: ${planted.join(", ")}. Material in event recall: ${found.join(", ") || "none"}.`)
}
process.stdout.write(`The report names what was planted: ${found.join(", ")} (${pdf.length} bytes of PDF)\n`)
