/**
 * Prints the totals of the tests of all packages, and of the packed ones, as `pnpm test` and `pnpm packages` left them in
 * test-results.json.
 */
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

interface Results {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: ReadonlyArray<{
    readonly status: string
    readonly assertionResults: ReadonlyArray<{ readonly status: string }>
  }>
}

const root = join(import.meta.dirname, "..")
const say = (line: string) => process.stdout.write(`${line}\n`)

const tested = globSync(["{packages,plugins,apps,examples}/*/package.json", "{bench,docs}/package.json"], { cwd: root })
  .filter((path) => {
    const { scripts } = JSON.parse(readFileSync(join(root, path), "utf8")) as { scripts?: Record<string, string> }
    return scripts?.test !== undefined
  })
  .map((path) => dirname(path))
  .toSorted()
  .concat(".ci")

/** Files that could not even be imported hold no test that failed. */
const brokenFiles = ({ testResults }: Results) =>
  testResults.filter(
    ({ assertionResults, status }) =>
      status === "failed" && assertionResults.every((assertion) => assertion.status !== "failed")
  ).length

let passed = 0
let failed = 0
let skipped = 0
for (const folder of tested) {
  const path = join(root, folder, "test-results.json")
  if (!existsSync(path)) {
    failed++
    say(`${folder}: no results`)
    continue
  }
  const results = JSON.parse(readFileSync(path, "utf8")) as Results
  const own = {
    passed: results.numPassedTests,
    failed: results.numFailedTests + brokenFiles(results),
    skipped: results.numPendingTests + results.numTodoTests
  }
  say(`${folder}: ${own.passed} passed, ${own.failed} failed, ${own.skipped} skipped`)
  passed += own.passed
  failed += own.failed
  skipped += own.skipped
}
say(`${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
