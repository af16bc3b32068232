import { Detection, Threshold } from "@fairward/core"
import { Console, Effect, Option } from "effect"
import { explanationLines, nearestIds } from "../Explanation.ts"
import { prepare } from "../Preparation.ts"
import { InputError } from "../Problem.ts"

/** Prints one patient's steps, also where labels contradict events and horizon so often that they are refused. */
export const explain = Effect.fn("Cli.explain")(function* (name: string, started: string | undefined, id: string) {
  const { config, dataset } = yield* prepare(name, started, { anyLabels: true })
  const patient = dataset.patients.ids.indexOf(id)
  if (patient < 0) {
    return yield* new InputError({
      subject: name,
      problems: [
        {
          where: "--explain",
          message: `There is no patient "${id}".`,
          fix: `The nearest ids: ${nearestIds(id, dataset.patients.ids).join(", ")}`
        }
      ]
    })
  }
  const threshold = yield* Effect.option(Threshold.solve(config.threshold, dataset, Detection.evaluableEvents(dataset)))
  const told = { config, dataset, threshold: Option.getOrUndefined(threshold) }
  yield* Console.log(explanationLines(told, patient).join("\n"))
})
