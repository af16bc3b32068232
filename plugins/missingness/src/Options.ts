import { OptionFields } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { Schema } from "effect"

const { Name, NotNegative, Share, described, margin, span, withDefault } = OptionFields

/** What no category can be called: patients without any measurement stand apart. */
export const noMeasurement = "no_msrt"

const Variable = Schema.Struct({
  every: Schema.optionalKey(
    span(
      "How often the variable is expected to be measured, such as 8 h; a measurement is valid for so long. Absent: the usual interval in the data"
    )
  ),
  tolerance: Schema.optionalKey(
    span("How much later than expected a measurement may come without one being missed; absent: that of the stage")
  ),
  title: Schema.optionalKey(described(Name, "How the report calls the variable; absent: its name in the time series")),
  definesLabel: Schema.optionalKey(
    described(
      Schema.Boolean,
      "Whether the label is defined by the variable, so that patients without a measurement of it have none; absent: what data.timeseries.definesLabel says"
    )
  )
})

const Categories = Schema.Record(Name, Share)

const stepMetrics = Metric.metrics.filter(({ ofEvents }) => !ofEvents)
const MetricName = Schema.Literals(stepMetrics.map(({ id }) => id))
const [firstMetric, ...otherMetrics] = stepMetrics.filter(({ byDefault }) => byDefault).map(({ id }) => id)

const Impact = Schema.Struct({
  metrics: withDefault(
    Schema.NonEmptyArray(MetricName).annotate({
      description: "Metrics of steps to compare; default those of the paper without the ones of events"
    }),
    [firstMetric!, ...otherMetrics]
  ),
  margin: margin(),
  margins: withDefault(
    described(Schema.Record(MetricName, Schema.optionalKey(NotNegative)), "Margins of single metrics"),
    {}
  ),
  interpolation: withDefault(
    described(
      Schema.Literals(["step", "linear"]),
      "Areas under precision-recall curves: average precision, or the optimistic trapezoid"
    ),
    "step"
  ),
  bins: withDefault(
    described(Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 100 })), "Bins of calibration"),
    10
  ),
  withinCohorts: withDefault(
    described(Schema.Boolean, "Whether to look at the impact within each cohort too, without verdicts"),
    true
  )
})

const Testing = Schema.Struct({
  testsMargin: withDefault(
    described(NotNegative, "A difference of tests per patient-day inside this is equivalent"),
    1
  ),
  eventsMargin: withDefault(described(NotNegative, "The same for events per 100 tests"), 5)
})

/** Options of the missingness stage; spans are text with a unit in configuration, minutes here. */
export const Options = Schema.Struct({
  variables: withDefault(
    described(
      Schema.Record(Name, Variable),
      "Variables of the time series and how often each is expected; none: every measured one, as often as is usual in the data"
    ),
    {}
  ),
  maximumVariables: withDefault(
    described(
      Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
      "Without `variables`: how many to analyse at most, the most often measured first"
    ),
    8
  ),
  tolerance: withDefault(
    described(
      Share,
      "How much later a measurement may come, as a share of its interval, where a variable says nothing"
    ),
    0.1
  ),
  categories: withDefault(
    described(
      Categories,
      "Categories of intensity by the share up to which each reaches; each begins above the previous"
    ),
    { insufficient: 0.9, enough: 1 }
  ),
  margin: withDefault(described(Share, "A difference of mean coverage inside this is equivalent"), 0.05),
  testing: withDefault(
    described(
      Schema.Union([Schema.Literal(false), Testing]),
      "How testing for variables that define the label is judged; false: it is not"
    ),
    {}
  ),
  impact: withDefault(
    described(
      Schema.Union([Schema.Literal(false), Impact]),
      "How the cost of missing measurements is measured; false: it is not"
    ),
    {}
  )
}).check(
  Schema.makeFilter(({ categories, variables }) => {
    const issues: Array<Schema.FilterIssue> = []
    const bounds = Object.values(categories)
    if (bounds.at(-1) !== 1 || bounds[0] === 0 || bounds.some((bound, i) => i > 0 && bound <= bounds[i - 1]!)) {
      issues.push({
        path: ["categories"],
        issue: "Give each category the share up to which it reaches, ascending from above 0, the last 1"
      })
    }
    if (noMeasurement in categories) {
      issues.push({
        path: ["categories", noMeasurement],
        issue: "Patients without any measurement are a category of their own; leave it out"
      })
    }
    for (const [id, { every, tolerance }] of Object.entries(variables)) {
      if (every === undefined) continue
      if (!(every > 0)) issues.push({ path: ["variables", id, "every"], issue: "Expected a span longer than 0" })
      else if (tolerance !== undefined && tolerance >= every) {
        issues.push({
          path: ["variables", id, "tolerance"],
          issue: "Expected a span shorter than `every`, or no measurement could ever be missed"
        })
      }
    }
    return issues
  })
)
export type Options = typeof Options.Type
