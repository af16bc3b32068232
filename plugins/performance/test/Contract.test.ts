import { suite } from "@fairward/stage-kit"
import performance from "../src/index.ts"

suite(performance)
