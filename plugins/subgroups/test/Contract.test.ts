import { suite } from "@fairward/stage-kit"
import stage from "../src/index.ts"

suite(stage)
