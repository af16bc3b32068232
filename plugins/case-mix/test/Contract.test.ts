import { suite } from "@fairward/stage-kit"
import stage from "../src/index.ts"
import { standard } from "./fixtures/CaseMix.ts"

suite(stage, standard())
