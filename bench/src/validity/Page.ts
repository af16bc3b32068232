/** The results as a page of the documentation. */
import { criteria, largestErrorRate, limitsOf, powers } from "./Criteria.ts"
import type { AskedCounts, AuditCounts, CellCounts, StageCounts, Summary } from "./Summary.ts"

const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`

const shareOf = (count: number, of: number): string => {
  const { high, low } = limitsOf(count, of)
  return `${count} of ${of}: ${percent(count / of)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`
}

/** Padded as Biome formats markdown, so that the page passes the repository's checks as it is written. */
const markdownTable = (header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = header.map((_, column) => Math.max(3, ...[header, ...rows].map((cells) => cells[column]!.length)))
  const row = (cells: ReadonlyArray<string>) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`
  return [row(header), row(widths.map((width) => "-".repeat(width))), ...rows.map(row)].join("\n")
}

const six = ["performance", "time-gap", "medical-variables", "feature-importance", "missingness", "clinical-safety"]

/** The six stages, and what others a population was audited by. */
const columnsOf = (cells: ReadonlyArray<CellCounts>): ReadonlyArray<string> => [
  ...new Set([
    ...six,
    ...cells.flatMap(({ audits }) => audits.flatMap(({ stages }) => stages.map(({ stage }) => columnOf(stage))))
  ])
]

/** Which column a family stands in that is no whole stage. */
const columnOf = (family: string): string =>
  family === "medians" ? "medical-variables" : family.endsWith(" alone") ? "performance" : family

const flagged = ({ dataSets, off }: StageCounts): string => (dataSets === 0 ? "" : shareOf(off, dataSets))

const withTarget = (title: string, { target }: AuditCounts) => (target > 0 ? `${title}; event recall ${target}` : title)

const errorRows = (
  { audits, title }: CellCounts,
  columns: ReadonlyArray<string>
): ReadonlyArray<ReadonlyArray<string>> =>
  audits.flatMap((audit) => {
    const row = (stages: ReadonlyArray<StageCounts>, name: string) => [
      name,
      ...columns.map((column) =>
        stages
          .filter(({ stage }) => columnOf(stage) === column)
          .map(flagged)
          .join("; ")
      )
    ]
    const alone = audit.stages.filter(({ stage }) => stage.endsWith(" alone"))
    return [
      row(
        audit.stages.filter((one) => !alone.includes(one)),
        withTarget(title, audit)
      ),
      ...alone.map((one) => row([one], `${withTarget(title, audit)}; ${one.stage}`))
    ]
  })

const isOfChanges = ({ id }: CellCounts): boolean => id.startsWith("changes")

const isOfModels = ({ id }: CellCounts): boolean => id.startsWith("models")

const isOfGroups = ({ id }: CellCounts): boolean => id.startsWith("subgroups")

/** How often a comparison of two audits says that something changed. */
const changesRows = ({ audits, title }: CellCounts): ReadonlyArray<ReadonlyArray<string>> =>
  audits.flatMap(({ stages }) => stages.map((one) => [title, String(one.judged), flagged(one)]))

const modelsRows = ({ audits, title }: CellCounts): ReadonlyArray<ReadonlyArray<string>> =>
  audits.flatMap((audit) => audit.stages.map((one) => [withTarget(title, audit), String(one.judged), flagged(one)]))

const digitsOf = (truth: number) => (Math.abs(truth) < 1 ? 3 : 1)

const askedRow = (
  { title }: CellCounts,
  { above, below, dataSets, found, meanDifference, medianWidth, metric, truth }: AskedCounts
) => {
  const number = (value: number) => value.toFixed(digitsOf(truth))
  const further = truth < 0 ? below : above
  const nearer = truth < 0 ? above : below
  return [
    title,
    metric,
    number(truth),
    number(meanDifference),
    number(medianWidth),
    shareOf(found, dataSets),
    percent(further / dataSets),
    percent(nearer / dataSets)
  ]
}

