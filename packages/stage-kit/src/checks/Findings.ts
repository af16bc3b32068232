import { Cohorts, Compute, Disclosure, Message, Resamples } from "@fairward/core"
import { Context, Effect, Layer, Schema } from "effect"
import type { Check, Subject } from "../Check.ts"
import * as Fixture from "../Fixture.ts"
import { differences } from "../internal/differences.ts"
import { fingerprint } from "../internal/fingerprint.ts"
import { reordered } from "../internal/reordered.ts"

const something: Check = {
  name: "finds something in the first fixture",
  problems: Effect.fnUntraced(function* ({ base, outcome }) {
    const ended = yield* outcome(base)
    const told = `All other checks look at what the stage finds with ${base.name}, but there it`
    switch (ended._tag) {
      case "Done":
        return []
      case "Skipped":
        return [`${told} is skipped: ${ended.reason}`]
      case "Failed":
        return [`${told} fails: ${ended.error.message}`]
      case "Broken":
        return [`${told} breaks: ${ended.why}`]
    }
  })
}

/** Findings of the base fixture; `undefined` when there are none, of which another check tells. */
const found = ({ base, outcome }: Subject) =>
  Effect.map(outcome(base), (ended) => (ended._tag === "Done" ? ended.findings : undefined))

/** What changes in findings from one run of the base fixture to another. */
const changed = (before: unknown, after: Fixture.Outcome, tolerance?: number): ReadonlyArray<string> =>
  after._tag === "Done"
    ? differences(before, after.findings, tolerance)
    : [`it finds something, and then ends as ${after._tag}`]

const seed: Check = {
  name: "finds the same again with the same seed",
  problems: Effect.fnUntraced(function* (subject) {
    const before = yield* found(subject)
    if (before === undefined) return []
    const after = yield* Fixture.run(subject.stage, subject.settings.options, subject.base)
    const problems = changed(before, after)
    return problems.length === 0 && after._tag === "Done" && JSON.stringify(after.findings) !== JSON.stringify(before)
      ? ["The same numbers come in another order of keys: findings.json must be the same, byte for byte"]
      : problems
  })
}

const workers: Check = {
  name: "finds the same with one worker as with two",
  problems: Effect.fnUntraced(function* (subject) {
    const before = yield* found(subject)
    if (before === undefined) return []
    const runWith = (count: number) =>
      Fixture.run(subject.stage, subject.settings.options, subject.base, Compute.Compute.layer(count))
    return [
      ...changed(before, yield* runWith(1)).map((one) => `In a worker: ${one}`),
      ...changed(before, yield* runWith(2)).map((one) => `In two workers: ${one}`)
    ]
  })
}

const json: Check = {
  name: "has findings that survive JSON",
  problems: Effect.fnUntraced(function* (subject) {
    const before = yield* found(subject)
    if (before === undefined) return []
    const codec = Schema.toCodecJson(subject.stage.findings)
    const read = JSON.parse(JSON.stringify(before)) as unknown
    const again = yield* Schema.decodeUnknownEffect(codec)(read).pipe(
      Effect.flatMap(Schema.encodeEffect(codec)),
      Effect.result
    )
    return again._tag === "Failure"
      ? [`Findings cannot be read back: ${again.failure.message}`]
      : [...differences(before, read), ...differences(read, again.success)].map(
          (one) => `Findings change when they are written and read: ${one}`
        )
  })
}

const inputs: Check = {
  name: "leaves its inputs as they are",
  problems: Effect.fnUntraced(function* ({ base, settings, stage }) {
    const prepared = yield* stage.prepare(settings.options)
    const context = yield* Effect.scoped(Layer.build(Fixture.services(base)))
    const resamples = Context.get(context, Resamples.Resamples)
    const replicates = [yield* resamples.of("test"), yield* resamples.of("train")]
    const print = () => fingerprint(base.dataset, Context.get(context, Cohorts.Cohorts), replicates)
    const before = print()
    yield* Fixture.runIn(stage, prepared, context)
    const after = print()
    return [...before.keys()]
      .filter((name) => before.get(name) !== after.get(name))
      .map((name) => `${name} is changed: copy it first, other stages read it too`)
  })
}

const order: Check = {
  name: "finds the same in another order of the patients",
  problems: Effect.fnUntraced(function* (subject) {
    const before = yield* found(subject)
    if (before === undefined) return []
    const prepared = yield* subject.stage.prepare(subject.settings.options)
    const context = yield* reordered(subject.base)
    return changed(before, yield* Fixture.runIn(subject.stage, prepared, context), 1e-9).map(
      (one) => `With the patients in another order ${one}`
    )
  })
}

/** A common choice of those who share reports. */
const minimumCell = 10

const disclosure: Check = {
  name: "says what each number of its findings is",
  problems: Effect.fnUntraced(function* ({ base, outcome, stage, variants }) {
    const undeclared = Disclosure.undeclared(stage.findings.ast)
    if (undeclared.length > 0) {
      return [
        `With small counts withheld its section is missing from the report, because the schema of its findings does not say what these numbers are: ${undeclared.join(", ")}. Say it there: Disclosure.Count for patients and events, Disclosure.Estimate, Value or Share for other numbers about a cohort, Disclosure.Setting for options and margins, Disclosure.none(findings) where no patient has a part in any number`
      ]
    }
    if (Disclosure.whyUnprotected(stage.findings.ast) !== undefined) return []
    for (const fixture of [base, ...variants]) {
      const ended = yield* outcome(fixture)
      if (ended._tag !== "Done") continue
      const { stages } = yield* Fixture.disclosed(stage, ended.findings, fixture, minimumCell)
      const { reason, status } = stages[stage.meta.id]!
      if (status !== "done") {
        return [
          `With small counts withheld its section is missing from the report (with ${fixture.name}): ${reason === undefined ? "" : Message.text(reason)}`
        ]
      }
    }
    return []
  })
}

const copes = (fixture: Fixture.Fixture): Check => ({
  name: `copes with ${fixture.name}`,
  problems: Effect.fnUntraced(function* ({ outcome, stage }) {
    const ended = yield* outcome(fixture)
    switch (ended._tag) {
      case "Done":
        return []
      case "Skipped":
        return ended.reason.trim() === "" ? ["It is skipped without a reason"] : []
      case "Failed":
        return [
          ...(ended.error.message.trim() === "" ? ["It fails without a message"] : []),
          ...(ended.error.stage === stage.meta.id ? [] : [`Its error is of the stage "${ended.error.stage}"`])
        ]
      case "Broken":
        return [`It breaks: return findings, a StageSkipped or a StageError instead. ${ended.why}`]
    }
  })
})

export const findingsChecks = (variants: ReadonlyArray<Fixture.Fixture>): ReadonlyArray<Check> => [
  something,
  seed,
  workers,
  json,
  inputs,
  order,
  disclosure,
  ...variants.map(copes)
]
