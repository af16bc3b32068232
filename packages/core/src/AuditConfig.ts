/** What an audit is asked to do: the schema of `fairward.yaml`. */
import { Effect, Schema } from "effect"
import { CardConfig } from "./internal/config/card.ts"
import { DataConfig } from "./internal/config/data.ts"
import {
  ColumnName,
  describe,
  isShare,
  optional,
  Passage,
  Prose,
  span,
  Title,
  withDefault
} from "./internal/config/fields.ts"
import { ConfigError, configIssues } from "./internal/config/issues.ts"
import { modelsConfig } from "./internal/config/models.ts"
import { ReportConfig } from "./internal/config/report.ts"
import { settingIssues } from "./internal/config/settingIssues.ts"
import * as Names from "./Names.ts"

export * from "./internal/config/card.ts"
export * from "./internal/config/data.ts"
export { Prose, Title } from "./internal/config/fields.ts"
export { ConfigError, type ConfigIssue, configIssues } from "./internal/config/issues.ts"
export { rolesOf } from "./internal/config/models.ts"
export * from "./internal/config/report.ts"
/** How times that are not on the grid are put there. */
export const Align = Schema.Literals(["refuse", "floor", "nearest"])
export type Align = typeof Align.Type

const isTimeZone = (zone: string): boolean => {
  if (!/^[a-z]/iu.test(zone)) return false
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== ""
  } catch {
    return false
  }
}

const nearestZone = (zone: string): string => {
  const known = Intl.supportedValuesOf("timeZone")
  const place = known.find((name) => name.toLowerCase().endsWith(`/${zone.toLowerCase().replaceAll(" ", "_")}`))
  return place === undefined ? Names.suggestion(zone, known) : `: did you mean "${place}"?`
}

const TimeZone = Schema.String.check(
  Schema.makeFilter((zone: string) =>
    isTimeZone(zone)
      ? true
      : `No time zone "${zone}"${nearestZone(zone)} Zones are named like Europe/Zurich or America/New_York.`
  )
)

export const ThresholdMetric = Schema.Literals(["event-recall", "recall", "precision", "npv", "fpr"])
export type ThresholdMetric = typeof ThresholdMetric.Type

const wanted = {
  value: describe(
    Schema.Finite,
    "The threshold itself, a score; or, with `metric`, the value in [0, 1] that the metric must reach"
  ),
  metric: optional(ThresholdMetric)
}

const canBeReached = Schema.makeFilter(
  ({ metric, value }: { readonly value: number; readonly metric?: ThresholdMetric }) =>
    metric === undefined || isShare(value)
      ? true
      : { path: ["value"], issue: `Expected a value of ${metric} between 0 and 1, got ${value}` }
)

export const ThresholdConfig = Schema.Struct({
  ...wanted,
  decidedBy: optional(
    describe(
      Schema.NonEmptyString,
      "Who or what decided on this threshold or target, as the cover of the report says it"
    )
  ),
  because: optional(describe(Passage, "Why this threshold or target was chosen"))
}).check(canBeReached)
export type ThresholdConfig = typeof ThresholdConfig.Type

const CategoryLabels = Schema.Record(Schema.String, Schema.NonEmptyString)

const CategoryValue = Schema.Union([Schema.NonEmptyString, Schema.Finite, Schema.Boolean])

