/** The settings under `data`: where each table is, and what its columns are called. */
import { Schema } from "effect"
import { ColumnName, describe, optional, span, withDefault } from "./fields.ts"

const From = describe(Schema.NonEmptyString, "A file, a glob, or a SQL query; paths are relative to the configuration")

export const TimeUnit = Schema.Literals(["step", "s", "min", "h", "d", "timestamp"])
export type TimeUnit = typeof TimeUnit.Type

const timeUnit = withDefault(
  describe(TimeUnit, "What the time columns count: steps of the grid, a unit since admission, or points of time"),
  "step"
)

export const ScoreScale = Schema.Literals(["probability", "points"])
export type ScoreScale = typeof ScoreScale.Type

export const PredictionsSource = Schema.Struct({
  from: From,
  patient: ColumnName,
  time: optional(describe(ColumnName, "Absent: one prediction a patient, classical binary classification")),
  timeUnit,
  label: optional(
    describe(ColumnName, "1: an event starts within the horizon, 0: none does; absent: derived from events and horizon")
  ),
  score: optional(
    describe(
      Schema.Union([ColumnName, Schema.NonEmptyArray(ColumnName)]),
      "One column, or several whose mean is the score; absent where each of `models` names its own"
    )
  ),
  model: optional(
    describe(
      ColumnName,
      "Where each model has rows of its own, the column with its name: a row a patient, time and model"
    )
  ),
  scale: withDefault(
    describe(
      ScoreScale,
      "What a score is: a probability in [0, 1], or points such as those of NEWS2, of which only the order counts"
    ),
    "probability"
  )
})

export const PatientsSource = Schema.Struct({
  from: From,
  patient: ColumnName,
  cluster: optional(
    describe(
      ColumnName,
      "The person, where one may have several stays and `patient` is the stay: all stays of a person are drawn together and counted as one person's"
    )
  ),
  admission: optional(
    describe(
      ColumnName,
      "Point of time of admission, from which times are counted; needed where times are timestamps and there is a timestep"
    )
  ),
  monitoredUntil: optional(
    describe(
      ColumnName,
      "When the patient ceased to be monitored, such as the discharge: a point of time where `admission` is one, else what the predictions' times count"
    )
  )
})

/** Events from a table of intervals, or from runs of 1 in an in-event column on the grid. */
export const EventsSource = Schema.Struct({
  from: From,
  patient: ColumnName,
  start: optional(ColumnName),
  stop: optional(describe(ColumnName, "End of the event, not included. Absent: the event lasts one step")),
  time: optional(describe(ColumnName, "Time of a row, with `inEvent`")),
  inEvent: optional(describe(ColumnName, "1 while the patient is in an event, else 0; with `time`")),
  timeUnit,
  mergeWithin: optional(span("Events closer than this become one"))
}).check(
  Schema.makeFilter((source) =>
    (source.start === undefined) === (source.inEvent === undefined)
      ? "Expected either `start` (and `stop`), or `inEvent` with `time`"
      : source.inEvent !== undefined && source.time === undefined
        ? "`inEvent` needs `time`, the column with each row's time"
        : true
  )
)

export const TimeSeriesSource = Schema.Struct({
  from: From,
  patient: ColumnName,
  time: ColumnName,
  timeUnit,
  variables: optional(
    describe(Schema.Array(ColumnName), "Columns to read; absent: every numeric column but patient and time")
  ),
  definesLabel: optional(
    describe(
      Schema.Array(ColumnName),
      "Variables that the label is defined by, so that who is not tested for them has none"
    )
  ),
  variable: optional(describe(ColumnName, "Long layout: the column with the variable's name")),
  value: optional(describe(ColumnName, "Long layout: the column with the measured value"))
}).check(
  Schema.makeFilter((source) =>
    (source.variable === undefined) === (source.value === undefined)
      ? true
      : "The long layout needs both `variable` and `value`"
  )
)

export const AttributionsSource = Schema.Struct({
  from: From,
  patient: ColumnName,
  time: optional(describe(ColumnName, "Absent: one row a patient, already averaged over steps")),
  timeUnit,
  features: optional(
    describe(Schema.Array(ColumnName), "Columns to read; absent: every numeric column but patient and time")
  ),
  feature: optional(describe(ColumnName, "Long layout: the column with the feature's name")),
  value: optional(
    describe(
      Schema.Union([ColumnName, Schema.NonEmptyArray(ColumnName)]),
      "Long layout: the column with the attribution, or several, one a model, that are averaged"
    )
  )
}).check(
  Schema.makeFilter((source) =>
    (source.feature === undefined) === (source.value === undefined)
      ? true
      : "The long layout needs both `feature` and `value`"
  )
)

export const SplitsSource = Schema.Struct({
  from: From,
  patient: ColumnName,
  split: ColumnName,
  test: withDefault(describe(Schema.NonEmptyString, "The value that means test"), "test"),
  train: withDefault(describe(Schema.NonEmptyString, "The value that means train"), "train")
})

/** When clinicians themselves recognised what the model warns of. */
export const RecognitionSource = Schema.Struct({
  from: From,
  patient: ColumnName,
  time: describe(
    ColumnName,
    "When clinicians recognised it or first treated it, such as the first antibiotic; of several rows the earliest counts, empty: they did not"
  ),
  timeUnit
})

/** A table that none of our stages knows, for a team's own. */
export const TableSource = Schema.Struct({
  from: From,
  patient: ColumnName,
  time: optional(describe(ColumnName, "When a row is; absent: rows have no time")),
  timeUnit
})
export type TableSource = typeof TableSource.Type

export const DataConfig = Schema.Struct({
  predictions: PredictionsSource,
  patients: PatientsSource,
  events: optional(EventsSource),
  timeseries: optional(TimeSeriesSource),
  attributions: optional(AttributionsSource),
  recognition: optional(RecognitionSource),
  splits: optional(SplitsSource),
  tables: optional(
    describe(
      Schema.Record(Schema.NonEmptyString, TableSource),
      "Tables of one's own by name, for stages of one's own, which ask for them as table:<name>"
    )
  )
})
export type DataConfig = typeof DataConfig.Type
