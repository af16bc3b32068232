import {
  Audit,
  Cohorts,
  Dataset,
  Detection,
  Exposure,
  type Labels,
  Message,
  Minutes,
  Models,
  ScoreDirection,
  Threshold
} from "@fairward/core"
import { Console, Effect, Option } from "effect"
import { Command } from "effect/cli"
import * as ConfigFile from "../ConfigFile.ts"
import { noStage } from "../Discovery.ts"
import { lackingLines } from "../FontFiles.ts"
import { Journal } from "../Journal.ts"
import { type PrepareOptions, prepare, unmetSettings } from "../Preparation.ts"
import { failOnProblems } from "../Problem.ts"
import { aligned, warningLines } from "../Summary.ts"
import { explain } from "./explain.ts"
import * as flags from "./flags.ts"

export const validate = (started: string | undefined) =>
  Command.make(
    "validate",
    {
      config: flags.config,
      set: flags.set,
      showConfig: flags.showConfig,
      explain: flags.explain,
      quiet: flags.quiet,
      json: flags.json
    },
    Effect.fn("Cli.validate")(function* ({ config: name, explain: patient, json, quiet, set, showConfig }) {
      if (showConfig) return yield* printConfig(name, json, set)
      const journal = yield* Journal
      if (quiet) yield* journal.hush
      if (Option.isSome(patient)) return yield* explain(name, started, patient.value, set)
      const found = yield* check(name, started, { set })
      if (json) yield* Console.log(JSON.stringify(found, null, 2))
      else if (quiet) for (const line of warningsOf(found)) yield* journal.warn(line)
      else yield* Console.log(linesOf(found).join("\n"))
    })
  ).pipe(
    Command.withDescription(
      "Check the configuration, the data and the stages without auditing, and print what was found. Exit codes as for audit." +
        flags.runsStages
    ),
    Command.withShortDescription("Check configuration and data"),
    Command.withExamples([
      { command: "fairward validate fairward.yaml", description: "What an audit would work on, or all that is wrong" },
      {
        command: "fairward validate --explain 1001",
        description: "One patient's steps, and why each label is what it is"
      }
    ])
  )

/** What an audit would work on. Fails with all that is wrong. */
export const check = Effect.fn("Cli.check")(function* (
  name: string,
  started: string | undefined,
  options: Pick<PrepareOptions, "set" | "withoutExamples"> = {}
) {
  const preparation = yield* prepare(name, started, options)
  const { config, dataset, discovery, file, planned } = preparation
  const broken = discovery.broken.map(({ problem }) => problem)
  yield* failOnProblems(name, [...(yield* unmetSettings(file, config, dataset)), ...broken])
  const events = Detection.evaluableEvents(dataset)
  const { dropped, everyone, groupings } = yield* Cohorts.derive(dataset, config, events).pipe(Effect.orDie)
  const threshold = yield* Threshold.solve(config.threshold, dataset, events).pipe(Effect.orDie)
  const models = dataset.models === undefined ? [] : yield* Effect.forEach(Models.scored(dataset), modelOf(threshold))
  const direction = ScoreDirection.wrongDirection(dataset)
  const lacking = yield* lackingLines(groupings, preparation.fonts)
  const found: Found & Readonly<Record<string, unknown>> = {
    config: name,
    ...(file.overrides.length === 0 ? {} : { set: file.overrides }),
    tables: dataset.files,
    patients: {
      all: dataset.patients.count,
      test: dataset.patients.splits.test.length,
      train: dataset.patients.splits.train.length
    },
    ...Dataset.personCounts(dataset.patients),
    everyone,
    notes: dataset.notes.map(({ message, ...note }) => ({ ...note, message: Message.text(message) })),
    ...(dataset.labels === undefined ? {} : { labels: dataset.labels }),
    ...(direction === undefined ? {} : { wrongDirection: direction }),
    threshold: { ...threshold, warnings: threshold.warnings.map(Message.text) },
    ...(models.length === 0 ? {} : { models }),
    groupings: groupings.map(Cohorts.summaryOf).map(({ dropped, ...summary }) => ({
      ...summary,
      dropped: dropped.map(inWords)
    })),
    droppedGroupings: dropped.map(inWords),
    stages: planned.map(({ stage }) => {
      const missing = Audit.missingInputs(stage, dataset)
      return {
        id: stage.meta.id,
        title: stage.meta.title,
        ...(missing === undefined ? { runs: true } : { runs: false, reason: Message.text(missing) })
      }
    }),
    ...(preparation.doubts.length === 0 ? {} : { doubts: preparation.doubts }),
    ...(lacking.length === 0 ? {} : { lackingGlyphs: lacking }),
    ...(discovery.installed.length === 0 ? { nothingAnalysed: noStage(discovery) } : {})
  }
  return found
})

