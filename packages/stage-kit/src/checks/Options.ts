import { Arbitrary, Effect, Exit, Schema } from "effect"
import type { Check } from "../Check.ts"
import * as Fixture from "../Fixture.ts"
import { differences } from "../internal/differences.ts"

const empty: Check = {
  name: "takes no options, or says what to configure",
  problems: Effect.fnUntraced(function* ({ settings, stage }) {
    const prepared = yield* Effect.result(stage.prepare({}))
    if (prepared._tag === "Success") return []
    const silent = prepared.failure.issues.filter(({ message, path }) => path.length === 0 || message.trim() === "")
    const configured = yield* Effect.result(stage.prepare(settings.options))
    return [
      ...silent.map(
        ({ message }) =>
          `{} is refused with "${message}" and no path: give options defaults, or refuse so that a user knows which one to set`
      ),
      ...(configured._tag === "Success"
        ? []
        : [
            `The options that the stage is tested with are refused: give \`options\` that it takes.\n${configured.failure.message}`
          ])
    ]
  })
}

const stored: Check = {
  name: "stores options that it takes again",
  problems: Effect.fnUntraced(function* ({ settings, stage }) {
    const prepared = yield* Effect.result(stage.prepare(settings.options))
    if (prepared._tag === "Failure") return []
    const once = JSON.parse(JSON.stringify(prepared.success.options)) as unknown
    const again = yield* Effect.result(stage.prepare(once))
    return again._tag === "Failure"
      ? [
          `findings.json stores ${JSON.stringify(once)}, which the stage refuses: encode and decode must be each other's inverse.\n${again.failure.message}`
        ]
      : differences(once, again.success.options).map((one) => `Options change when they are stored and read: ${one}`)
  })
}

/** Small enough to be run many times. */
const small = ({ settings, ...fixture }: Fixture.Fixture): Fixture.Fixture => ({
  ...fixture,
  settings: { ...settings, resampling: { ...settings.resampling, replicates: 20 } }
})

const candidatesOf = (options: Schema.Top) =>
  Effect.try({ try: () => Arbitrary.schema(Schema.toEncoded(options)), catch: (cause) => String(cause) })

const giveArbitrary = "Test with an `arbitrary` of options as a configuration writes them"

const any: Check = {
  name: "copes with all options that it takes",
  problems: Effect.fnUntraced(function* ({ base, settings, stage }) {
    const made = yield* Effect.result(
      settings.arbitrary === undefined ? candidatesOf(stage.options) : Effect.succeed(settings.arbitrary)
    )
    if (made._tag === "Failure") return [`No options can be made from the schema: ${made.failure}. ${giveArbitrary}.`]
    const fixture = small(base)
    const taken = Arbitrary.filter(made.success, (options) =>
      Exit.isSuccess(Effect.runSyncExit(stage.prepare(options)))
    )
    const holds = (options: unknown) =>
      Fixture.run(stage, options, fixture).pipe(
        Effect.orDie,
        Effect.flatMap((ended) => (ended._tag === "Broken" ? Effect.fail(ended.why) : Effect.succeed(true)))
      )
    let accepted = 0
    for (let seed = 0; seed < settings.runs; seed++) {
      // A check of many runs begins with the smallest options and stays with them as long as none is accepted.
      const checked = yield* Arbitrary.checkEffect(taken, holds, {
        runs: 1,
        size: 5,
        seed,
        maxDiscards: 50,
        maxShrinks: 20
      })
      if (checked._tag === "Passed") accepted++
      else if (checked._tag === "Falsified") {
        const why =
          checked.failure._tag === "PropertyError" ? checked.failure.error : "it ends differently when it is run again"
        return [`With the options ${JSON.stringify(checked.shrunkInput)} the stage breaks: ${why}`]
      }
    }
    return accepted === settings.runs
      ? []
      : [`Only ${accepted} of ${settings.runs} times options made from the schema were accepted. ${giveArbitrary}.`]
  })
}

export const optionsChecks: ReadonlyArray<Check> = [empty, stored, any]
