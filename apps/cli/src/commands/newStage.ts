import { Console, Effect, Option, Path } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { discover, packageManager } from "../Discovery.ts"
import * as NewStage from "../NewStage.ts"
import * as flags from "./flags.ts"

export const newStage = (started: string | undefined) =>
  Command.make(
    "new-stage",
    {
      name: Argument.String("name").pipe(
        Argument.withDescription("Id of the stage: small letters, digits and hyphens, such as score-drift")
      ),
      dir: Flag.String("dir").pipe(
        Flag.withMetavar("DIR"),
        Flag.withDescription("Folder for the package, inside the project; the name when absent"),
        Flag.optional
      ),
      withoutComparison: Flag.Boolean("without-comparison").pipe(
        Flag.withoutNegation,
        Flag.withDescription("A stage that describes cohorts and compares nothing"),
        Flag.withDefault(false)
      )
    },
    Effect.fn("Cli.newStage")(function* ({ dir, name, withoutComparison }) {
      const paths = yield* Path.Path
      const here = paths.resolve(".")
      const discovery = yield* discover(here, started)
      const folder = Option.getOrElse(dir, () => name)
      const manager = packageManager(discovery.project?.folder ?? here)
      const made = yield* NewStage.make(name, folder, { ...discovery, manager, compares: !withoutComparison })
      yield* Console.log(
        [
          `Made ${made.packageName} in ${made.folder}: a stage that works, with its tests. To install it, and to test it:`,
          "",
          ...made.commands.map((command) => `    ${command}`),
          "",
          `Its section is then in every report of this project. src/index.ts is what to change.`
        ].join("\n")
      )
    })
  ).pipe(
    Command.withDescription(
      "Make a stage of your own: a package in your project that works at once, with tests, to change into the analysis that you need." +
        flags.runsStages
    ),
    Command.withShortDescription("Make a stage of your own"),
    Command.withExamples([{ command: "fairward new-stage score-drift", description: "Makes ./score-drift" }])
  )
