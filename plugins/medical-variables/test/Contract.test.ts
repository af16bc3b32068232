import { suite } from "@fairward/stage-kit"
import medicalVariables from "../src/index.ts"

suite(medicalVariables)
