import { suite } from "@fairward/stage-kit"
import timeGap from "../src/index.ts"

suite(timeGap)