const askedOf = ({ audits }: CellCounts) => audits.flatMap(({ stages }) => stages.flatMap(({ asked }) => asked))

/** Where something planted is judged together with all that is not. */
const coverageOf = (cells: ReadonlyArray<CellCounts>): string => {
  const audits = cells.flatMap(({ audits: own }) => own.flatMap(({ stages }) => stages))
  const [off, dataSets] = [
    audits.reduce((sum, one) => sum + one.off, 0),
    audits.reduce((sum, one) => sum + one.dataSets, 0)
  ]
  return `In ${dataSets - off} of ${dataSets} audits of planted data sets (${percent(1 - off / dataSets)}) every interval whose truth is known holds it.`
}

const metricsOf = (cells: ReadonlyArray<CellCounts>): string => {
  const counts = new Map<string, { above: number; below: number }>()
  for (const { metrics, stage } of cells.flatMap(({ audits }) => audits.flatMap(({ stages }) => stages))) {
    for (const [metric, { above, below }] of Object.entries(metrics)) {
      const name = `${metric} (${stage})`
      const known = counts.get(name) ?? { above: 0, below: 0 }
      counts.set(name, { above: known.above + above, below: known.below + below })
    }
  }
  const most = [...counts]
    .toSorted(([a, m], [b, n]) => n.above + n.below - m.above - m.below || (a < b ? -1 : 1))
    .slice(0, 12)
    .map(([name, { above, below }]) => `${name} ${above} + ${below}`)
  return most.length === 0
    ? "Nothing was flagged."
    : `Flagged most often, with the data sets in which the cohort seemed higher and lower: ${most.join(", ")}.`
}

/** What the published method says of the same contrasts. */
const paperOf = (cells: ReadonlyArray<CellCounts>): string => {
  const shares = cells
    .flatMap(({ audits }) => audits.flatMap(({ stages }) => stages))
    .filter(({ dataSets, stage }) => dataSets > 0 && stage === "performance")
    .map(({ significant }) => significant)
  return shares.length === 0
    ? ""
    : `The Mann-Whitney test of the published method compares replicates, not patients. Of the same contrasts of the performance stage it calls ${percent(Math.min(...shares), 0)} to ${percent(Math.max(...shares), 0)} significant, and more with more than its 100 replicates: it says how steady the simulation is. The report shows it because it is the published method.`
}

const changesOf = (cells: ReadonlyArray<CellCounts>): string =>
  cells.length === 0
    ? ""
    : `## Do two audits seem to differ?

Audits of two data sets of one population, set side by side by \`fairward compare\`: an interval beside 0 anywhere, in any of the six stages, is a false flag of the whole comparison. A planted change is among those above.

${markdownTable(["audits", "changes judged", "flagged"], cells.flatMap(changesRows))}

`

const modelsOf = (cells: ReadonlyArray<CellCounts>): string =>
  cells.length === 0
    ? ""
    : `## Do two models seem to differ?

Two models on the same patients whose scores are those of one, each with errors of its own, of stays and of steps: neither is better for anybody. An interval beside 0 anywhere in the model comparison is a false flag of it.

${markdownTable(["models", "comparisons judged", "flagged"], cells.flatMap(modelsRows))}

`

const groupsOf = (cells: ReadonlyArray<CellCounts>): string =>
  cells.length === 0
    ? ""
    : `## Does a search find groups that are none?

All conjunctions of categories of seven groupings up to three at a time, where nothing differs. An interval beside 0 of any group, in any measure, is a false flag of the whole search. A planted conjunction is among those above: it counts as found where it is named, and not only larger groups that it is part of.

${markdownTable(["data sets", "comparisons judged", "flagged"], cells.flatMap(modelsRows))}

`