export const GroupingConfig = Schema.Struct({
  title: optional(Title),
  column: optional(ColumnName),
  categories: optional(
    describe(
      Schema.Union([CategoryLabels, Schema.NonEmptyArray(Schema.Union([CategoryValue, CategoryLabels]))]),
      "Values of the column and their labels, or a list of values, in the order of the report; absent: every value"
    )
  ),
  bins: optional(
    describe(Schema.NonEmptyArray(Schema.Finite), "Ascending edges; a bin includes its lower edge, not its upper")
  ),
  cross: optional(describe(Schema.Array(Schema.NonEmptyString), "Ids of two or more other groupings to cross")),
  minEventPatients: optional(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  rationale: optional(describe(Passage, "Why patients are divided by this, and not by something else"))
}).check(
  Schema.makeFilter((grouping) => {
    if ((grouping.column === undefined) === (grouping.cross === undefined)) return "Expected either `column` or `cross`"
    if (grouping.categories !== undefined && grouping.bins !== undefined)
      return "Expected `categories` or `bins`, not both"
    if (grouping.cross !== undefined && (grouping.categories !== undefined || grouping.bins !== undefined)) {
      return "A crossed grouping takes its categories from the groupings that it crosses"
    }
    if (grouping.cross !== undefined && new Set(grouping.cross).size < 2) return "`cross` needs at least two groupings"
    if (grouping.bins?.some((edge, i) => i > 0 && edge <= grouping.bins![i - 1]!)) {
      return "`bins` must ascend"
    }
    return true
  })
)
export type GroupingConfig = typeof GroupingConfig.Type

/** A column that patients are made comparable by, beside those of the groupings. */
const CaseMixColumn = Schema.Struct({
  title: optional(Title),
  column: ColumnName,
  categories: GroupingConfig.fields.categories,
  bins: GroupingConfig.fields.bins
}).check(
  Schema.makeFilter(({ bins, categories }) =>
    categories !== undefined && bins !== undefined
      ? "Expected `categories` or `bins`, not both"
      : bins?.some((edge, i) => i > 0 && edge <= bins[i - 1]!)
        ? "`bins` must ascend"
        : true
  )
)

export const CaseMixAttribute = Schema.Union([Schema.NonEmptyString, CaseMixColumn])
export type CaseMixAttribute = typeof CaseMixAttribute.Type

/** For labels that are meant to contradict events and horizon. */
export const LabelsConfig = Schema.Struct({
  as: describe(Schema.Literals(["given"]), "Labels are taken as they are, whatever events and horizon say"),
  because: describe(Prose, "Why labels are meant to contradict events and horizon, as the report says it")
})
export type LabelsConfig = typeof LabelsConfig.Type

export const ResamplingConfig = Schema.Struct({
  replicates: withDefault(Schema.Int.check(Schema.isBetween({ minimum: 20, maximum: 100_000 })), 1000),
  seed: withDefault(Schema.Int, 42),
  scheme: withDefault(Schema.Literals(["multinomial", "poisson"]), "multinomial")
})
export type ResamplingConfig = typeof ResamplingConfig.Type

export const Significance = Schema.Literals(["simultaneous", "mann-whitney"])
export type Significance = typeof Significance.Type

/** A difference that matters: in the measure's unit, or as a part of everyone's value or, of a share, of its rarer side. */
export const Margin = Schema.Union([
  Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
  Schema.Struct({
    relative: Schema.Finite.check(
      Schema.makeFilter(
        (part: number) => (part >= 0 && part <= 0.2) || `Expected at most 0.2: no margin is more than a fifth`
      )
    )
  })
])
export type Margin = typeof Margin.Type

const MeasureName = Schema.NonEmptyString

export const ModelConfig = Schema.Struct({
  name: Title,
  version: optional(Title),
  intendedUse: optional(Prose)
})

/** Where and when the data were recorded, for the front of the report. */
export const StudyConfig = Schema.Struct({
  site: optional(describe(Title, "Hospital or unit that the patients were in")),
  period: optional(describe(Title, "When the data were recorded, such as 2019 to 2021")),
  population: optional(describe(Prose, "Whom the data hold, and who was left out"))
})

export const DisclosureConfig = Schema.Struct({
  minimumCell: describe(
    Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 1000 })),
    "Counts of patients below this, and what would give them away, are replaced in every output"
  )
})
export type DisclosureConfig = typeof DisclosureConfig.Type

