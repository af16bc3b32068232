import { ComparisonTables, Prose, ReportDocument } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { exchangeBlocks } from "./Exchange.ts"
import { type Findings, inSentence, type Model, toldMeasures } from "./Findings.ts"
import { annexBlocks, comparedOf } from "./views/ComparisonsView.ts"
import { differenceBlocks } from "./views/DifferencesView.ts"
import { flipBlocks } from "./views/FlipsView.ts"
import { findingBlocks } from "./Words.ts"

const { listed, text } = Prose
const { caveat, paragraph, score } = ReportDocument

/** "event recall", but "FPR". */
const targetWords = ({ metric, value }: NonNullable<Model["target"]>): ReportDocument.Text => {
  const { sense, title } = Metric.metricById.get(metric.replaceAll("-", "_"))!
  return text` (${inSentence(title)} of at ${sense === "lower" ? "most" : "least"} ${score(value)})`
}

const thresholdWords = ({ target, threshold, title }: Model): ReportDocument.Text =>
  text`${{ strong: title }} at ${score(threshold)}${target === null ? "" : targetWords(target)}`

/** Which models, at which thresholds, on what. */
const setting = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const { audited, baseline, counted, models, unscored } = findings
  const all = [baseline, ...models]
  const isSolved = all.some(({ target }) => target !== null)
  const named = models.flatMap((model, i) => (i === 0 ? thresholdWords(model) : text`, ${thresholdWords(model)}`))
  return [
    paragraph(
      ...text`Compared with the baseline, ${thresholdWords(baseline)}: ${named}. All have the same ${counted === "events" ? "patients, steps and events" : "patients and labels"}, and are drawn together, so that what is common to them does not blur their differences.${isSolved ? " What differs is the models at these thresholds, which were solved on these patients and would reach other values on others." : ""} All other analyses of this report are of ${all.find(({ id }) => id === audited)!.title}.`
    ),
    ...(unscored === 0
      ? []
      : [
          caveat(
            "warning",
            ...(Number.isNaN(unscored)
              ? text`A withheld number of labelled predictions`
              : Prose.counted(unscored, "labelled prediction")),
            " took no part, since some model has no score there; nor did events that nobody could have been warned of without them."
          )
        ])
  ]
}

const leftOut = ({ leftOut: left }: Findings): ReadonlyArray<ReportDocument.Block> =>
  [...Map.groupBy(left, ({ reason }) => reason)].map(([reason, own]) =>
    caveat(
      "note",
      `Left out because ${reason}: ${listed(own.map(({ metric }) => Metric.metricById.get(metric)!.title))}.`
    )
  )

/** Cohorts without a verdict for want of patients, in any measure. */
const tooSmall = (findings: Findings): ReadonlyArray<ReportDocument.Block> =>
  ComparisonTables.keyFindings(
    {
      ...comparedOf(findings, toldMeasures(findings)),
      comparisons: findings.comparisons.filter(({ verdict }) => verdict === "too small")
    },
    findings.verdictMinimum
  )

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.StageSection => ({
  id: "model-comparison",
  title: "Model comparison",
  blocks: [
    ...setting(findings),
    ...exchangeBlocks(findings),
    ...ComparisonTables.fewReplicates(findings.replicates),
    ...leftOut(findings),
    ...findingBlocks(findings),
    ...tooSmall(findings),
    ...differenceBlocks(findings),
    ...flipBlocks(findings)
  ],
  annex: annexBlocks(findings)
})
