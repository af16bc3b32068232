/** Everything that an audit found, as findings.json stores it. */
import { Schema } from "effect"
import { CardConfig, Colour, Edition, Locale, Margin, Paper, Significance, Title } from "./AuditConfig.ts"
import { DroppedGrouping } from "./Cohorts.ts"
import { Input } from "./Dataset.ts"
import { ContradictionKind } from "./Labels.ts"
import { Measure } from "./Measure.ts"
import { Message } from "./Message.ts"
import { ThresholdSummary } from "./Threshold.ts"

/** Version of the layout of findings.json. */
export const schemaVersion = 1

const optional = Schema.optionalKey

export const StageFindings = Schema.Struct({
  status: Schema.Literals(["done", "skipped", "failed"]),
  /** Why the stage was skipped or failed. */
  reason: optional(Message),
  title: Schema.String,
  goal: Schema.String,
  version: Schema.String,
  options: optional(Schema.Json),
  seconds: Schema.Finite,
  /** What the stage compares. */
  measures: optional(Schema.Array(Measure)),
  findings: optional(Schema.Json)
})
export type StageFindings = typeof StageFindings.Type

/** A count, or `null` where it is withheld: see `disclosure`. */
const Count = Schema.NullOr(Schema.Int)

/** Which of the counts that are `null` are below the minimum themselves; others would give these away. */
const below = optional(Schema.Array(Schema.String))

/** Counts of all test patients or of a cohort, as `Cohorts.CohortCounts` but for what is withheld. */
export const ReportedCounts = Schema.Struct({
  patients: Count,
  persons: optional(Count),
  eventPatients: Count,
  events: Count,
  /** Evaluable events without a labelled step in their window; absent where there is none. */
  notDetectable: optional(Count),
  /** Where there are such events: share of events that were detected, of all and of the others. */
  eventRecall: optional(Schema.Struct({ all: Schema.NullOr(Schema.Finite), detectable: Schema.NullOr(Schema.Finite) })),
  steps: Count,
  positives: Count,
  prevalence: Schema.NullOr(Schema.Finite),
  scoredEvery: optional(Schema.NullOr(Schema.Finite)),
  below
})
export type ReportedCounts = typeof ReportedCounts.Type

/** A grouping of `Cohorts.GroupingSummary`, but for what is withheld. */
export const ReportedGrouping = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  /** Why patients are divided by this. */
  rationale: optional(Schema.String),
  categories: Schema.Array(Schema.Struct({ id: Schema.String, label: Schema.String, ...ReportedCounts.fields })),
  dropped: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      label: Schema.String,
      patients: Count,
      persons: optional(Count),
      eventPatients: Count,
      reason: Message,
      below
    })
  ),
  /** Patients in no cohort of this grouping. */
  unassigned: Count,
  /** Index of the kept category with the fewest patients. */
  minority: Schema.Int,
  below
})
export type ReportedGrouping = typeof ReportedGrouping.Type

export const DatasetSummary = Schema.Struct({
  timestepMinutes: Schema.Finite,
  /** Predictions lie on no grid; steps are minutes. */
  irregular: optional(Schema.Literal(true)),
  horizonSteps: Schema.Int,
  /** `null` when stays are not cut. */
  maxLengthSteps: Schema.NullOr(Schema.Int),
  /** Scores are points and not probabilities. */
  scale: optional(Schema.Literal("points")),
  /** Whether train and test are different patients. */
  isSplit: Schema.Boolean,
  patients: Schema.Struct({ all: Count, test: Count, train: Count }),
  /** Where persons have several stays, which `patients` counts then. */
  persons: optional(Schema.Struct({ all: Count, test: Count, train: Count })),
  inputs: Schema.Array(Input),
  /** Where labels come from and what contradicts them; absent: from a column, and nothing does. */
  labels: optional(
    Schema.Struct({
      from: Schema.Literals(["column", "events"]),
      positives: Count,
      contradictions: Schema.Array(Schema.Struct({ kind: ContradictionKind, steps: Count })),
      because: optional(Schema.String)
    })
  ),
  notes: Schema.Array(Schema.Struct({ table: Schema.String, message: Message }))
})

const embeddedImage = /^data:image\/(?:png|jpeg|svg\+xml);base64,([A-Za-z0-9+/]+={0,2})$/u

