import { Audit } from "@fairward/core"
import type {
  Answer,
  Origin,
  Proposal,
  ProposalError,
  ProposalProblem,
  Question,
  QuestionId
} from "@fairward/sources/Proposal"
import { Console, Effect, FileSystem, Option, Path } from "effect"
import { Argument, Command, Flag, Prompt } from "effect/cli"
import { defaultName } from "../ConfigFile.ts"
import { discover } from "../Discovery.ts"
import { Journal } from "../Journal.ts"
import * as Outputs from "../Outputs.ts"
import { failOnProblems, InputError, type Problem } from "../Problem.ts"
import { proposedText } from "../ProposedConfig.ts"
import { withUnits } from "../ProposedStages.ts"
import { aligned } from "../Summary.ts"
import * as flags from "./flags.ts"
import { check, linesOf } from "./validate.ts"

const switchOn = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDescription(description), Flag.withDefault(false))

const answerTo = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

/** The options that answer questions. */
const answers = {
  patient: answerTo("patient", "COLUMN", "Column of the patient, or the stay, in the predictions"),
  time: answerTo("time", "COLUMN", "Column of the time of a prediction"),
  timeUnit: flags
    .oneOf("time-unit", ["step", "s", "min", "h", "d"])
    .pipe(Flag.withDescription("What it counts"), Flag.optional),
  timestep: answerTo("timestep", "SPAN", "Distance of two steps of the predictions, such as 5 min"),
  horizon: answerTo("horizon", "SPAN", "How far ahead the model warns, such as 12 h"),
  score: answerTo("score", "COLUMN", "Column of the score; several with a comma between are averaged"),
  scale: flags
    .oneOf("scale", ["probability", "points", "percent", "logit"])
    .pipe(Flag.withDescription("What scores are"), Flag.optional),
  label: answerTo("label", "COLUMN", "Column of the label"),
  positive: answerTo("positive", "VALUE", "Value of the label that says that an event came"),
  model: answerTo("model", "VALUE", "Which rows are audited, where a column tells models apart"),
  dateOrder: flags
    .oneOf("date-order", ["mdy", "dmy"])
    .pipe(Flag.withDescription("Whether the month or the day stands first in dates such as 03/04/2026"), Flag.optional),
  event: answerTo("event", "CODE", "Code of the event, where events are rows of a long table; several with a comma")
} satisfies Record<QuestionId, unknown>

type Named = Readonly<Record<QuestionId, Option.Option<string>>>

const given = (named: Named): Readonly<Partial<Record<QuestionId, string>>> =>
  Object.fromEntries(
    Object.keys(answers).flatMap((id) => {
      const value = named[id as QuestionId]
      return Option.isSome(value) ? [[id, value.value]] : []
    })
  )

const optionOf = (id: QuestionId) => `--${id.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`

const isTerminal = () => process.stdin.isTTY === true && process.stderr.isTTY === true && process.env.CI === undefined

/** Asks whoever sits at the terminal. */
const asked = ({ because, choices, likeliest, refusal, text }: Question) => {
  const message = `${text} (${because})`
  return choices === undefined
    ? Prompt.String({
        message,
        default: likeliest,
        validate: (value) => {
          const wrong = refusal?.(value)
          return wrong === undefined ? Effect.succeed(value) : Effect.fail(wrong)
        }
      })
    : Prompt.Select({
        message,
        choices: choices.map(({ title, value }) => ({ title, value, selected: value === likeliest }))
      })
}

/** Asks at a terminal; takes the likeliest answer with `--yes`, and elsewhere too, keeping what nobody answered. */
const asking = Effect.fnUntraced(function* (yes: boolean, unanswered: Array<Question>) {
  const environment = yield* Effect.context<Prompt.Environment>()
  return (question: Question): Effect.Effect<Answer> => {
    const { likeliest } = question
    if (!yes && isTerminal()) {
      return Effect.map(asked(question), (value): Answer => ({ value, origin: "answered" })).pipe(
        Effect.provide(environment),
        Effect.catch(() => Effect.interrupt)
      )
    }
    if (!yes) unanswered.push(question)
    return Effect.succeed({ value: likeliest, origin: "assumed" })
  }
})

const inputError = ({ problems: [first, ...rest] }: ProposalError) => {
  const asProblem = ({ problem, remedy, where }: ProposalProblem): Problem => ({ where, message: problem, fix: remedy })
  return new InputError({ subject: "init", problems: [asProblem(first), ...rest.map(asProblem)] })
}

const refuseUnanswered = (unanswered: ReadonlyArray<Question>) =>
  failOnProblems(
    "init",
    unanswered.map(({ because, choices, id, likeliest, text }) => ({
      where: optionOf(id),
      message: `${text} (${because})`,
      fix: `${choices === undefined ? `Such as ${optionOf(id)} "${likeliest}"` : `One of: ${choices.map(({ value }) => value).join(", ")}`}; or --yes, which takes "${likeliest}" and marks it as assumed.`
    }))
  )

