/** Whether medical variables lie at other levels in some cohorts. */
import { Stage } from "@fairward/core"
import { analyse } from "./Analysis.ts"
import { Findings, measuresOf } from "./Findings.ts"
import { Options } from "./Options.ts"
import { eventConditions, metricOf } from "./PatientMedians.ts"
import { report } from "./Report.ts"
import { chooseVariables } from "./Variable.ts"

/** The medical variables stage. */
export default Stage.make({
  meta: {
    id: "medical-variables",
    title: "Medical variables",
    goal: "Whether the variables that the model reads, or that define its label, lie at other levels in some cohorts.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0",
    order: 40,
    question: "Does the definition of the outcome mean the same at these levels?"
  },
  inputs: { needs: ["timeseries"], uses: ["events"] },
  options: Options,
  findings: Findings,
  unmet: (options, { timeseries }) => chooseVariables(options, timeseries!).problems,
  compares: (options, { timeseries }) =>
    timeseries === undefined
      ? undefined
      : chooseVariables(options, timeseries).chosen.flatMap(({ id }) =>
          eventConditions.map((condition) => metricOf(id, condition))
        ),
  analyse,
  measures: measuresOf,
  report,
  glossary: [
    {
      term: "Patient's median",
      definition:
        "The median of a patient's measurements of a variable; missing measurements are left out, not filled in."
    },
    {
      term: "Outside events",
      definition: "Measurements at steps in no event, from the event's start up to, but not including, its stop."
    },
    {
      term: "Patients without events",
      definition: "Patients without any event during their stay, with all of their measurements."
    },
    {
      term: "Standard deviation",
      definition:
        "How far the patients' medians of a variable spread around their mean, in the unit of the variable: for bell-shaped ones, two thirds of the patients lie within one of it."
    }
  ]
})
