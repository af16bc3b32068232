/** What the browser needs to draw the charts of a report. */
export interface ChartData {
  /** Vega-Lite's configuration, with the locale's signs for numbers. */
  readonly config: object
  /** BCP 47 tag of the numbers. */
  readonly locale: string
  /** Vega-Lite specifications by id of the figure. */
  readonly specs: Readonly<Record<string, object>>
}
