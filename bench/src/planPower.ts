import { appendFileSync, existsSync, readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { designFactors, type Foretold, foretold, independentRates, type Record } from "./planning/Foretold.ts"
import { nothingPlanted, plantedSettings, type Setting } from "./planning/settings.ts"
import trial from "./planning/trial.ts"

const { values } = parseArgs({
  options: {
    "data-sets": { type: "string", default: "200" },
    records: { type: "string", default: "plan-power.jsonl" },
    null: { type: "boolean", default: false }
  }
})

const { null: isNull, records: file } = values
const settings = isNull ? nothingPlanted : plantedSettings

const read = (): ReadonlyArray<Record> =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Record)
    : []

/** Far apart, by an odd multiplier (Knuth, TAOCP 6.4). */
const seedOf = (place: number, i: number): number =>
  Math.imul(((isNull ? 700 : 800) + place) * 100_000 + i + 1, 0x9e3779b1)

const done = new Set(read().map(({ seed, setting }) => `${setting} ${seed}`))

const audit = async (setting: Setting, seed: number) => {
  if (done.has(`${setting.id} ${seed}`)) return
  const record: Record = { setting: setting.id, seed, audited: await trial(setting)({ seed }) }
  appendFileSync(file, `${JSON.stringify(record)}\n`)
}

for (let i = 0; i < Number(values["data-sets"]); i++) {
  for (const [place, setting] of settings.entries()) await audit(setting, seedOf(place, i))
}

const records = read()
const say = (line: string) => void process.stdout.write(`${line}\n`)
const share = (value: number) => value.toFixed(3)

const row = ({ dataSets, difference, expected, found, metric, planned, setting, standardError, value }: Foretold) =>
  `| ${[setting, metric, share(value), share(difference), share(planned), share(found), share(standardError), share(expected), dataSets].join(" | ")} |`

if (isNull) {
  for (const { id } of settings) {
    const factors = designFactors(records.filter(({ setting }) => setting === id))
    say(`${id}: ${[...factors].map(([metric, factor]) => `${metric} ${share(factor)}`).join(", ")}`)
  }
  for (const [rates, independent] of independentRates(records))
    say(`${rates} rates as ${share(independent)} independent ones`)
} else {
  say("| setting | metric | value | difference | planned | found | standard error | expected | data sets |")
  say("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
  for (const setting of settings) {
    say(row(foretold(setting, "event_recall", records)))
    say(row(foretold(setting, "auroc", records)))
  }
}
