import { Fixtures, suite } from "@fairward/stage-kit"
import stage from "../src/index.ts"
import { withAlarms } from "./alarms.ts"

suite(stage, Fixtures.standard().map(withAlarms))
