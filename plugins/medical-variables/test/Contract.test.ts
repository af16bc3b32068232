import { suite } from "@fairward/stage-kit"
import medicalVariables from "../src/index.ts"

suite(medicalVariables, undefined, {
  deviations: { "explains its terms in a glossary": "standard deviations between patients are not in the glossary" }
})
