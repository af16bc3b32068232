import { Console, Effect, Option } from "effect"
import { Completions, Flag, GlobalFlag } from "effect/cli"
import { formats } from "../Drawing.ts"

const shells = ["bash", "zsh", "fish", "powershell", "sh", "pwsh"] as const

const file = { _tag: "Path", pathType: "file" } as const
const folder = { _tag: "Path", pathType: "directory" } as const

/**
 * What the values of options and arguments are, where it matters of one command: paths stay as they were typed, which the parser's own type of path does
 * not leave them.
 */
const values: Readonly<Record<string, (Completions.FlagType & Completions.ArgumentType) | undefined>> = {
  format: { _tag: "Choice", values: [formats.join(","), ...formats] },
  out: folder,
  "init out": file,
  files: file,
  dir: folder,
  config: file,
  findings: file,
  earlier: file,
  later: file,
  policy: file,
  gate: file,
  baseline: file,
  junit: file,
  markdown: file,
  font: file,
  freeze: file
}

const typed =
  (command: string) =>
  <Of extends Completions.FlagDescriptor | Completions.ArgumentDescriptor>(one: Of): Of => {
    const type = values[`${command} ${one.name}`] ?? values[one.name]
    return one.type._tag === "String" && type !== undefined ? { ...one, type } : one
  }

const help: Completions.FlagDescriptor = {
  name: "help",
  aliases: ["h"],
  description: "Show help information",
  type: { _tag: "Boolean" },
  negation: false
}

const ofRoot: ReadonlyArray<Completions.FlagDescriptor> = [
  { ...help, name: "version", aliases: ["v"], description: "Show version information" },
  { name: "completions", aliases: [], description: undefined, type: { _tag: "Choice", values: shells } }
]

const withValues = (
  command: Completions.CommandDescriptor,
  more: ReadonlyArray<Completions.FlagDescriptor> = []
): Completions.CommandDescriptor => ({
  ...command,
  flags: [...command.flags.map(typed(command.name)), help, ...more],
  arguments: command.arguments.map(typed(command.name)),
  subcommands: command.subcommands.map((subcommand) => withValues(subcommand))
})

/** `--completions SHELL`: a script that completes commands, options and their values. */
export const completions = GlobalFlag.Action({
  flag: Flag.Literals("completions", shells).pipe(
    Flag.withMetavar("SHELL"),
    Flag.withDescription("Print a script that completes commands, options and values"),
    Flag.optional
  ),
  run: Effect.fnUntraced(function* (shell, { command }) {
    if (Option.isNone(shell)) return
    const name = shell.value === "sh" ? "bash" : shell.value === "pwsh" ? "powershell" : shell.value
    yield* Console.log(Completions.generate(command.name, name, withValues(Completions.fromCommand(command), ofRoot)))
  })
})
