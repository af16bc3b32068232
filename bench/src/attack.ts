/**
 * Attacks what audits with `disclosure` write about small data sets of random patients:
 *
 *     pnpm attack --sets 300 --seed 1 [--mutants]
 *
 * Prints the leaks and ends with 1 where there are any. With `--mutants` it also attacks what faulty algorithms would have
 * written of the same sets, and counts in how many that was found.
 */
import { parseArgs } from "node:util"
import { attack } from "./attack/Attack.ts"
import { auditedSet } from "./attack/Audited.ts"
import { mutants } from "./attack/Mutants.ts"
import { setOf } from "./attack/Sets.ts"

const { values } = parseArgs({
  options: {
    sets: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    mutants: { type: "boolean", default: false }
  }
})
const [sets, seed] = [Number(values.sets), Number(values.seed)]
const say = (line: string) => process.stdout.write(`${line}\n`)

let leaking = 0
const found = Object.fromEntries((values.mutants ? Object.keys(mutants) : []).map((name) => [name, 0]))
const began = performance.now()
for (let i = 0; i < sets; i++) {
  const set = setOf(seed * 1000 + i)
  const { shown, truth } = await auditedSet(set, i % 10 === 0)
  const leaks = [...attack(set, shown, truth)]
  if (leaks.length > 0) leaking++
  const groupings = set.groupings.map(({ id }) => id).join(" ")
  for (const { by, of, told } of leaks) {
    say(`set ${set.seed}, minimum ${set.minimum}, ${groupings}: ${by}: ${of}: ${told}`)
  }
  for (const name of Object.keys(found)) {
    const findings = mutants[name]!(shown.findings, truth.findings)
    const known = new Set(leaks.map(({ of }) => of))
    for (const { of } of attack(set, { ...shown, findings }, truth)) {
      if (known.has(of)) continue
      found[name] = found[name]! + 1
      break
    }
  }
}
const seconds = Math.round((performance.now() - began) / 1000)
say(JSON.stringify({ sets, seed, leaking, ...(values.mutants ? { mutants: found } : {}), seconds }))
process.exitCode = leaking > 0 ? 1 : 0
