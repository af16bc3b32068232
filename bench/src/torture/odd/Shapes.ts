/** Data that are small, one-sided or empty, and settings that reach beyond them. */
import { base, filesOf, idOf, ofModels, type Project, withColumn, withRows, withSetting } from "../Project.ts"
import type { Trial } from "../Trial.ts"

const only = (project: Project, keep: (patient: number) => boolean): Project =>
  Object.entries(project.tables).reduce(
    (reduced, [table, { rows }]) =>
      withRows(
        reduced,
        table,
        rows.filter(([id]) => keep(Number(String(id).slice(5)) - 1000))
      ),
    project
  )

const without = (project: Project, ...tables: ReadonlyArray<string>) =>
  tables.reduce((reduced, table) => withSetting(reduced, ["data", table], undefined), project)

const counts = [1, 2, 3, 5, 9].flatMap(
  (count): ReadonlyArray<readonly [string, Project]> => [
    [`${count} patients`, only(base, (p) => p < count)],
    [
      `${count} patients, none in train`,
      without(
        only(base, (p) => p < count),
        "splits"
      )
    ],
    [
      `${count} patients without an event`,
      without(
        only(base, (p) => p >= 60 - count),
        "splits"
      )
    ],
    [
      `${count} patients with one step`,
      withRows(
        only(base, (p) => p < count),
        "predictions",
        [[idOf(0), 0, 0.5]]
      )
    ]
  ]
)

const all = Object.keys(base.tables).filter((table) => table !== "predictions" && table !== "patients")

const shapes: ReadonlyArray<readonly [string, Project]> = [
  ...counts,
  ["two models", ofModels],
  ...[1, 2, 5, 9].map((count) => [`two models of ${count} patients`, only(ofModels, (p) => p < count)] as const),
  ["a model without scores", withColumn(ofModels, "predictions", "former", () => null)],
  ["a model of one score", withColumn(ofModels, "predictions", "former", () => 0.5)],
  ["two models of the same scores", withColumn(ofModels, "predictions", "former", (row) => ((row * 7) % 10) / 10)],
  ["everybody recognised before admission", withColumn(base, "recognition", "known", () => -5)],
  ["nobody recognised in the stay", withColumn(base, "recognition", "known", () => 500)],
  ["nobody recognised", withColumn(base, "recognition", "known", () => null)],
  ["nobody comparable", withColumn(base, "patients", "severity", (row) => row)],
  ["everybody of one severity", withColumn(base, "patients", "severity", () => 1)],
  ["severity unknown", withColumn(base, "patients", "severity", () => null)],
  ["case mix by what divides", withSetting(base, ["caseMix"], ["sex", "age"])],
  ["case mix by a column of ids", withSetting(base, ["caseMix"], [{ column: "pid" }])],
  ["a label defined by what is not measured", withSetting(base, ["data", "timeseries", "definesLabel"], ["nothing"])],
  ...all.map((table) => [`without ${table}`, without(base, table)] as const),
  ...all.map((table) => [`no rows of ${table}`, withRows(base, table, [])] as const),
  ...all.map(
    (table) =>
      [
        `one row of ${table}`,
        withRows(base, table, base.tables[table as keyof typeof base.tables].rows.slice(0, 1))
      ] as const
  ),
  ...all.map(
    (table) =>
      [
        `other patients in ${table}`,
        withRows(
          base,
          table,
          base.tables[table as keyof typeof base.tables].rows.map(([, ...row]) => [`MRKIDother`, ...row])
        )
      ] as const
  ),
  [
    "everybody in train",
    withRows(
      base,
      "splits",
      base.tables.patients!.rows.map(([id]) => [id, "train"])
    )
  ],
  ["only women", only(base, (p) => p % 2 === 0)],
  [
    "events of women only",
    withRows(
      base,
      "events",
      base.tables.events!.rows.filter((_, i) => i % 2 === 0)
    )
  ],
  [
    "an event in every step",
    withRows(
      base,
      "events",
      base.tables.patients!.rows.map(([id]) => [id, 0, 8])
    )
  ],
  [
    "events before admission",
    withRows(
      base,
      "events",
      base.tables.events!.rows.map(([id]) => [id, -5, -2])
    )
  ],
  [
    "events after all predictions",
    withRows(
      base,
      "events",
      base.tables.events!.rows.map(([id]) => [id, 500, 501])
    )
  ],
  [
    "events that end before they begin",
    withRows(
      base,
      "events",
      base.tables.events!.rows.map(([id]) => [id, 5, 2])
    )
  ],
  [
    "events on top of each other",
    withRows(
      base,
      "events",
      base.tables.events!.rows.flatMap((row) => [row, row, row])
    )
  ],
  [
    "an event at step 0",
    withRows(
      base,
      "events",
      base.tables.events!.rows.map(([id]) => [id, 0, 1])
    )
  ],
  [
    "a prediction at step a million",
    withRows(base, "predictions", [...base.tables.predictions!.rows, [idOf(3), 1_000_000, 0.5]])
  ],
  [
    "a prediction at step 4 billion",
    withRows(base, "predictions", [...base.tables.predictions!.rows, [idOf(3), 4_300_000_000, 0.5]])
  ],
  ...["0 min", "5 min", "35 min", "40 min", "1 d", "10000 d", "1e3 d"].flatMap(
    (span): ReadonlyArray<readonly [string, Project]> => [
      [`a horizon of ${span}`, withSetting(base, ["horizon"], span)],
      [`stays of at most ${span}`, withSetting(base, ["maxLength"], span)],
      [`a time limit of ${span}`, withSetting(base, ["stageTimeLimit"], span)],
      [`events merged within ${span}`, withSetting(base, ["data", "events", "mergeWithin"], span)],
      [`steps of ${span}`, withSetting(base, ["timestep"], span)]
    ]
  ),
  ...["0 s", "0.001 s", "1 s"].map(
    (span) => [`a time limit of ${span}`, withSetting(base, ["stageTimeLimit"], span)] as const
  ),
  ...[0, 1e-300, 0.5, 1, 1 - 2 ** -53].map(
    (value) => [`a threshold of ${value}`, withSetting(base, ["threshold"], { value })] as const
  ),
  ...["event-recall", "recall", "precision", "npv", "fpr"].flatMap((metric) =>
    [0, 1e-12, 0.999999, 1].map(
      (value) => [`${metric} of ${value}`, withSetting(base, ["threshold"], { metric, value })] as const
    )
  ),
  ...[2, 59, 60, 61, 1000].map(
    (minimumCell) => [`cells of ${minimumCell}`, withSetting(base, ["disclosure"], { minimumCell })] as const
  ),
  ...[0.5, 0.999].map((level) => [`a level of ${level}`, withSetting(base, ["level"], level)] as const)
]

export const dataShapes: ReadonlyArray<Omit<Trial, "family">> = shapes.map(([name, project]) => ({
  name,
  files: filesOf(project)
}))
