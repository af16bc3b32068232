/**
 * The results as a page of the documentation.
 */
import { Proportion, Quantile } from "@fairward/stats"
import { paperAlpha, testedReplicates, verdictMinimum } from "./Trial.ts"
import {
  criteria,
  type ErrorRate,
  largestErrorRate,
  type Power,
  plantedDifference,
  smallestPower,
  type Validity
} from "./Validity.ts"

const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`

const shareOf = (count: number, of: number): string => {
  const { high, low } = Proportion.wilsonLimits(count / of, of, 1.959963984540054)
  return `${count} of ${of} (${percent(count / of)}; 95 % interval ${percent(low)} to ${percent(high)})`
}

const middle = (values: ReadonlyArray<number>, digits = 0): string =>
  Quantile.median(Float64Array.from(values)).toFixed(digits)

/** Padded as Biome formats markdown, so that the page passes the repository's checks as it is written. */
const markdownTable = (header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((cells) => cells[column]!.length)))
  const row = (cells: ReadonlyArray<string>) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`
  return [row(header), row(widths.map((width) => "-".repeat(width))), ...rows.map(row)].join("\n")
}

const errorTable = (errorRates: ReadonlyArray<ErrorRate>): string =>
  markdownTable(
    [
      "test patients",
      "threshold for event recall",
      "data sets with a false flag",
      "contrasts judged (median)",
      "critical value c* (median)"
    ],
    errorRates.map(({ audits, flagged, scenario, target }) => [
      scenario.title.replace(/ patients$/u, ""),
      String(target),
      shareOf(flagged, audits.length),
      middle(audits.map(({ family }) => family)),
      middle(
        audits.map(({ criticalValue }) => criticalValue),
        2
      )
    ])
  )

const falseFlags = (errorRates: ReadonlyArray<ErrorRate>): string => {
  const counts = new Map<string, number>()
  for (const { audits } of errorRates) {
    for (const { flags } of audits)
      for (const metric of new Set(flags.map((flag) => flag.metric))) counts.set(metric, (counts.get(metric) ?? 0) + 1)
  }
  if (counts.size === 0) return "No metric was flagged in any of them."
  const named = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([metric, n]) => `${metric} ${n}`)
  return `Metrics that were flagged, with the number of audits: ${named.join(", ")}.`
}

const paperTable = (errorRates: ReadonlyArray<ErrorRate>): string =>
  markdownTable(
    [
      "test patients",
      "threshold for event recall",
      ...testedReplicates.map((n) => `${n.toLocaleString("en")} replicates`)
    ],
    errorRates.map(({ paper, scenario, target }) => [
      scenario.title.replace(/ patients$/u, ""),
      String(target),
      ...paper.map((share) => percent(share))
    ])
  )

const powerTable = (powers: ReadonlyArray<Power>): string =>
  markdownTable(
    [
      "cohort",
      "data sets in which it was found",
      "difference (average)",
      "its standard error (median)",
      "critical value c* (median)"
    ],
    powers.map(({ audits, found, meanDifference, scenario }) => [
      scenario.title,
      shareOf(found, audits.length),
      meanDifference.toFixed(3),
      middle(
        audits.map(({ planted }) => planted!.standardError),
        3
      ),
      middle(
        audits.map(({ criticalValue }) => criticalValue),
        2
      )
    ])
  )

const settingsOf = ({ errorRates, plan, powers }: Validity): string => {
  const { parameters } = errorRates[0]!.scenario
  return [
    `- Data: the simulator's preset without disparities, in steps of ${parameters.stepMinutes} minutes: one patient has about ${middle(errorRates.flatMap(({ audits }) => audits.map(({ patients, steps }) => steps / patients)))} labelled steps, which depend on each other, and often several events. Every patient is in the test split. Expected share of patients with an event: ${percent(parameters.eventPatients, 0)} (planted: ${powers.map(({ scenario }) => percent(scenario.parameters.eventPatients, 0)).join(" and ")}).`,
    "- Groupings: sex (2 categories), age group (5), admission reason (9), surgical status (2); attributes are drawn independently of everything else, so that without a planted disparity every difference is chance.",
    `- All 15 metrics; ${plan.replicates.toLocaleString("en")} replicates; a cohort or rest with fewer than ${verdictMinimum} event-bearing patients gets no verdict; family-wise level 95 %.`,
    "- Flagged means: the verdict is worse, material or better under simultaneous intervals, the default.",
    "- Threshold: solved on each data set for the event recall in the table."
  ].join("\n")
}

/** The page; it says nothing that changes from one run to the next. */
export const validityPage = (validity: Validity): string => {
  const { errorRates, plan, powers } = validity
  const failures = criteria(validity).filter(({ holds }) => !holds)
  const outcome =
    failures.length === 0
      ? "Everything that this page promises held in the run that wrote it."
      : `**Not everything held in the run that wrote this page:** ${failures.map(({ claim, measured }) => `${claim}: measured ${measured.toFixed(3)}`).join("; ")}.`
  return `# How often the verdicts are wrong

Made by \`pnpm bench:validity\`, which measures error rate and power on simulated data sets in which the truth is known. ${outcome}

## Does it raise false alarms?

Data sets in which no cohort is treated differently. A flag anywhere, in any metric of any cohort, is an error; it should happen in about 5 of 100 audits, and the run fails above ${percent(largestErrorRate, 0)}.

${errorTable(errorRates)}

${falseFlags(errorRates)}

An audit compares hundreds of pairs. The intervals are widened until all of them hold at once with a probability of 95 %; the critical value c* says by how many standard errors. The percentages count whole audits, not single comparisons. Both thresholds are tried on the same data sets, so their rows go together; the 95 % intervals say how far chance alone can take such a share with so many data sets.

## Does it find what is there?

Data sets of 1,000 patients in which the model misses more events of one cohort: event recall is lower by ${plantedDifference.size}. The disparity counts as found when event recall of that cohort is judged worse or material. The run fails below ${percent(smallestPower, 0)}.

${powerTable(powers)}

What was planted: the score's rise before an event loses a share of its height in that cohort, so that event recall at the threshold differs by that much on average. Smaller cohorts or smaller differences are found less often. The report gives, with each inconclusive comparison, the difference that would have been seen with a chance of 80 %.

## The paper's test on the same data

The Mann-Whitney test of the published method compares replicates, not patients. On the data sets without disparity it calls this share of all contrasts significant at ${paperAlpha} divided by the number of tests:

${paperTable(errorRates)}

The share grows with the number of replicates, although the data stay the same: the p-value says how steady the simulation is, not how strong the evidence is. The report shows this test because it is the published method, and does not draw conclusions from it unless it is asked to (\`significance: mann-whitney\`).

## Settings

${settingsOf(validity)}

## Reproduce

    pnpm bench:validity

${plan.nullDataSets} data sets of each size and ${plan.plantedDataSets} of each planted disparity, in about a quarter of an hour on two cores. Everything is seeded: the same numbers come out whatever the number of cores. \`pnpm bench:validity --data-sets 20\` is a quick look and leaves this page alone. The command ends with exit code 1 when a criterion fails.
`
}
