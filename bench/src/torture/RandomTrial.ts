/**
 * Small random data and a random configuration of them.
 */
import { gzipSync } from "node:zlib"
import { type Draw, draws } from "../Draw.ts"
import { csvOf, type Files, idOf, jsonOf, type Project, type Table } from "./Project.ts"
import { defaultArgs, type Trial } from "./Trial.ts"

const odd = [
  "constructor",
  "__proto__",
  "toString",
  "F",
  "M",
  "0",
  "1",
  "true",
  "null",
  "-",
  " ",
  "a b",
  "é",
  "日本",
  "👩‍⚕️",
  "العربية",
  "<b>",
  "&amp;",
  "=1+1",
  "x".repeat(60),
  "*",
  "'",
  '"',
  ",",
  ";",
  "1e5",
  "01",
  "NA"
]

const stageIds = [
  "performance",
  "time-gap",
  "clinical-safety",
  "medical-variables",
  "feature-importance",
  "missingness",
  "case-mix",
  "recognition",
  "subgroups",
  "model-comparison"
]

const missing = (draw: Draw, share: number, value: unknown) => (draw.chance(share) ? null : value)

const scoreOf = (draw: Draw, kind: string): unknown => {
  switch (kind) {
    case "constant":
      return 0.5
    case "binary":
      return draw.whole(0, 1)
    case "tiny":
      return draw.pick([0, 1e-300, 1e-100, 5e-324, 1])
    case "tied":
      return draw.whole(0, 4) / 4
    case "near one":
      return 1 - draw.share() * 1e-15
    case "points":
      return draw.pick([-5, 0, 3, 7, 20, 1e12, -0])
    default:
      return draw.share()
  }
}

const levelOf = (draw: Draw, kind: string): unknown => {
  switch (kind) {
    case "constant":
      return 7
    case "huge":
      return draw.pick([9e99, -9e99, 1e-300, 0])
    case "absent":
      return missing(draw, 0.95, draw.share())
    case "whole":
      return draw.whole(-3, 3)
    default:
      return 100 * draw.share()
  }
}

const tablesOf = (draw: Draw, kind: string, timed: boolean): Project["tables"] => {
  const count = draw.pick([1, 2, 3, 5, 10, 20, 30, 40, 60, 90])
  const patients = Array.from({ length: count }, (_, i) => i)
  const most = timed ? draw.pick([1, 2, 6, 12]) : 1
  const absent = draw.pick([0, 0, 0.1, 0.9])
  const values = Array.from({ length: draw.whole(1, 4) }, () => draw.pick(odd))
  const eventful = draw.pick([0.01, 0.1, 0.5, 0.5, 0.9, 1])
  const rate = draw.pick([0.02, 0.2, 0.5, 0.5, 1])
  const level = draw.pick(["usual", "constant", "huge", "absent", "whole"])
  const attributed = draw.pick(["usual", "constant", "huge", "whole"])
  const stays = patients.map((p) => ({ p, steps: draw.whole(draw.pick([0, 1, most]), most) }))
  const persons = draw.whole(1, count)
  const table = (columns: ReadonlyArray<string>, rows: Table["rows"]): Table => ({ columns, rows })
  return {
    predictions: table(
      ["pid", "step", "score", "label", "former"],
      stays.flatMap(({ p, steps }) =>
        Array.from({ length: steps }, (_, s) => [
          idOf(p),
          s,
          scoreOf(draw, kind),
          draw.chance(rate) ? 1 : 0,
          scoreOf(draw, kind)
        ])
      )
    ),
    patients: table(
      ["pid", "group", "age", "person", "MRKVALUEunused"],
      patients.map((p) => [
        idOf(p),
        missing(draw, absent, draw.pick(values)),
        missing(draw, absent, draw.pick([draw.whole(0, 100), draw.whole(0, 100), 0, 1e9, -1, 17.5])),
        `MRKIDperson${draw.whole(1, persons)}`,
        `MRKVALUE${p}`
      ])
    ),
    events: table(
      ["pid", "start", "stop"],
      stays.flatMap(({ p }) => {
        if (!draw.chance(eventful) && p > 0) return []
        const start = draw.whole(0, most + 2)
        return [[idOf(p), start, start + draw.whole(1, 3)]]
      })
    ),
    splits: table(
      ["pid", "split"],
      patients.map((p) => [idOf(p), draw.chance(0.8) || p === 0 ? "test" : "train"])
    ),
    timeseries: table(
      ["pid", "minutes", "lactate", "constructor"],
      stays.flatMap(({ p, steps }) =>
        Array.from({ length: steps }, (_, s) => [
          idOf(p),
          5 * s,
          levelOf(draw, level),
          missing(draw, 0.5, draw.whole(0, 9))
        ])
      )
    ),
    attributions: table(
      ["pid", "lactate", "toString", "third"],
      patients.map((p) => [idOf(p), levelOf(draw, attributed), draw.share() - 0.5, draw.whole(-1, 1)])
    ),
    recognition: table(
      ["pid", "known"],
      stays.flatMap(({ p, steps }) => (draw.chance(0.4) ? [] : [[idOf(p), missing(draw, 0.2, draw.whole(-2, steps))]]))
    )
  }
}

const groupingsOf = (draw: Draw): Record<string, unknown> => {
  const groupings = new Map<string, unknown>([["group", { column: "group" }]])
  if (draw.chance(0.6)) {
    groupings.set("age", { column: "age", bins: draw.pick([[50], [1, 2, 3], [-1, 0.5, 99.5], [20, 40, 60, 80]]) })
  }
  if (draw.chance(0.2)) groupings.set("constructor", { column: "age", title: "constructor", bins: [30] })
  if (draw.chance(0.2)) {
    groupings.set("persons", { title: "w".repeat(200), column: "group", minEventPatients: draw.whole(0, 3) })
  }
  if (draw.chance(0.3) && groupings.has("age")) groupings.set("both", { cross: ["group", "age"] })
  return Object.fromEntries(groupings)
}

