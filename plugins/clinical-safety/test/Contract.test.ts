import { suite } from "@fairward/stage-kit"
import clinicalSafety from "../src/index.ts"

suite(clinicalSafety)
