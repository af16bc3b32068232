// Compares two findings.json: node src/compareFindings.ts BEFORE AFTER [--tolerance 1e-12]. Ends with 1 where they differ.
import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { differences, differencesText } from "./FindingsDifference.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { tolerance: { type: "string", default: "1e-12" } }
})
const [before, after] = positionals
const tolerance = Number(values.tolerance)
if (before === undefined || after === undefined || !(tolerance >= 0)) {
  throw new RangeError("expected two findings.json and a --tolerance of at least 0")
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"))
const found = differences(read(before), read(after), tolerance)
const largest = differences(read(before), read(after), 0).reduce((most, { relative }) => Math.max(most, relative), 0)
process.stdout.write(
  found.length === 0
    ? `equal within ${tolerance}; the largest relative difference is ${largest.toExponential(1)}\n`
    : `${found.length} differences beyond ${tolerance}\n${differencesText(found)}\n`
)
process.exitCode = found.length === 0 ? 0 : 1