const configOf = (
  draw: Draw,
  kind: string,
  timed: boolean,
  extensions: Readonly<Record<string, string>>
): Record<string, unknown> => {
  const from = (table: string) => ({ from: `${table}.${extensions[table]}`, patient: "pid" })
  const optional = (share: number, settings: Record<string, unknown>) => (draw.chance(share) ? settings : {})
  const eventful = timed && draw.chance(0.9)
  const labelled = !eventful || draw.chance(0.4)
  const compared = draw.chance(0.25)
  return {
    title: draw.pick(["A random audit", "T".repeat(200), "ü 日本 <i>x</i>"]),
    ...(timed ? { timestep: "5 min", horizon: draw.pick(["5 min", "15 min", "15 min", "1 h", "100 d"]) } : {}),
    ...(timed ? optional(0.2, { maxLength: draw.pick(["5 min", "20 min", "30 d"]) }) : {}),
    ...optional(labelled && timed ? 0.9 : 0, { labels: { as: "given", because: "They are drawn at random." } }),
    data: {
      predictions: {
        ...from("predictions"),
        ...(timed ? { time: "step" } : {}),
        ...(compared ? {} : { score: draw.chance(0.1) ? ["score", "score"] : "score" }),
        ...(labelled ? { label: "label" } : {}),
        ...(kind === "points" ? { scale: "points" } : {})
      },
      patients: { ...from("patients"), ...optional(0.2, { cluster: "person" }) },
      ...(eventful ? { events: { ...from("events"), start: "start", stop: "stop" } } : {}),
      ...optional(0.4, { splits: { ...from("splits"), split: "split" } }),
      ...optional(timed ? 0.5 : 0, {
        timeseries: {
          ...from("timeseries"),
          time: "minutes",
          timeUnit: "min",
          ...optional(0.5, { definesLabel: ["lactate"] })
        }
      }),
      ...optional(0.5, { attributions: from("attributions") }),
      ...optional(timed ? 0.4 : 0, { recognition: { ...from("recognition"), time: "known" } })
    },
    ...optional(compared ? 1 : 0, {
      models: {
        present: { score: "score" },
        [draw.pick(["former", "constructor"])]: {
          score: "former",
          baseline: true,
          threshold: { value: draw.pick([0, 0.5, 0.9]) }
        }
      }
    }),
    ...optional(0.3, {
      caseMix: draw.pick([["group"], [{ column: "age", bins: [40, 70] }], ["group", { column: "age", bins: [50] }]])
    }),
    threshold: draw.chance(0.7)
      ? { value: draw.pick([0, 0.1, 0.5, 0.9, 1]) }
      : {
          metric: draw.pick(["event-recall", "recall", "precision", "npv", "fpr"]),
          value: draw.pick([0, 0.2, 0.5, 0.8, 1])
        },
    groupings: groupingsOf(draw),
    ...optional(0.3, { minEventPatients: draw.whole(0, 5) }),
    ...optional(0.6, { verdictMinimum: draw.pick([2, 3, 10]) }),
    resampling: {
      replicates: draw.chance(0.05) ? 1000 : draw.whole(20, 60),
      seed: draw.whole(-5, 1000),
      ...optional(0.3, { scheme: "poisson" })
    },
    ...optional(0.2, { significance: "mann-whitney" }),
    ...optional(0.2, { level: draw.pick([0.5, 0.9, 0.999]) }),
    ...optional(0.15, { disclosure: { minimumCell: draw.pick([2, 5, 10, 1000]) } }),
    ...optional(0.7, { stages: Object.fromEntries(stageIds.filter(() => draw.chance(0.5)).map((id) => [id, {}])) }),
    ...optional(0.3, {
      report: { locale: draw.pick(["en", "de-CH", "ar", "hi", "fr"]), paper: draw.pick(["A4", "Letter"]) }
    })
  }
}

const written = (draw: Draw, table: Table): readonly [string, string | Uint8Array] => {
  switch (draw.pick(["csv", "csv", "csv", "semicolon", "tab", "crlf", "bom", "gz", "json"])) {
    case "semicolon":
      return ["csv", csvOf(table, ";")]
    case "tab":
      return ["tsv", csvOf(table, "\t")]
    case "crlf":
      return ["csv", csvOf(table, ",", "\r\n")]
    case "bom":
      return ["csv", `\uFEFF${csvOf(table)}`]
    case "gz":
      return ["csv.gz", gzipSync(csvOf(table))]
    case "json":
      return ["json", jsonOf(table)]
    default:
      return ["csv", csvOf(table)]
  }
}

/** The input of a seed. One in `everyPdf` is drawn as PDF too. */
export const randomTrial = (seed: number, everyPdf = 20): Trial => {
  const draw = draws(seed)
  const kind = draw.pick(["usual", "usual", "usual", "constant", "binary", "tiny", "tied", "near one", "points"])
  const timed = draw.chance(0.9)
  const extensions: Record<string, string> = {}
  const files: Record<string, string | Uint8Array> = {}
  for (const [name, table] of Object.entries(tablesOf(draw, kind, timed))) {
    const [extension, content] = written(draw, table)
    extensions[name] = extension
    files[`${name}.${extension}`] = content
  }
  files["fairward.yaml"] = JSON.stringify(configOf(draw, kind, timed, extensions), null, 1)
  const drawn = draw.whole(1, everyPdf) === 1
  return {
    family: "random",
    name: `seed ${seed}`,
    files: files satisfies Files,
    args: drawn ? ["audit", "--workers", "1"] : defaultArgs
  }
}