const Settings = Schema.Struct({
  title: Title,
  author: optional(Title),
  model: optional(ModelConfig),
  study: optional(StudyConfig),
  card: optional(describe(CardConfig, "What only people can say of the model, for the model card of the report")),
  timestep: optional(
    span("Distance of two steps of the grid; absent: predictions at irregular times, kept to the minute")
  ),
  align: optional(
    describe(Align, "What becomes of times off the grid: refused, moved down to the step before, or to the nearest")
  ),
  timeZone: optional(
    describe(TimeZone, "Zone of points of time that say none, such as Europe/Zurich; absent: they are UTC")
  ),
  horizon: optional(span("How far ahead the model warns; label 1: an event starts within it")),
  maxLength: optional(span("Stays are cut here")),
  labels: optional(
    describe(LabelsConfig, "Only where labels are meant to contradict events and horizon, which is refused otherwise")
  ),
  data: DataConfig,
  models: optional(
    describe(
      modelsConfig(Schema.Struct(wanted).check(canBeReached)),
      "Several models' scores of the same patients: the others are compared with the baseline"
    )
  ),
  threshold: ThresholdConfig,
  groupings: Schema.Record(Schema.NonEmptyString, GroupingConfig),
  caseMix: optional(
    describe(
      Schema.Array(CaseMixAttribute),
      "What makes patients comparable, such as age and severity: groupings by their ids, or columns of the patients; cohorts are then also compared like with like"
    )
  ),
  minEventPatients: withDefault(
    describe(
      Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
      "A category with fewer patients having an event is dropped"
    ),
    1
  ),
  verdictMinimum: withDefault(
    describe(
      Schema.Int.check(Schema.isGreaterThanOrEqualTo(2)),
      "A cohort or rest with fewer event-bearing patients gets the verdict too small"
    ),
    30
  ),
  resampling: withDefault(ResamplingConfig, {}),
  significance: withDefault(
    describe(Significance, "Which test drives stars, ratios and top-3 tables; both are always reported"),
    "simultaneous"
  ),
  level: withDefault(
    describe(
      Schema.Finite.check(Schema.isBetween({ minimum: 0.5, maximum: 0.999 })),
      "Family-wise level of the simultaneous intervals"
    ),
    0.95
  ),
  margins: optional(
    describe(
      Schema.Record(MeasureName, Margin),
      "Per measure, such as event_recall or clinical-safety.event_recall, the difference that matters; never more than a fifth of what is judged"
    )
  ),
  primary: optional(
    describe(Schema.Array(MeasureName), "What the audit is mainly about: measures whose findings stand first")
  ),
  report: withDefault(ReportConfig, {}),
  disclosure: optional(DisclosureConfig),
  stageTimeLimit: optional(
    span("A stage that takes longer ends as failed, the others go on; absent: no limit").check(
      Schema.isGreaterThan(0, { message: "Expected a time above 0: without `stageTimeLimit` there is no limit" })
    )
  ),
  stages: withDefault(
    describe(
      Schema.Record(Schema.NonEmptyString, Schema.Record(Schema.String, Schema.Unknown)),
      "Stages to run and their options, in the order of the report; absent: every installed stage with its defaults"
    ),
    {}
  )
})
export type Settings = typeof Settings.Type

/** The whole of `fairward.yaml`. */
export const AuditConfig = Settings.check(Schema.makeFilter(settingIssues))
export type AuditConfig = typeof AuditConfig.Type

/** Options under which configuration is decoded everywhere: all issues at once, nothing unknown accepted. */
export const parseOptions = { errors: "all", onExcessProperty: "error", reportInput: true } as const

/**
 * Decodes the parsed content of a configuration file.
 *
 * Fails with every issue at once.
 */
export const decode = (input: unknown): Effect.Effect<AuditConfig, ConfigError> =>
  Schema.decodeUnknownEffect(
    AuditConfig,
    parseOptions
  )(input).pipe(
    Effect.mapError(
      (error) =>
        new ConfigError({
          issues: configIssues(error.issue).map(({ message, path }) => ({ message, path: path.map(String) }))
        })
    )
  )

/** JSON Schema of the configuration, for editors. */
export const jsonSchema = () => Schema.toJsonSchemaDocument(AuditConfig, { onExcessProperty: "error" })
