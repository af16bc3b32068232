import { assert, it } from "@effect/vitest"
import { Categories } from "@fairward/core"
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
        .replace("{value: 0.5}", "{metric: recall, value: 5}")
      const problems = yield* problemsOf("fairward.yaml", content)
      assert.deepStrictEqual(
        problems.map((problem) => problem.split(": ", 1)[0]),
        ["fairward.yaml:3:1 horizon", "fairward.yaml:7:29 threshold.value", "fairward.yaml:9:9 groupings.sex.colunm"]
      )
      assert.include(problems[2], 'did you mean "column"?')
    })
  )

  describe("keeps the categories of groupings", () => {
    const categoriesOf = (name: string, content: string) =>
      Effect.gen(function* () {
        const folder = temporaryFolder({ [name]: content })
        const { groupings } = yield* ConfigFile.decode(yield* ConfigFile.read(`${folder}/${name}`))
        return Categories.listed(groupings.sex!)!.map(({ label, values }) => `${values.join("|")} ${label}`)
      }).pipe(Effect.provide(NodeServices.layer))

    const kept = (what: string, categories: string, expected: ReadonlyArray<string>) =>
      it.effect(what, () =>
        Effect.gen(function* () {
          const content = valid.replace("sex: {column: sex}", `sex: {column: sex, categories: ${categories}}`)
          assert.deepStrictEqual(yield* categoriesOf("fairward.yaml", content), expected)
        })
      )

    kept("in the order of the file, also where they are codes", "{2: Female, 1: Male}", ["2 Female", "1 Male"])
    kept("in the order of the file, codes and words", "{M: Male, 10: Ten, 9: Nine}", ["M Male", "10 Ten", "9 Nine"])
    kept("spelled as in the file", "{007: Bond, 1.50: Half, NULL: Unknown, true: Yes, 90000000000000000001: Big}", [
      "007 Bond",
      "1.50 Half",
      "NULL Unknown",
      "true Yes",
      "90000000000000000001 Big"
    ])
    kept("of a list", "[M, 2, 01, 1.50, ~, false, '<50', {F: Female}]", [
      "M M",
      "2 2",
      "01 01",
      "1.50 1.50",
      "~ ~",
      "false false",
      "<50 <50",
      "F Female"
    ])
    it.effect("in JSON, whose objects have an order too", () =>
      Effect.gen(function* () {
        const content = `{"title": "T", "data": {"predictions": {"from": "p.csv", "patient": "id", "label": "y", "score": "s"},
          "patients": {"from": "q.csv", "patient": "id"}}, "threshold": {"value": 0.5},
          "groupings": {"sex": {"column": "sex", "categories": {"2": "Female", "1": "Male"}}}}`
        assert.deepStrictEqual(yield* categoriesOf("fairward.json", content), ["2 Female", "1 Male"])
      })
    )
    it.effect("of an alias, and tells where a label is wrong", () =>
      Effect.gen(function* () {
        const aliased = valid.replace(
          "sex: {column: sex}",
          "other: {column: sex, categories: &codes {2: Female, 1: Male}}\n  sex: {column: sex, categories: *codes}"
        )
        assert.deepStrictEqual(yield* categoriesOf("fairward.yaml", aliased), ["2 Female", "1 Male"])
        const wrong = valid.replace("sex: {column: sex}", "sex: {column: sex, categories: {2: Female, 1: ''}}")
        const problems = yield* problemsOf("fairward.yaml", wrong)
        assert.strictEqual(problems.length, 1)
        assert.match(problems[0]!, /^fairward\.yaml:9:\d+ groupings\.sex\.categories/u)
      })
    )
  })

  it.effect("places a missing setting at what should hold it", () =>
    Effect.gen(function* () {
      const problems = yield* problemsOf("fairward.yaml", valid.replace(", score: s", ""))
      assert.deepStrictEqual(problems, [
        "fairward.yaml:5:3 data.predictions.score: Required without `models`: the column of scores"
      ])
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
      assert.deepStrictEqual(problems, ['fairward.yaml:10:1 "title" is written twice here.'])
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

  it.effect("with a preset places what the preset lacks at the preset, and what is written where it is", () =>
    Effect.gen(function* () {
      const data = "data:\n  preset: plp\n  from: .\n  predictions: {scor: risk}\n"
      const content = valid.replace(/^data:\n( {2}.*\n)+/mu, data)
      assert.deepStrictEqual(
        (yield* problemsOf("fairward.yaml", content)).map((problem) => problem.replace(/ in .*\n/u, " in ...\n")),
        [
          "fairward.yaml:6:3 data.from: No prediction.csv in ...\nPreset plp looks for the folder of prediction.csv, which write.csv(result$prediction, ...) makes."
        ]
      )
      const folder = temporaryFolder({ "fairward.yaml": content, "prediction.csv": "rowId\n" })
      const file = yield* ConfigFile.read(`${folder}/fairward.yaml`).pipe(Effect.provide(NodeServices.layer))
      const problems = yield* Effect.flip(ConfigFile.decode(file))
      assert.deepStrictEqual(
        problems.map(({ where }) => where.replace(/^.*:(\d+:\d+)$/u, "$1")),
        ["7:17"]
      )
      assert.include(problems[0]?.message ?? "", 'Unknown setting "scor": did you mean "score"?')
      assert.include(file.problemAt(["data", "patients"], "(query) no rows").where, ":5:3")
      assert.strictEqual(file.presetOf("patients"), "plp")
      assert.strictEqual(file.presetOf("predictions"), undefined)
    })
  )

  it.effect("is written out with its preset, with the comments that it has elsewhere", () =>
    Effect.gen(function* () {
      const content = valid
        .replace(/^data:\n( {2}.*\n)+/mu, "data: {preset: plp, from: .}\n")
        .replace("threshold:", "# decided in March\nthreshold:")
        .replace(/^timestep.*\nhorizon.*\n/mu, "")
      const folder = temporaryFolder({ "fairward.yaml": content, "prediction.csv": "rowId\n" })
      const file = yield* ConfigFile.read(`${folder}/fairward.yaml`).pipe(Effect.provide(NodeServices.layer))
      const text = file.writtenOut()
      assert.include(text, "# decided in March\n")
      assert.include(text, '  predictions:\n    from: |-\n      select "rowId" as row_id, ')
      assert.notInclude(text, "preset")
      const pasted = temporaryFolder({ "pasted.yaml": text, "prediction.csv": "rowId\n" })
      const again = yield* ConfigFile.read(`${pasted}/pasted.yaml`).pipe(Effect.provide(NodeServices.layer))
      assert.deepStrictEqual(yield* ConfigFile.decode(again), yield* ConfigFile.decode(file))
    })
  )

  it.effect("is written out without comments where its data are referred to from elsewhere", () =>
    Effect.gen(function* () {
      const content = valid
        .replace(/^data:\n( {2}.*\n)+/mu, "data: {preset: plp, from: ., predictions: {score: &risk value}}\n")
        .replace("{value: 0.5}", "{value: 0.5, decidedBy: *risk}")
        .replace(/^timestep.*\nhorizon.*\n/mu, "")
      const folder = temporaryFolder({ "fairward.yaml": content, "prediction.csv": "rowId\n" })
      const file = yield* ConfigFile.read(`${folder}/fairward.yaml`).pipe(Effect.provide(NodeServices.layer))
      assert.include(file.writtenOut(), "decidedBy: value")
      assert.include(file.writtenOut(), "evaluationType in ('Test', 'Validation')")
    })
  )
})
