import { Console, Effect, Path } from "effect"
import { Command } from "effect/cli"
import { configJsonSchema } from "../ConfigJsonSchema.ts"
import { discover } from "../Discovery.ts"
import { failOnProblems } from "../Problem.ts"
import * as flags from "./flags.ts"

export const schema = (started: string | undefined) =>
  Command.make(
    "schema",
    {},
    Effect.fn("Cli.schema")(function* () {
      const paths = yield* Path.Path
      const { broken, installed, problems } = yield* discover(paths.resolve("."), started)
      yield* failOnProblems("Installed stages", [...problems, ...broken.map(({ problem }) => problem)])
      yield* Console.log(JSON.stringify(configJsonSchema(installed.map(({ stage }) => stage)), null, 2))
    })
  ).pipe(
    Command.withDescription(
      "Print the JSON Schema of fairward.yaml with the options of the installed stages, for completion and checks in an editor." +
        flags.runsStages
    ),
    Command.withShortDescription("Print the JSON Schema of fairward.yaml"),
    Command.withExamples([
      {
        command: "fairward schema > fairward.schema.json",
        description: "Then begin fairward.yaml with: # yaml-language-server: $schema=fairward.schema.json"
      }
    ])
  )
