/** The settings under `card`: what only people can say of a model. */
import { Schema } from "effect"
import { describe, optional, Passage, Title } from "./fields.ts"

const passage = (description: string) => optional(describe(Passage, description))

/** A day as 2026-11-30. */
export const Day = Schema.String.check(
  Schema.makeFilter((day: string) => {
    const time = /^\d{4}-\d{2}-\d{2}$/u.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
      ? true
      : "Expected a day, written as 2026-11-30"
  })
)

/** What somebody says of a finding, signed and dated. */
export const CommentConfig = Schema.Struct({
  finding: optional(
    describe(
      Schema.NonEmptyString,
      "The measure that the finding is of, such as event_recall or clinical-safety.event_recall; absent: any"
    )
  ),
  grouping: optional(describe(Schema.NonEmptyString, "Id of the grouping that it is about; absent: any")),
  category: optional(describe(Title, "The cohort of `grouping` that it is about, by id or label; absent: any")),
  text: describe(Passage, "What is said of the finding"),
  by: describe(Title, "Who says it"),
  date: describe(Day, "The day on which it was said, such as 2026-11-30")
}).check(
  Schema.makeFilter(({ category, finding, grouping }) => {
    if (finding === undefined && grouping === undefined)
      return "Expected `finding`, `grouping` or both: what is it about?"
    return category === undefined || grouping !== undefined || "`category` needs `grouping`, of which it is one"
  })
)
export type CommentConfig = typeof CommentConfig.Type

/** What people say that the numbers mean, in each class of CHAI's card. */
const InterpretationConfig = Schema.Struct({
  usefulness: passage("What the results say of usefulness, usability and efficacy"),
  fairness: passage("What the results say of fairness and equity"),
  safety: passage("What the results say of safety and reliability")
})

export const CardConfig = Schema.Struct({
  summary: passage("What the model is and does, in a few sentences"),
  developer: optional(describe(Title, "Who developed the model")),
  contact: optional(describe(Title, "Where questions go: an address of mail or of the web")),
  modelType: passage("Kind of model, such as gradient-boosted trees"),
  releaseStage: passage("How far the model is: research, silent trial, in use"),
  releaseDate: optional(describe(Title, "When this version was released")),
  regulatoryStatus: passage("Clearances and markings, or why none is needed"),
  availability: passage("Where in the world, or in which hospitals, the model may be used"),
  intendedUsers: passage("Who acts on the alarms"),
  workflow: passage("Where in the work on the ward an alarm comes, and what follows it"),
  howToUse: passage("What a user does with the model's output, and what not"),
  targetPopulation: passage("The patients that the model is for"),
  outOfScope: passage("Uses, settings and patients that the model is not for"),
  risks: passage("Known risks and limitations"),
  mitigations: passage("What is done about them"),
  knownBiases: passage("Known biases and ethical considerations"),
  riskLevel: passage("Clinical risk, such as the class of a medical device"),
  healthInequalities: passage("Known inequalities in health and care between groups of these patients"),
  inputs: passage("What goes into the model, and how it is measured"),
  outcome: passage("How the outcome that the model warns of is defined and found"),
  outcomeAssessment: passage("Whether it is assessed alike in all groups, by whom, and whether they knew the score"),
  developmentPopulation: passage("The patients that the model was developed on"),
  fairnessMeasures: passage("What was done for fairness in development, and why"),
  humanOversight: passage("Who may overrule the model, and how"),
  monitoring: passage("How the model is watched and maintained in use"),
  stakeholders: passage("Who was consulted: patients, staff, communities"),
  consent: passage("What patients are told, or agree to"),
  funding: passage("Who paid"),
  conflicts: passage("Conflicts of interest"),
  protocol: passage("Where the protocol of this audit or study is"),
  registration: passage("Where it is registered"),
  dataAvailability: passage("Whether and how the data can be had"),
  codeAvailability: passage("Whether and how the code can be had"),
  publications: passage("Publications on the model"),
  marginsDecidedBy: passage("Who decided on the margins"),
  marginsBecause: passage("Why differences of that size matter"),
  groupingsDecidedBy: passage("Who decided on the groupings; why each, says its `rationale`"),
  interpretation: optional(InterpretationConfig),
  comments: optional(describe(Schema.Array(CommentConfig), "What people say of single findings, signed and dated"))
})
export type CardConfig = typeof CardConfig.Type
