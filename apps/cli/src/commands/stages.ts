import { type AuditConfig, Dataset, type Stage } from "@fairward/core"
import { Console, Effect, Option, Path } from "effect"
import { Argument, Command } from "effect/cli"
import * as ConfigFile from "../ConfigFile.ts"
import { type Discovery, discover, installHint, noStage } from "../Discovery.ts"
import { failOnProblems, InputError } from "../Problem.ts"
import * as flags from "./flags.ts"

export const stages = (started: string | undefined) =>
  Command.make(
    "stages",
    {
      config: flags
        .file("config", "A configuration, to see what would be skipped; its folder is where the search begins")
        .pipe(Argument.optional),
      json: flags.json
    },
    Effect.fn("Cli.stages")(function* ({ config: name, json }) {
      const paths = yield* Path.Path
      const config = Option.isNone(name) ? undefined : yield* decoded(name.value)
      const discovery = yield* discover(config?.folder ?? paths.resolve("."), started)
      const found = discovery.installed.map(({ manifest, stage: { inputs, meta } }) => {
        const skipped = config === undefined ? undefined : whySkipped(meta.id, inputs, config.config)
        return {
          id: meta.id,
          title: meta.title,
          package: manifest.name,
          version: manifest.version,
          contract: meta.contract,
          folder: manifest.folder,
          needs: inputs.needs,
          uses: inputs.uses ?? [],
          ...(skipped === undefined ? {} : { skipped })
        }
      })
      const { notes, source } = discovery
      const problems = [...discovery.problems, ...discovery.broken.map(({ problem }) => problem)]
      yield* Console.log(
        json
          ? JSON.stringify(
              {
                source,
                project: discovery.project?.path ?? null,
                bundle: discovery.bundle?.path ?? null,
                stages: found,
                notes,
                problems
              },
              null,
              2
            )
          : [
              sourceText(discovery),
              ...found.flatMap(({ folder, id, needs, package: from, skipped, title, uses, version }) => [
                "",
                `${id}  ${title}`,
                `  ${from} ${version}, ${folder}`,
                `  needs ${inputList(needs)}${uses.length === 0 ? "" : `; uses ${inputList(uses)}`}`,
                ...(skipped === undefined ? [] : [`  would be skipped: ${skipped}`])
              ]),
              ...notes.flatMap((note) => ["", `Note: ${note}`])
            ].join("\n")
      )
      yield* failOnProblems("Installed stages", problems)
    })
  ).pipe(
    Command.withDescription(`List the installed stages: from where, which version, what they need.${flags.runsStages}`),
    Command.withShortDescription("List the installed stages"),
    Command.withExamples([
      { command: "fairward stages", description: "The stages of the project in this folder" },
      { command: "fairward stages fairward.yaml", description: "Which of them an audit would skip, and why" }
    ])
  )

const decoded = Effect.fnUntraced(function* (name: string) {
  const file = yield* ConfigFile.read(name)
  const config = yield* ConfigFile.decode(file).pipe(
    Effect.mapError(([first, ...others]) => new InputError({ subject: name, problems: [first!, ...others] }))
  )
  return { config, folder: file.folder }
})

const inputList = (inputs: ReadonlyArray<Dataset.Input>) =>
  inputs.length === 0 ? "nothing" : inputs.map(Dataset.inputTitle).join(" and ")

const whySkipped = (id: string, { needs, settings: asked = [] }: Stage.Inputs, config: AuditConfig.AuditConfig) => {
  const { data, models, stages: named } = config
  if (Object.keys(named).length > 0 && named[id] === undefined) return "stages: in the configuration does not name it"
  const settings = needs.map((input) => {
    const own = Dataset.ownTableOf(input)
    if (input === "models") return { input, path: "models", isThere: models !== undefined }
    return own === undefined
      ? {
          input,
          path: `data.${input}`,
          isThere: data[input as Exclude<Dataset.Input, "models" | `table:${string}`>] !== undefined
        }
      : { input, path: `data.tables.${own}`, isThere: data.tables?.[own] !== undefined }
  })
  const missing = settings.filter(({ isThere }) => !isThere)
  const unsaid = asked.filter((setting) => config[setting] === undefined)
  if (missing.length === 0 && unsaid.length > 0) return `the configuration has no ${unsaid.join(" and ")}`
  return missing.length === 0
    ? undefined
    : `it needs ${inputList(missing.map(({ input }) => input))}; the configuration has no ${missing.map(({ path }) => path).join(" and ")}`
}

const sourceText = (discovery: Discovery) => {
  const { bundle, project, source } = discovery
  if (source === "project") return `Stages of the project ${project?.path}`
  if (source === "both") return `Stages of the project ${project?.path}, and those of fairward, ${bundle?.path}`
  if (source === "bundle") {
    const why = project === undefined ? "no project above" : "no stage among the dependencies of"
    return `Stages that come with fairward, ${bundle?.path} (${why} ${project?.path ?? discovery.from})`
  }
  return discovery.problems.length + discovery.broken.length > 0
    ? "No stage can be used."
    : `${noStage(discovery)}\nTo install a stage: ${installHint(discovery)}`
}
