import { Fixtures, suite } from "@fairward/stage-kit"
import { Schema } from "effect"
import { describe } from "vitest"
import performance from "../src/index.ts"
import { Options } from "../src/Options.ts"

suite(performance, Fixtures.standard(), {
  deviations: {
    "finds the estimate in replicates that draw every patient once":
      "the debiased calibration error takes the variance of drawing off in replicates, and these are not drawn"
  }
})

const { metrics } = Schema.decodeUnknownSync(Options)({})

describe("without the debiased calibration error", () => {
  suite(performance, Fixtures.standard(), {
    options: { metrics: metrics.filter((id) => id !== "debiased_calibration_error") }
  })
})
