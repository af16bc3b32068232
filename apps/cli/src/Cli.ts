/** The command `fairward`. */
import * as NodeRuntime from "@effect/platform-node-shared/NodeRuntime"
import { Cause, Console, Effect, Layer } from "effect"
import { CliConfig, CliError, CliOutput, Command, GlobalFlag } from "effect/cli"
import { audit } from "./commands/audit.ts"
import { compare } from "./commands/compare.ts"
import { demo } from "./commands/demo.ts"
import { exportFindings } from "./commands/export.ts"
import { gate } from "./commands/gate.ts"
import { init } from "./commands/init.ts"
import { monitor } from "./commands/monitor.ts"
import { newStage } from "./commands/newStage.ts"
import { plan } from "./commands/plan.ts"
import { pool } from "./commands/pool.ts"
import { report } from "./commands/report.ts"
import { schema } from "./commands/schema.ts"
import { stages } from "./commands/stages.ts"
import { validate } from "./commands/validate.ts"
import { completions } from "./internal/completions.ts"
import { consoleOfResults } from "./internal/consoleOfResults.ts"
import { usageMessage } from "./internal/usageMessage.ts"
import { consoleBehind, visibleConsole } from "./internal/visibleConsole.ts"
import { Journal, standardError } from "./Journal.ts"
import * as Manifest from "./Manifest.ts"
import * as NodeServices from "./NodeServices.ts"
import { type CommandError, type GateFailed, type InputError, type StagesFailed, UsageError } from "./Problem.ts"

export interface MainOptions {
  /** URL of the program that was started, when it belongs to a package that depends on stages. */
  readonly started?: string
}

const command = (started: string | undefined) =>
  Command.make("fairward").pipe(
    Command.withDescription("Audit the fairness of clinical early-warning models"),
    Command.withSubcommands([
      demo(started),
      init(started),
      audit(started),
      validate(started),
      plan(started),
      report(started),
      compare,
      monitor,
      pool,
      gate,
      exportFindings(started),
      stages(started),
      newStage(started),
      schema(started)
    ]),
    Command.withGlobalFlags([completions])
  )

/** Says what is wrong with the arguments without printing the whole help around it. */
const presenter: CliOutput.Presenter = {
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.error([...event.errors.map(usageMessage), `See ${event.commandPath.join(" ")} --help`].join("\n"))
      : Console.consoleWith((console) =>
          Effect.provideService(CliOutput.defaultPresenter.present(event), Console.Console, consoleBehind(console))
        )
}

/** Runs the command on arguments without those of node. Says what went wrong, and fails with its exit code. */
export const run = (args: ReadonlyArray<string>, options: MainOptions = {}) =>
  Console.consoleWith((console) =>
    Effect.provideService(commanded(args, options), Console.Console, visibleConsole(console))
  )

const commanded = (args: ReadonlyArray<string>, { started }: MainOptions) =>
  Command.runWith(command(started), { version: Manifest.own.version })(args).pipe(
    Effect.tapError((error) => (CliError.isCliError(error) ? Effect.void : explain(error, args.includes("--json")))),
    Effect.mapError((error) =>
      CliError.isCliError(error) && !(error._tag === "ShowHelp" && error.errors.length === 0)
        ? new UsageError({ message: error.message })
        : error
    ),
    Effect.tapDefect((defect) =>
      Console.error(`fairward has a bug; please report this.\n${Cause.pretty(Cause.die(defect))}`)
    ),
    Effect.onInterrupt(() =>
      Effect.flatMap(Journal, ({ leftBehind }) =>
        Effect.flatMap(leftBehind, (left) => Console.error(`\nInterrupted. ${left}`))
      )
    ),
    Effect.provide(
      Layer.mergeAll(
        NodeServices.layer,
        Journal.layer(standardError),
        CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }),
        CliOutput.layerPresenter(presenter)
      )
    )
  )

const explain = (error: InputError | StagesFailed | GateFailed | CommandError, asJson: boolean) =>
  asJson && error._tag === "InputError"
    ? Console.log(JSON.stringify({ error: error.subject, problems: error.problems }, null, 2))
    : Console.error(`\n${error.message}`)

/** Runs the command on the arguments of this process, and ends the process with the exit code. */
export const main = (options: MainOptions = {}): void => {
  // React, which lays out the report, is slower and says more to developers without it.
  process.env.NODE_ENV ??= "production"
  const program = Effect.provideService(run(process.argv.slice(2), options), Console.Console, consoleOfResults())
  NodeRuntime.runMain(program, { disableErrorReporting: true })
}