/** The page; it says nothing that changes from one run to the next. */
export const page = (summary: Summary): string => {
  const changes = summary.cells.filter((cell) => isOfChanges(cell) && !cell.isPlanted)
  const models = summary.cells.filter(isOfModels)
  const nulls = summary.cells.filter(
    (cell) => !cell.isPlanted && !isOfChanges(cell) && !isOfModels(cell) && !isOfGroups(cell)
  )
  const groups = summary.cells.filter((cell) => isOfGroups(cell) && !cell.isPlanted)
  const planted = summary.cells.filter(({ isPlanted }) => isPlanted)
  const failures = criteria(summary).filter(({ holds }) => !holds)
  const columns = columnsOf(nulls)
  const coins = nulls.filter(({ id }) => id.startsWith("coins"))
  const outcome =
    failures.length === 0
      ? "Everything that this page promises held in the run that wrote it."
      : `**Not everything held in the run that wrote this page:** ${failures.map(({ claim, measured }) => `${claim}: measured ${measured.toFixed(3)}`).join("; ")}.`
  return `# How often the verdicts are wrong

Made by \`pnpm bench:validity\`, which runs the stages' own code on data sets in which the truth is known. ${outcome}

## Does it raise false alarms?

Data sets in which no cohort is treated differently. An interval beside 0 anywhere in a stage, of any measure of any cohort, is a false flag of it. The run fails where a stage has one in more than ${percent(largestErrorRate, 0)} of the data sets, or where chance does not explain why it is more than 5 %.

![Share of data sets with a false flag, by stage and population](images/validity-errors.svg)

${markdownTable(
  ["data sets", ...columns],
  nulls.flatMap((cell) => errorRows(cell, columns))
)}

Percentages with 95 % intervals; they count whole stages, not single comparisons. Thresholds on the same patients and stages of one data set go together. Persons with several stays have stays that resemble each other. "Alone": a single metric is configured. Medians stand with medical variables: they are simulated without patients' courses, of one value a patient, of few different values, and of gaps in steps of an hour and of five minutes.${coins.length === 0 ? "" : ` Real data: groupings of 2, 5, 9 and 2 categories that coins decide. ${coins.map(({ audits: [audit], dataSets, title }) => `Of all six stages together: ${shareOf(audit!.anyOff, dataSets)}, ${title}.`).join(" ")}`}

${metricsOf(nulls)}

${paperOf(nulls)}

## Does it find what is there?

Data sets in which one thing is wrong in one cohort: its events are scored lower, or a variable is higher. It is found where the interval lies beside 0 on the right side. The run fails where event recall that is lower by 0.15 is found in less than ${percent(powers[0].least, 0)}, or by 0.20 in less than ${percent(powers[1].least, 0)}.

![Share of data sets in which a lower event recall is found, by how much lower it is](images/validity-power.svg)

${markdownTable(
  [
    "data sets",
    "metric",
    "true difference",
    "mean",
    "width",
    "found",
    "interval beyond the truth",
    "interval short of it"
  ],
  planted.flatMap((cell) => askedOf(cell).map((asked) => askedRow(cell, asked)))
)}

${coverageOf(planted)} The last two columns are the errors of a margin that is exactly the true difference: an interval beyond it says "material", and only one short of it can say "equivalent".

${changesOf(changes)}${modelsOf(models)}${groupsOf(groups)}## Settings

- Data: the simulator's preset without disparities; hourly patients have about 53 labelled steps, those with a step of 10 minutes about 130. 40 % of the patients have an event (planted: 40 to 50 %).
- Groupings: sex (2 categories), age group (5), admission reason (9), surgical status (2); attributes are drawn independently of everything else.
- What is measured when, for missingness, is decided by chance alone, so that missing measurements cost nothing.
- 1,000 replicates; a cohort or rest with fewer than 30 event-bearing patients gets no verdict; family-wise level 95 %; the threshold is solved on each data set.
- True differences are those of very large simulations (\`pnpm bench:validity --truths\`).

## Reproduce

    pnpm bench:validity

Everything is seeded (${summary.seed}): the same numbers come out whatever the number of cores and parts. [The bench's page](../bench/README.md#error-rate-and-power) says how to run parts of it.
`
}
