import { Effect, FileSystem, Option, Path } from "effect"
import { Command } from "effect/cli"
import { Journal } from "../Journal.ts"
import * as Outputs from "../Outputs.ts"
import { CommandError, InputError } from "../Problem.ts"
import { demoConfig } from "./demoConfig.ts"
import * as flags from "./flags.ts"
import { runAudit } from "./runAudit.ts"

const configName = "fairward.yaml"

export const demo = (started: string | undefined) =>
  Command.make(
    "demo",
    {
      out: flags.out("out/demo"),
      format: flags.format,
      workers: flags.workers,
      quiet: flags.quiet,
      json: flags.json
    },
    Effect.fn("Cli.demo")(function* (input) {
      const { out } = input
      const paths = yield* Path.Path
      yield* Outputs.check(out)
      yield* refuseOtherConfig(out)
      const journal = yield* Journal
      if (input.quiet) yield* journal.hush
      yield* journal.ifInterrupted(
        `The data of the demonstration in ${paths.join(out, "data")} may be incomplete; run it again.`
      )
      const { Parameters, Simulation } = yield* Effect.promise(() => import("@fairward/simulator"))
      yield* journal.phase(
        "Simulating an intensive care unit",
        Effect.tryPromise({
          try: () => Simulation.write(Simulation.simulate(Parameters.demo), paths.join(out, "data")),
          catch: (cause) => new CommandError({ message: `The data could not be written: ${String(cause)}` })
        }),
        () => `${Parameters.demo.patients} patients`
      )
      yield* Outputs.write(out, { [configName]: demoConfig })
      yield* journal.ifInterrupted(
        `The data of the demonstration in ${out} are complete, and earlier files as they were.`
      )
      yield* runAudit({ ...input, config: paths.join(out, configName), started })
    })
  ).pipe(
    Command.withDescription(
      "Simulate an intensive care unit with planted disparities and audit it: no input needed. Writes data/, fairward.yaml and the report; the configuration is a good one to begin one's own from." +
        flags.runsStages
    ),
    Command.withShortDescription("Simulate data and audit them"),
    Command.withExamples([{ command: "fairward demo --out demo", description: "See a whole report in a minute" }])
  )

/** A configuration that somebody changed or brought is not written over. */
const refuseOtherConfig = Effect.fn("Cli.refuseOtherConfig")(function* (out: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const path = paths.join(out, configName)
  const present = yield* Effect.option(files.readFileString(path))
  if (Option.isNone(present) || present.value === demoConfig) return
  return yield* new InputError({
    subject: "demo",
    problems: [
      {
        where: path,
        message: "There is another configuration already, and the demonstration does not write over it.",
        fix: `Choose another folder with --out, or audit what is there: fairward audit ${path} --out ${out}`
      }
    ]
  })
})
