import { Dataset, Stage } from "@fairward/core"
import { Effect, Schema } from "effect"
import semver from "semver"
import type { Check, TestedStage } from "../Check.ts"

const ofStage = (name: string, problems: (stage: TestedStage) => ReadonlyArray<string>): Check => ({
  name,
  problems: ({ stage }) => Effect.sync(() => problems(stage))
})

/** What the report calls its own sections. */
const taken: ReadonlyArray<string> = [
  "answer",
  "key-findings",
  "reading",
  "population",
  "methods",
  "provenance",
  "glossary"
]

const id = ofStage("has an id of lower-case words", ({ meta }) => [
  ...(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/u.test(meta.id)
    ? []
    : [`meta.id is "${meta.id}": write lower-case words joined by hyphens, such as "time-gap"`]),
  ...(taken.includes(meta.id) ? [`meta.id is "${meta.id}", which is a section of every report: choose another`] : [])
])

const title = ofStage("says what it is called and what it is for", ({ meta }) =>
  (["title", "goal"] as const).flatMap((key) =>
    meta[key].trim() === "" ? [`meta.${key} is blank: readers of the report see it`] : []
  )
)

const version = ofStage("has a semantic version", ({ meta }) =>
  semver.valid(meta.version) === null
    ? [`meta.version is "${meta.version}": write a semantic version, or use Stage.versionIn`]
    : []
)

const contract = ofStage("works with this contract", ({ meta }) => {
  if (semver.validRange(meta.contract) === null) {
    return [`meta.contract is "${meta.contract}", which is no range of versions: write "^${Stage.contractVersion}"`]
  }
  return semver.satisfies(Stage.contractVersion, meta.contract)
    ? []
    : [
        `meta.contract is "${meta.contract}", but the installed @fairward/core has contract ${Stage.contractVersion}: widen the range, or install a core in it`
      ]
})

const isInput = Schema.is(Dataset.Input)

const inputs = ofStage("names inputs that there are, each once", ({ inputs: { needs, uses = [] } }) => {
  const named = [...needs, ...uses]
  return [
    ...named
      .filter((input) => !isInput(input))
      .map(
        (input) =>
          `"${input}" is no input: there are predictions, events, timeseries, attributions, models, recognition and table:<name>`
      ),
    ...new Set(
      named
        .filter((input, i) => named.indexOf(input) !== i)
        .map((input) => `"${input}" is named twice in inputs: a stage needs an input or uses it`)
    )
  ]
})

export const metaChecks: ReadonlyArray<Check> = [id, title, version, contract, inputs]
