import { Detection, Names, Threshold } from "@fairward/core"
import { Console, Effect, Option } from "effect"
import { explanationLines } from "../Explanation.ts"
import { prepare } from "../Preparation.ts"
import { InputError } from "../Problem.ts"

/** Prints one patient's steps, also where labels contradict events and horizon so often that they are refused. */
export const explain = Effect.fn("Cli.explain")(function* (
  name: string,
  started: string | undefined,
  id: string,
  set: ReadonlyArray<string>
) {
  const { config, dataset } = yield* prepare(name, started, { anyLabels: true, set })
  const patient = dataset.patients.ids.indexOf(id)
  if (patient < 0) {
    const near = Names.near(id, dataset.patients.ids).slice(0, 3)
    return yield* new InputError({
      subject: name,
      problems: [
        {
          where: "--explain",
          message: `There is no patient "${id}".`,
          fix:
            near.length === 0
              ? `Ids are written like ${dataset.patients.ids.slice(0, 3).join(", ")}`
              : `The nearest ids: ${near.join(", ")}`
        }
      ]
    })
  }
  const threshold = yield* Effect.option(Threshold.solve(config.threshold, dataset, Detection.evaluableEvents(dataset)))
  const told = { config, dataset, threshold: Option.getOrUndefined(threshold) }
  yield* Console.log(explanationLines(told, patient).join("\n"))
})
