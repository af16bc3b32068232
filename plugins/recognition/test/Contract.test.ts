import { suite } from "@fairward/stage-kit"
import stage from "../src/index.ts"
import { standard } from "./fixtures/Recognised.ts"

suite(stage, standard())
