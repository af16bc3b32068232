/** What a comparison of two models says of models that differ in nothing that depends on the cohort. */
import type { Dataset } from "@fairward/core"
import modelComparison from "@fairward/model-comparison"
import { type Draw, draws, normal } from "../Draw.ts"
import type { About, Cell } from "./Cells.ts"
import { audited, judgements, type Setting, type Truth } from "./Judgements.ts"
import { type Population, simulated } from "./Population.ts"

/** Standard deviations of the scores' log odds: of what a model does not know of a stay, and of a step. */
const ofStay = 0.35
const ofStep = 0.35

const logOdds = (score: number): number => Math.log(score / (1 - score))

const shareOf = (odds: number): number => 1 / (1 + Math.exp(-odds))

/** Scores as another training of the same model would give them: alike, with errors of its own. */
const otherScores = ({ patients, predictions }: Dataset.DatasetShape, draw: Draw): Float64Array => {
  const { offsets, score } = predictions!
  const other = new Float64Array(score.length)
  for (let patient = 0; patient < patients.count; patient++) {
    const stay = ofStay * normal(draw)
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      const known = Math.min(1 - 1e-6, Math.max(1e-6, score[row]!))
      other[row] = shareOf(logOdds(known) + stay + ofStep * normal(draw))
    }
  }
  return other
}

/** Two models that were trained alike: each has the same scores with errors of its own. */
const withPair = (dataset: Dataset.DatasetShape, seed: number): Dataset.DatasetShape => {
  const draw = draws(Math.imul(seed, 0x9e3779b1) + 7)
  const [one, other] = [otherScores(dataset, draw), otherScores(dataset, draw)]
  return {
    ...dataset,
    predictions: { ...dataset.predictions!, score: other },
    models: {
      baseline: "one",
      audited: "other",
      all: [
        { id: "one", title: "One", score: one },
        { id: "other", title: "Other", score: other }
      ]
    }
  }
}

const stages = [audited("model-comparison", modelComparison, {}, ({ comparisons }) => comparisons)]

/**
 * Thresholds at which the models of very many patients recall these shares of events. Of a target that is solved on each data
 * set models get thresholds that differ by chance, and at these they do differ.
 */
const thresholds = { 0.8: 0.594, 0.95: 0.35 }

const targets = Object.keys(thresholds).map(Number)

/** Pairs of models on data sets of a population. */
export const modelsCell = (
  about: Omit<About, "isPlanted" | "targets" | "truth">,
  population: Population,
  truth: Truth,
  settingOf: (seed: number) => Setting
): Cell => ({
  ...about,
  targets,
  truth,
  isPlanted: false,
  run: (seed) => {
    const setting = { ...settingOf(seed), thresholds: Object.values(thresholds).map((value) => ({ value })) }
    return judgements(withPair(simulated(population, seed), seed), setting, stages, truth)
  }
})