/** The configuration as it could have been written without a preset. */
const printConfig = Effect.fn("Cli.printConfig")(function* (name: string, json: boolean, set: ReadonlyArray<string>) {
  const file = yield* ConfigFile.read(name, { set })
  yield* ConfigFile.decode(file).pipe(Effect.catch((problems) => failOnProblems(name, problems)))
  yield* Console.log(json ? JSON.stringify(file.content, null, 2) : file.writtenOut().trimEnd())
})

/** A model, its part in the audit, and its threshold. */
const modelOf = (audits: Threshold.ThresholdSummary) => (scored: Models.Scored) =>
  Models.thresholdOf(scored, audits).pipe(
    Effect.orDie,
    Effect.map(({ value }) => {
      const { audited, baseline } = scored.dataset.models!
      const { id, title } = scored.model
      const roles = [...(id === baseline ? ["baseline"] : []), ...(id === audited ? ["audited"] : [])]
      return { id, title, roles, threshold: value }
    })
  )

const inWords = <Of extends { readonly reason: Message.Message }>({ reason, ...of }: Of) => ({
  ...of,
  reason: Message.text(reason)
})

const whole = new Intl.NumberFormat("en")
const count = (value: number) => whole.format(value)

const longestPath = 60

/** A file's path, or the beginning of a query, on one line. */
const shortened = (path: string) => {
  const line = path.replaceAll(/\s+/gu, " ").trim()
  return line.length > longestPath ? `${line.slice(0, longestPath - 4)} ...` : line
}

interface Found {
  readonly config: string
  readonly models?: ReadonlyArray<{
    readonly id: string
    readonly title: string
    readonly roles: ReadonlyArray<string>
    readonly threshold: number
  }>
  /** What the command line sets. */
  readonly set?: ReadonlyArray<string>
  readonly tables: ReadonlyArray<{ readonly role: string; readonly path: string; readonly rows: number }>
  readonly patients: Dataset.SplitCounts
  /** Where these have several stays, which are counted as patients. */
  readonly persons?: Dataset.SplitCounts
  readonly everyone: Cohorts.CohortCounts
  readonly notes: ReadonlyArray<{
    readonly table: string
    readonly message: string
    readonly examples?: ReadonlyArray<string>
  }>
  readonly labels?: Labels.LabelOrigin
  readonly wrongDirection?: ScoreDirection.Discrimination
  readonly threshold: Omit<Threshold.ThresholdSummary, "warnings"> & { readonly warnings: ReadonlyArray<string> }
  readonly groupings: ReadonlyArray<
    Omit<Cohorts.GroupingSummary, "dropped"> & {
      readonly dropped: ReadonlyArray<{ readonly label: string; readonly reason: string }>
    }
  >
  readonly droppedGroupings: ReadonlyArray<{ readonly title: string; readonly reason: string }>
  readonly stages: ReadonlyArray<{ readonly id: string; readonly runs: boolean; readonly reason?: string }>
  /** Names in settings that seem to be of nothing. */
  readonly doubts?: ReadonlyArray<string>
  /** What the PDF would have no font for. */
  readonly lackingGlyphs?: ReadonlyArray<string>
  readonly nothingAnalysed?: string
}

