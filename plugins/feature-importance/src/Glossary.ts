import type { ReportDocument } from "@fairward/core"

export const glossary: ReadonlyArray<ReportDocument.GlossaryEntry> = [
  {
    term: "Feature importance",
    definition:
      "How much a feature moves the model's output: the mean over a patient's steps of the absolute attribution (SHAP value) of the feature. That of a cohort is the mean over its patients, so that long stays count no more than short ones. Correlated features share importance between them, which can make a single one look less important than it is."
  },
  {
    term: "General ranking",
    definition: "The features from the most to the least important over all patients with attributions."
  },
  {
    term: "Rank-biased overlap (RBO)",
    definition:
      "How similar two rankings are, the first ranks weighing most (Webber et al. 2010). As it is, it counts the compared ranks only, so that identical rankings stay below 1; extrapolated, it runs from 0 to 1."
  },
  {
    term: "Critical RBO",
    definition:
      "The smallest overlap of any cohort in random groupings of the patients into 2 to 6 equal cohorts. Small cohorts rank less steadily than large ones and fall below it more often, even where nothing differs."
  },
  {
    term: "Random cohorts of its size",
    definition:
      "Patients drawn at random, as many as the cohort has. The p-value is the share of such draws that agree with the general ranking as little as the cohort does, adjusted by Holm's procedure for all cohorts of the section."
  },
  {
    term: "Delta of inverse rank",
    definition:
      "|1/rank in the cohort − 1/rank in general|. It is critical when larger than for the same feature in any cohort of the random groupings."
  },
  {
    term: "Share of importance",
    definition:
      "The importance of a feature divided by that of all features together, over the patients of a cohort: how much of what moves the model is this feature, whether the model's output moves much or little there."
  }
]
