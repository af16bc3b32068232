import { type Measure, type Metric, Sides } from "@fairward/metrics"
import type { Columns } from "./Columns.ts"

type Row = Measure.Sums<Metric.Column>

/** A patient's columns by name. */
const rowsOf = (columns: Columns) => {
  const entries = Object.entries(columns)
  return (patient: number) => Object.fromEntries(entries.map(([name, values]) => [name, values[patient]!])) as Row
}

/** Numerator and denominator of each person. */
const partsOf = (
  over: Measure.Ratio<Metric.Column>["over"],
  columns: Columns,
  patients: number,
  personOf: (patient: number) => number
) => {
  const row = rowsOf(columns)
  const [a, b] = [new Float64Array(patients), new Float64Array(patients)]
  for (let patient = 0; patient < patients; patient++) {
    const [numerator, denominator] = over(row(patient))
    const person = personOf(patient)
    a[person] = a[person]! + numerator
    b[person] = b[person]! + denominator
  }
  const sum = (values: Float64Array) => values.reduce((total, one) => total + one, 0)
  return { a, b, all: sum(b), ratio: sum(a) / sum(b) }
}

/**
 * The least standard error of the difference between two models' ratios that is believed of a side, in the unit of the metric:
 * that of one person more whom the models treat as differently as those whom they do treat differently.
 *
 * delta / (n + 2), n the persons of the side with a non-zero denominator with either model; delta^2 = the mean of (N u_i)^2 over
 * the persons of the test split whose numerator or denominator differs between the models, u_i = (a_i - q b_i) / sum b with the
 * one model less that with the other, N all persons with a denominator; 1 where no person differs. Without it a side in which
 * no patient is treated differently would be known without error. (For one event a person delta is 1: half a discordant pair
 * of each kind more, Agresti & Min 2005, doi:10.1002/sim.1781.)
 */
export const leastErrors = (
  over: Measure.Ratio<Metric.Column>["over"],
  [baseline, model]: readonly [Columns, Columns],
  sides: Sides.Sides,
  clusterOf: Uint32Array | undefined
): ((side: number) => number) => {
  const patients = sides.of.length / sides.levels
  const personOf = (patient: number) => clusterOf?.[patient] ?? patient
  const before = partsOf(over, baseline, patients, personOf)
  const after = partsOf(over, model, patients, personOf)
  const contributes = (person: number) => before.b[person]! > 0 || after.b[person]! > 0
  let persons = 0
  let discordant = 0
  let squares = 0
  for (let person = 0; person < patients; person++) {
    if (!contributes(person)) continue
    persons++
    if (before.a[person] === after.a[person] && before.b[person] === after.b[person]) continue
    const influence = ({ a, all, b, ratio }: typeof before) => (a[person]! - ratio * b[person]!) / all
    discordant++
    squares += (influence(after) - influence(before)) ** 2
  }
  const delta = discordant === 0 ? 1 : persons * Math.sqrt(squares / discordant)
  return (side) => delta / (Sides.personsWhere(sides, side, clusterOf, (i) => contributes(personOf(i))) + 2)
}
