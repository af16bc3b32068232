import { suite } from "@fairward/stage-kit"
import missingness from "../src/index.ts"

suite(missingness)