/** What an SVG could run, or fetch from outside of itself. */
const reaching =
  /<\s*(?:script|foreignObject|image|feImage)\b|<!ENTITY|@import|\bhref\s*=\s*(?:["']\s*)?[^"'#\s]|url\(\s*["']?\s*[^"'#\s)]/iu

/** Why an address cannot be the image on the cover, which must hold all that it shows. */
export const logoProblem = (address: string): string | undefined => {
  if (address.length > 1_400_000) return "Expected an image of at most 1 MB"
  const content = embeddedImage.exec(address)?.[1]
  if (content === undefined) return "Expected a PNG, JPEG or SVG image, embedded as a data: address"
  const isSvg = address.startsWith("data:image/svg+xml")
  return isSvg && reaching.test(new TextDecoder().decode(Buffer.from(content, "base64")))
    ? "Expected an SVG image without scripts and without images, styles or links from elsewhere"
    : undefined
}

/** How the report is to look, so that it looks the same when it is drawn again. */
export const ReportSettings = Schema.Struct({
  /** The full one when absent. */
  edition: optional(Edition),
  /** The PDF has no annex. */
  annex: optional(Schema.Literal(false)),
  sections: optional(Schema.Array(Schema.String)),
  locale: Locale,
  paper: Paper,
  accent: optional(Colour),
  /** A `data:` address. */
  logo: optional(Schema.String.check(Schema.makeFilter((address) => logoProblem(address) ?? true)))
})
export type ReportSettings = typeof ReportSettings.Type

export const AuditSummary = Schema.Struct({
  title: Title,
  author: optional(Title),
  study: optional(
    Schema.Struct({
      site: optional(Schema.String),
      period: optional(Schema.String),
      population: optional(Schema.String)
    })
  ),
  /** Who or what decided on the threshold or its target. */
  thresholdDecidedBy: optional(Schema.String),
  /** Why. */
  thresholdBecause: optional(Schema.String),
  /** What only people can say of the model. */
  card: optional(CardConfig),
  model: optional(
    Schema.Struct({ name: Schema.String, version: optional(Schema.String), intendedUse: optional(Schema.String) })
  ),
  /** Where several were compared: ids of the one that all other analyses are of, and of the one that others are compared with. */
  models: optional(
    Schema.Struct({
      audited: Schema.String,
      baseline: Schema.String,
      all: Schema.Array(Schema.Struct({ id: Schema.String, title: Schema.String }))
    })
  ),
  dataset: DatasetSummary,
  threshold: ThresholdSummary,
  /** AUROC of everyone, present where it is clearly below 1/2: scores point the wrong way. */
  wrongDirection: optional(Schema.Struct({ auroc: Schema.Finite, standardError: Schema.Finite })),
  resampling: Schema.Struct({
    replicates: Schema.Int,
    seed: Schema.Int,
    scheme: Schema.Literals(["multinomial", "poisson"])
  }),
  significance: Significance,
  level: Schema.Finite,
  verdictMinimum: Schema.Int,
  margins: optional(Schema.Record(Schema.String, Margin)),
  /** What the audit is mainly about, as `measure` or `stage.measure`. */
  primary: optional(Schema.Array(Schema.String)),
  everyone: ReportedCounts,
  groupings: Schema.Array(ReportedGrouping),
  droppedGroupings: Schema.Array(DroppedGrouping)
})
export type AuditSummary = typeof AuditSummary.Type

export const Provenance = Schema.Struct({
  inputs: Schema.Array(
    Schema.Struct({
      role: Schema.String,
      /** Of the file, without its folders. */
      name: Schema.String,
      bytes: Schema.Int,
      sha256: Schema.String,
      rows: Count
    })
  ),
  configSha256: Schema.String,
  /** What the command line set in place of the configuration, as `key=value`, or the key alone of what names files. */
  overrides: optional(Schema.Array(Schema.String)),
  versions: Schema.Record(Schema.String, Schema.String),
  seed: Schema.Int,
  startedAt: Schema.String.check(
    Schema.makeFilter((time) => (Number.isNaN(Date.parse(time)) ? "Expected a point of time" : true))
  )
})
export type Provenance = typeof Provenance.Type

export const AuditFindings = Schema.Struct({
  schemaVersion: Schema.Literal(schemaVersion),
  fairward: Schema.String,
  report: ReportSettings,
  /** Present when small counts were replaced, and below what they were. */
  disclosure: optional(Schema.Struct({ minimumCell: Schema.Int })),
  audit: AuditSummary,
  /** In the order of the report. */
  stages: Schema.Record(Schema.String, StageFindings),
  /** Why `stages` is empty, when it is: no stage is installed. */
  nothingAnalysed: optional(Schema.String),
  provenance: Provenance
})
export type AuditFindings = typeof AuditFindings.Type

/**
 * JSON Schema of `findings.json`, draft 2020-12, for readers in other languages; the package has it as
 * `findings.schema.json`. What a stage found is of a shape of its own, any JSON here. Later versions may add keys.
 */
export const jsonSchema = (): Readonly<Record<string, unknown>> => {
  const { definitions, schema } = Schema.toJsonSchemaDocument(Schema.toCodecJson(AuditFindings))
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Findings of a Fairward audit",
    ...schema,
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions })
  }
}

/** Whether a list of names has a measure of a stage, as `measure` or `stage.measure`. */
export const isNamed = (names: ReadonlyArray<string>, stage: string, measure: string): boolean =>
  names.includes(measure) || names.includes(`${stage}.${measure}`)

/** Names in `margins` and `primary` that are of no measure of a stage that is done: misspelt, or of one that did not run. */
export const namesOfNothing = ({ audit, stages }: Pick<AuditFindings, "audit" | "stages">): ReadonlyArray<string> =>
  [...new Set([...Object.keys(audit.margins ?? {}), ...(audit.primary ?? [])])].filter((name) =>
    Object.entries(stages).every(([stage, { measures = [] }]) =>
      measures.every(({ id }) => !isNamed([name], stage, id))
    )
  )
