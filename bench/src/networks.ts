/** How often a pool of hospitals shows what is not there, and how often what is: audits drawn into many networks. */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Pool } from "@fairward/audits"
import type { Comparison } from "@fairward/core"
import { draws } from "./Draw.ts"
import { audits } from "./validity/Audits.ts"

const { values } = parseArgs({
  options: {
    audits: { type: "string", default: "800" },
    planted: { type: "string", default: "60" },
    networks: { type: "string", default: "200" },
    records: { type: "string", default: "series.jsonl" },
    seed: { type: "string", default: "1" }
  }
})

const of = Number
const planted = of(values.planted)
const auditsOf = await audits(
  { nothing: of(values.audits), same: planted, lower: planted, slightly: planted },
  { records: values.records, seed: of(values.seed) }
)
const known = {
  nothing: auditsOf("nothing"),
  same: auditsOf("same"),
  lower: auditsOf("lower"),
  slightly: auditsOf("slightly")
}
type Site = (typeof known.nothing)[number]

const isShown = ({ verdict }: { readonly verdict: Comparison.Comparison["verdict"] }): boolean =>
  !["inconclusive", "equivalent", "no verdict", "too small"].includes(verdict)

const answers = ["mean", "elsewhere", "apart"] as const satisfies ReadonlyArray<Pool.Question>

const judgedOf = ({ elsewhere, mean, sites }: Pool.Difference) => ({
  mean: mean === null ? [] : [mean],
  elsewhere: elsewhere === null ? [] : [elsewhere],
  apart: sites.flatMap((site) => site?.apart ?? [])
})

const differencesOf = (sites: ReadonlyArray<Site>) =>
  Pool.ofStages(sites, { level: 0.95 }).flatMap(({ differences }) => differences)

/** Which questions any difference of a network answers with that something is there. */
const shownIn = (sites: ReadonlyArray<Site>): ReadonlyArray<Pool.Question> => {
  const all = differencesOf(sites).map(judgedOf)
  return answers.filter((question) => all.some((judged) => judged[question].some(isShown)))
}

const isPlanted = ({
  category,
  grouping,
  metric
}: Pick<Pool.Difference, "category" | "grouping" | "metric">): boolean =>
  grouping === "sex" && category === "F" && metric === "event_recall"

const share = <A>(all: ReadonlyArray<A>, holds: (one: A) => boolean): number => all.filter(holds).length / all.length

/** No two of these networks have a site in common. */
const apartFromEachOther = (sites: number): ReadonlyArray<ReadonlyArray<Site>> =>
  Array.from({ length: Math.floor(known.nothing.length / sites) }, (_, i) =>
    known.nothing.slice(i * sites, (i + 1) * sites)
  )

const nullOf = (sites: number) => {
  const shown = apartFromEachOther(sites).map(shownIn)
  return {
    sites,
    networks: shown.length,
    anyShown: share(shown, ({ length }) => length > 0),
    ...Object.fromEntries(answers.map((one) => [one, share(shown, (own) => own.includes(one))]))
  }
}

const draw = draws(of(values.seed))
const drawn = <A>(make: () => A): ReadonlyArray<A> => Array.from({ length: of(values.networks) }, make)

/** Everywhere women's event recall is lower by 0.10. */
const commonOf = (sites: number) => {
  const found = drawn(() => differencesOf(draw.some(known.slightly, sites)).find(isPlanted)!)
  return {
    sites,
    mean: share(found, ({ mean }) => mean !== null && isShown(mean)),
    elsewhere: share(found, ({ elsewhere }) => elsewhere !== null && isShown(elsewhere)),
    apart: share(found, (one) => judgedOf(one).apart.some(isShown))
  }
}

/** At the last of the sites it is lower by 0.20, at the others not at all. */
const singleOf = (sites: number) => {
  const found = drawn(() => {
    const all = [...draw.some(known.same, sites - 1), ...draw.some(known.lower, 1)]
    return differencesOf(all).find(isPlanted)!
  })
  return {
    sites,
    named: share(found, (one) => {
      const last = one.sites.at(-1)?.apart
      return last !== undefined && isShown(last)
    }),
    anotherNamed: share(found, (one) => one.sites.slice(0, -1).some((site) => site?.apart && isShown(site.apart)))
  }
}

const alone = share(known.slightly, (stages) => {
  const planted = stages.flatMap(({ comparisons }) => comparisons).find(isPlanted)
  return planted !== undefined && isShown(planted)
})

const found = {
  audits: Object.fromEntries(Object.entries(known).map(([kind, { length }]) => [kind, length])),
  nothing: [3, 6, 12].map(nullOf),
  common: { alone, networks: of(values.networks), pooled: [3, 6, 12].map(commonOf) },
  single: { networks: of(values.networks), pooled: [3, 6, 12].map(singleOf) }
}
writeFileSync(fileURLToPath(new URL("../networks.json", import.meta.url)), `${JSON.stringify(found, null, 2)}\n`)
process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
