/**
 * How a known format becomes tables of the configuration. A preset is data: what `fairward.yaml` would say, with
 * `{{...}}` where a setting of the user belongs.
 */
export interface Preset {
  readonly title: string
  /** What the folder is, as a message says it. */
  readonly folder: string
  /** Columns by which a folder is recognised, by the file or glob that has them. */
  readonly marks: Readonly<Record<string, ReadonlyArray<string>>>
  readonly tables: Readonly<Partial<Record<TableName, PresetTable>>>
}

export type TableName = "predictions" | "patients" | "events" | "timeseries" | "attributions" | "splits"

export interface PresetTable {
  /**
   * The block of the table. In its texts `{{from}}` stands for the folder, `{{predictions}}` for what the predictions
   * are read from, `{{events.code}}` for the condition that a column is one of the codes, and any other
   * `{{table.setting}}` for the column that the setting names.
   */
  readonly settings: Readonly<Record<string, unknown>>
  /** Files and globs in the folder that the block reads. */
  readonly files: ReadonlyArray<string>
  /** Settings that the format leaves open, and what to write there. */
  readonly asks?: Readonly<Record<string, string>>
  /** Left out, unless the user writes something of it, where its files are not there or it asks for something. */
  readonly optional?: true
}