/** What is there is not written over unless it is asked for. */
const refuseOverwriting = Effect.fnUntraced(function* (name: string, force: boolean) {
  const files = yield* FileSystem.FileSystem
  if (force || !(yield* files.exists(name).pipe(Effect.orElseSucceed(() => false)))) return
  return yield* new InputError({
    subject: "init",
    problems: [
      {
        where: name,
        message: "There is a file of that name already.",
        fix: "Choose another with --out, or write over it with --force."
      }
    ]
  })
})

const section = (title: string, rows: ReadonlyArray<ReadonlyArray<string>>) =>
  rows.length === 0 ? [] : ["", title, ...aligned(rows)]

/** A setting's value in a few words; nothing where it is a block of settings or a query. */
const shortly = (value: unknown): string => {
  const text = Array.isArray(value)
    ? value.join(", ")
    : typeof value === "object" || value === undefined
      ? ""
      : String(value)
  return text.length > 30 ? "" : text
}

const valueAt = ({ content }: Proposal, path: ReadonlyArray<string>) =>
  path.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], content)

const rowsOf = (proposal: Proposal, origin: Origin) =>
  proposal.remarks
    .filter((remark) => remark.origin === origin)
    .map(({ path, text }) => [
      path.join("."),
      shortly(valueAt(proposal, path)),
      ...(origin === "answered" ? [] : [text])
    ])

const quoted = (path: string) => (/^[\w./:-]+$/u.test(path) ? path : `"${path}"`)

export const init = (started: string | undefined) =>
  Command.make(
    "init",
    {
      files: Argument.String("files").pipe(
        Argument.withMetavar("FILE"),
        Argument.withDescription("Tables, globs and folders; this folder when absent"),
        Argument.variadic()
      ),
      out: Flag.String("out").pipe(
        Flag.withAlias("o"),
        Flag.withMetavar("FILE"),
        Flag.withDescription(`The configuration to write; ${defaultName} when absent`),
        Flag.withDefault(defaultName)
      ),
      yes: switchOn("yes", "Ask nothing: take the likeliest answer, and mark it as assumed"),
      force: switchOn("force", "Write over a file that is there"),
      ...answers
    },
    Effect.fn("Cli.init")(function* ({ files, force, out, yes, ...named }) {
      const paths = yield* Path.Path
      const journal = yield* Journal
      yield* refuseOverwriting(out, force)
      const folder = paths.dirname(paths.resolve(out))
      yield* Outputs.check(folder)
      const { propose } = yield* Effect.promise(() => import("@fairward/sources/Proposal"))
      yield* journal.say("Looking at the tables ...")
      const unanswered: Array<Question> = []
      const proposed = yield* propose(files.length === 0 ? ["."] : files, {
        base: folder,
        named: given(named),
        ask: yield* asking(yes, unanswered)
      }).pipe(Effect.mapError(inputError))
      yield* refuseUnanswered(unanswered)
      const { installed } = yield* discover(folder, started)
      const planned = yield* Effect.orDie(
        Audit.plan(
          installed.map(({ stage }) => stage),
          { stages: {} }
        )
      )
      const proposal = withUnits(
        proposed,
        planned.map(({ stage }) => stage.meta.id)
      )
      yield* Outputs.write(folder, { [paths.basename(out)]: proposedText(proposal) })
      yield* journal.ifInterrupted(`${out} is written.`)
      yield* Console.log(
        [
          `Wrote ${out}.`,
          ...section("Seen in the data", rowsOf(proposal, "seen")),
          ...section("As you said", rowsOf(proposal, "answered")),
          ...section(`Assumed; if it is wrong, change it in ${out}`, rowsOf(proposal, "assumed")),
          ...section(
            "Several models",
            proposal.comparison.map((line) => [line])
          ),
          ...section(
            "Not used",
            proposal.leftOut.map((line) => [line])
          ),
          ""
        ].join("\n")
      )
      const found = yield* check(out, started, { withoutExamples: true })
      const notes = found.notes.map(({ message, table }) => ({ message, table }))
      yield* Console.log(linesOf({ ...found, notes }).join("\n"))
      yield* Console.log(`\nNext: fairward audit ${out === defaultName ? "" : `${quoted(out)} `}--out report`)
    })
  ).pipe(
    Command.withDescription(
      "Write a configuration for tables that are there: recognises what is what by their columns and what these hold, asks what it cannot see, says what it assumed, and checks the result as validate does." +
        flags.runsStages
    ),
    Command.withShortDescription("Write a configuration for your tables"),
    Command.withExamples([
      { command: "fairward init --yes data", description: "Of the tables in data, asking nothing" },
      { command: "fairward init scores.csv patients.csv --horizon '12 h'", description: "Of two tables" }
    ])
  )
