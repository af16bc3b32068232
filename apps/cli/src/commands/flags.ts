import { availableParallelism } from "node:os"
import { Names } from "@fairward/core"
import { Option } from "effect"
import { Argument, Flag } from "effect/cli"
import { defaultName } from "../ConfigFile.ts"
import { type Format, formats } from "../Drawing.ts"

/** A file that a command reads. */
export const file = (name: string, description: string) =>
  Argument.String(name).pipe(Argument.withMetavar("FILE"), Argument.withDescription(description))

export const config = Argument.String("config").pipe(
  Argument.withMetavar("FILE"),
  Argument.withDescription(`The configuration, YAML or JSON; ${defaultName} when absent`),
  Argument.withDefault(defaultName)
)

/** One of a few words. */
export const oneOf = <const Words extends ReadonlyArray<string>>(name: string, words: Words) =>
  Flag.Literals(name, words).pipe(Flag.withMetavar(words.join("|")))

export const set = Flag.String("set").pipe(
  Flag.withMetavar("KEY=VALUE"),
  Flag.withDescription(
    "A setting in place of the configuration's, such as threshold.value=0.3; may be given several times"
  ),
  Flag.atLeast(0)
)

export const quiet = Flag.Boolean("quiet").pipe(
  Flag.withAlias("q"),
  Flag.withoutNegation,
  Flag.withDescription("Say only what is wrong; with --json, print that"),
  Flag.withDefault(false)
)

export const out = (folder: string) =>
  Flag.String("out").pipe(
    Flag.withAlias("o"),
    Flag.withMetavar("DIR"),
    Flag.withDescription(`Folder for report.pdf, report.html, findings.json and fairward.log; ${folder} when absent`),
    Flag.withDefault(folder)
  )

export const workers = Flag.Int("workers").pipe(
  Flag.filter(
    (count) => count >= 1,
    () => "Expected 1 or more"
  ),
  Flag.withMetavar("N"),
  Flag.withDescription("Threads that compute; all cores when absent. The numbers do not depend on it"),
  Flag.withDefault(availableParallelism())
)

export const json = Flag.Boolean("json").pipe(
  Flag.withoutNegation,
  Flag.withDescription("Print JSON on standard output"),
  Flag.withDefault(false)
)

export const showConfig = Flag.Boolean("show-config").pipe(
  Flag.withoutNegation,
  Flag.withDescription("Print the configuration with its preset written out, and read no data"),
  Flag.withDefault(false)
)

export const explain = Flag.String("explain").pipe(
  Flag.withMetavar("PATIENT"),
  Flag.withDescription(
    "Print one patient's steps, events, labels and alarms instead, and why each label is what it is"
  ),
  Flag.optional
)

export const baseline = Flag.String("baseline").pipe(
  Flag.withMetavar("FILE"),
  Flag.withDescription("The findings.json of an earlier audit, for entries of the policy that say change"),
  Flag.optional
)

const namesIn = (list: string) => list.split(",").map((name) => name.trim().toLowerCase())

const formatsIn = (list: string): Option.Option<ReadonlyArray<Format>> => {
  const named = namesIn(list)
  const wanted = formats.filter((format) => named.includes(format))
  return new Set(named).size === wanted.length ? Option.some(wanted) : Option.none()
}

export const format = Flag.String("format").pipe(
  Flag.filterMap(formatsIn, (list) => {
    const [unknown = list] = namesIn(list).filter((name) => !formats.some((format) => format === name))
    return Names.expected(unknown, [...formats, formats.join(",")])
  }),
  Flag.withMetavar("LIST"),
  Flag.withDescription(`Formats of the report; ${formats.join(",")} when absent`),
  Flag.withDefault<ReadonlyArray<Format>>(formats)
)

export const font = Flag.String("font").pipe(
  Flag.withMetavar("FILE"),
  Flag.withDescription("A font for characters that the built-in one lacks; may be given several times"),
  Flag.atLeast(0)
)

/** For the help of commands that run code which others wrote. */
export const runsStages = " The installed stages are imported, which runs their code."