const groupingLines = (grouping: Found["groupings"][number], counted: string): ReadonlyArray<string> => [
  `  ${grouping.title}${grouping.unassigned === 0 ? "" : ` (${count(grouping.unassigned)} ${counted} in no category)`}`,
  ...aligned(
    grouping.categories.map(({ eventPatients, label, notDetectable, patients, persons, scoredEvery }) => [
      `  ${label}`,
      `${count(patients)} ${counted}`,
      ...(persons === undefined ? [] : [`of ${count(persons)} persons`]),
      `${count(eventPatients)} with an event`,
      ...(notDetectable === undefined ? [] : [`${count(notDetectable)} events without a prediction`]),
      ...(scoredEvery === null || scoredEvery === undefined
        ? []
        : [`scored every ${Minutes.formatMinutes(Number(scoredEvery.toPrecision(3)))}`])
    ])
  ),
  ...(Exposure.intervalsDiffer(grouping.categories)
    ? [
        "    Not scored equally often: what is counted per step weighs the cohorts' hours differently, and who is scored",
        "    more often has more chances of an alarm. What is per patient-day is by the clock."
      ]
    : []),
  ...grouping.dropped.map(({ label, reason }) => `    ${label}: dropped, ${reason}`)
]

const warningsOf = (found: Found) => [...warningLines(found), ...(found.doubts ?? []), ...(found.lackingGlyphs ?? [])]

/** What an audit would work on, in lines for a terminal. */
export const linesOf = (found: Found): ReadonlyArray<string> => {
  const { everyone, patients, persons, threshold } = found
  const counted = persons === undefined ? "patients" : "stays"
  const chosen =
    threshold.chosenBy === null
      ? "as configured"
      : `chosen for ${threshold.chosenBy.metric} ${threshold.chosenBy.target}, reached ${threshold.chosenBy.reached.toFixed(4)}`
  return [
    `${found.config} and its data can be audited.`,
    ...(found.set ?? []).map((override) => `Set on the command line: ${override}`),
    ...warningsOf(found).flatMap((line) => (line.startsWith(" ") ? [line] : ["", line])),
    "",
    "Tables",
    ...aligned(found.tables.map(({ path, role, rows }) => [role, shortened(path), `${count(rows)} rows`])),
    "",
    persons === undefined ? "Patients" : "Stays and persons",
    ...aligned(
      (["all", "test", "train"] as const).map((split) =>
        persons === undefined
          ? [split, count(patients[split])]
          : [split, `${count(patients[split])} stays`, `of ${count(persons[split])} persons`]
      )
    ),
    `  in the test split: ${everyone.events === null ? "" : `${count(everyone.events)} events, `}${count(everyone.steps)} labelled steps, ${count(everyone.positives)} of them positive`,
    ...(everyone.notDetectable === undefined
      ? []
      : [
          `  ${count(everyone.notDetectable)} of the events ${everyone.notDetectable === 1 ? "has" : "have"} no labelled prediction in the window before, and ${everyone.notDetectable === 1 ? "counts" : "count"} as missed`
        ]),
    "",
    `Threshold  ${threshold.value} (${chosen})`,
    ...threshold.warnings.map((warning) => `  ${warning}`),
    "",
    ...(found.models === undefined
      ? []
      : [
          "Models",
          ...aligned(
            found.models.map(({ id, roles, threshold, title }) => [
              id,
              title,
              roles.join(", "),
              `threshold ${threshold}`
            ])
          ),
          ""
        ]),
    "Groupings, on the test split",
    ...found.groupings.flatMap((grouping) => groupingLines(grouping, counted)),
    ...found.droppedGroupings.map(({ reason, title }) => `  ${title}: dropped, ${reason}`),
    "",
    "Stages",
    ...(found.nothingAnalysed === undefined ? [] : [`  ${found.nothingAnalysed}`]),
    ...aligned(found.stages.map(({ id, reason, runs }) => [id, runs ? "runs" : `would be skipped: ${reason}`])),
    ...(found.notes.length === 0 ? [] : ["", "Notes"]),
    ...found.notes.flatMap(({ examples = [], message, table }) => [
      `  ${table}: ${message}`,
      ...(examples.length === 0 ? [] : [`    For example: ${examples.join("; ")}`])
    ])
  ]
}
