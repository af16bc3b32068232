/** What to ask the developers of a model about a disparity. */
import type { Harm } from "@fairward/core/Measure"
import { text } from "@fairward/core/Prose"
import { type Block, paragraph } from "@fairward/core/ReportDocument"
import type { Disparity } from "./disparities.ts"
import { questionsOfSources } from "./explanations.ts"
import { type Subject, strong } from "./Subject.ts"

/** By what a difference does to patients. */
const asked: Readonly<Record<Harm, string | undefined>> = {
  missed: "What have those who are missed in common, and how many would another threshold catch?",
  late: "What is known of these patients in the hours before, and does the model use it?",
  "false alarms":
    "What raises these alarms, who has to answer them, and how many more would be missed with a higher threshold, or a pause after an alarm?",
  risk: "Was the model calibrated on patients like these?",
  ranking: "How many patients like these was the model developed on?",
  sources: undefined
}

/** Of each disparity a question about its harm, and one about what also differs in the cohort; none is asked twice. */
export const questions = (
  subject: Subject,
  disparities: ReadonlyArray<Disparity>
): ReadonlyArray<ReadonlyArray<Block>> => {
  const told = new Set<string>()
  return disparities.map(({ finding: { cohorts = [], harm = "sources" } }) => {
    const [cohort] = cohorts
    const sources = cohort === undefined || cohorts.length > 1 ? [] : questionsOfSources(subject, cohort)
    const news = [[asked[harm]], sources].flatMap(
      (some) => some.find((question) => question !== undefined && !told.has(question)) ?? []
    )
    for (const question of news) told.add(question)
    return news.length === 0 ? [] : [paragraph(...text`${strong("Ask: ")}${news.join(" ")}`)]
  })
}
