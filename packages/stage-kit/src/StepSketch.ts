/**
 * Datasets written by hand as steps: a label and a score each, with events and a category.
 *
 * @since 0.2.0
 */
import type { Dataset } from "@fairward/core"
import * as Sketch from "./Sketch.ts"

/** 1, 0, or `null` for an unlabelled step. */
export type Label = 1 | 0 | null

/** A patient with a step at each of 0, 1, 2, ... */
export interface PatientSketch {
  readonly steps: ReadonlyArray<readonly [label: Label, score: number]>
  /** `[start, stop)` in steps, ascending and disjoint. */
  readonly events: ReadonlyArray<readonly [start: number, stop: number]>
  readonly category: string | null
}

export interface DatasetSketch extends Omit<Sketch.DatasetSketch, "patients" | "empty"> {
  readonly patients: ReadonlyArray<PatientSketch>
}

/** The dataset of a sketch, with predictions and events; `grouping` is the column of the patients' categories. */
export const dataset = ({ patients, ...sketch }: DatasetSketch, grouping = "group"): Dataset.DatasetShape =>
  Sketch.dataset({
    ...sketch,
    empty: ["predictions", "events"],
    patients: patients.map(({ category, events, steps }) => ({
      attributes: { [grouping]: category },
      scores: steps.map(([, score]) => score),
      labels: steps.map(([label]) => label ?? ".").join(""),
      events
    }))
  })
