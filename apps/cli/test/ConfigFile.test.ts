import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describe } from "vitest"
import * as ConfigFile from "../src/ConfigFile.ts"
import * as NodeServices from "../src/NodeServices.ts"
import { temporaryFolder } from "./support/project.ts"

const problemsOf = (name: string, content: string) =>
  Effect.gen(function* () {
    const folder = temporaryFolder({ [name]: content })
    const file = yield* ConfigFile.read(`${folder}/${name}`).pipe(Effect.mapError(({ problems }) => problems))
    yield* ConfigFile.decode(file)
    return []
  }).pipe(
    Effect.catch((problems) =>
      Effect.succeed(problems.map(({ message, where }) => `${where.replace(/^.*\//u, "")} ${message}`))
    ),
    Effect.provide(NodeServices.layer)
  )

const valid = `title: T
timestep: 5 min
horizon: 12 h
data:
  predictions: {from: p.csv, patient: id, time: step, label: y, score: s}
  patients: {from: q.csv, patient: id}
threshold: {value: 0.5}
groupings:
  sex: {column: sex}
`

describe("a configuration file", () => {
  it.effect("that is right has no problem", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* problemsOf("fairward.yaml", valid), [])
    })
  )

  it.effect("tells each problem's line and column, all at once", () =>
    Effect.gen(function* () {
      const content = valid
        .replace("sex: {column: sex}", "sex: {colunm: sex}")
        .replace("12 h", "12 hours")
        .replace("{value: 0.5}", "{value: 5}")
      const problems = yield* problemsOf("fairward.yaml", content)
      assert.deepStrictEqual(
        problems.map((problem) => problem.split(": ", 1)[0]),
        ["fairward.yaml:3:1 horizon", "fairward.yaml:7:13 threshold.value", "fairward.yaml:9:9 groupings.sex.colunm"]
      )
      assert.include(problems[2], 'did you mean "column"?')
    })
  )

  it.effect("places a missing setting at what should hold it", () =>
    Effect.gen(function* () {
      const problems = yield* problemsOf("fairward.yaml", valid.replace(", label: y", ""))
      assert.deepStrictEqual(problems, ["fairward.yaml:5:3 data.predictions.label: Required, but missing"])
    })
  )

  it.effect("places a wrong item of a list at the item", () =>
    Effect.gen(function* () {
      const content = valid.replace("{column: sex}", "\n    column: age\n    bins:\n      - 50\n      - old")
      const [problem] = yield* problemsOf("fairward.yaml", content)
      assert.match(problem ?? "", /^fairward\.yaml:13:9 groupings\.sex\.bins\.1: /u)
    })
  )

  it.effect("finds settings behind an alias", () =>
    Effect.gen(function* () {
      const content = valid.replace("sex: {column: sex}", "sex: &one {column: sex, catgories: {}}\n  other: *one")
      const problems = yield* problemsOf("fairward.yaml", content)
      assert.deepStrictEqual(
        problems.map((problem) => problem.split(": ", 1)[0]),
        ["fairward.yaml:9:27 groupings.sex.catgories", "fairward.yaml:9:27 groupings.other.catgories"]
      )
    })
  )

  it.effect("with broken syntax tells where", () =>
    Effect.gen(function* () {
      const problems = yield* problemsOf("fairward.yaml", `${valid}title: again\n`)
      assert.deepStrictEqual(problems, ["fairward.yaml:10:1 Map keys must be unique"])
    })
  )

  it.effect("may be JSON, indented by tabs", () =>
    Effect.gen(function* () {
      const problems = yield* problemsOf("fairward.json", '{\n\t"title": "T",\n\t"tresholds": {"value": 1}\n}\n')
      assert.include(problems.find((problem) => problem.includes("Unknown")) ?? "", "fairward.json:3:2 tresholds")
    })
  )

  it.effect("that is not there is looked for under its absolute path", () =>
    Effect.gen(function* () {
      const { problems } = yield* ConfigFile.read("nowhere/fairward.yaml").pipe(
        Effect.flip,
        Effect.provide(NodeServices.layer)
      )
      assert.strictEqual(problems[0].where, `${process.cwd()}/nowhere/fairward.yaml`)
      assert.strictEqual(problems[0].message, "There is no such file.")
    })
  )
})
