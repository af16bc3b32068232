import { Parameters, Simulation } from "@fairward/simulator"

const parameters = Parameters.make({
  patients: 200,
  stepMinutes: 15,
  disparities: [{ kind: "scoredLower", cohort: { attribute: "age", from: 75 }, share: 0.4 }]
})
const tables = Simulation.simulate(parameters)

export const files = await Simulation.write(tables, process.env.COHORT ?? "cohort")
