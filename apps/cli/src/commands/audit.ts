import { Command, Flag } from "effect/cli"
import * as flags from "./flags.ts"
import { runAudit } from "./runAudit.ts"

export const audit = (started: string | undefined) =>
  Command.make(
    "audit",
    {
      config: flags.config,
      set: flags.set,
      out: flags.out("out"),
      format: flags.format,
      workers: flags.workers,
      gate: Flag.String("gate").pipe(
        Flag.withMetavar("POLICY"),
        Flag.withDescription("Hold the findings against a policy when all is written, as fairward gate does"),
        Flag.optional
      ),
      baseline: flags.baseline,
      quiet: flags.quiet,
      json: flags.json
    },
    (input) => runAudit({ ...input, started })
  ).pipe(
    Command.withDescription(
      "Audit a model's predictions: every installed stage, one report. Exit codes: 0 done; 1 failed; 2 bad configuration or data; 3 a stage failed, the rest is reported; 4 the findings do not pass the policy of --gate; 130 interrupted by Ctrl-C." +
        flags.runsStages
    ),
    Command.withShortDescription("Audit a model's predictions"),
    Command.withExamples([
      { command: "fairward audit fairward.yaml --out report", description: "Audit what fairward.yaml names" },
      {
        command: "fairward audit --set threshold.value=0.3 --set report.paper=Letter",
        description: "With other settings than the file has, for once"
      }
    ])
  )
