import { suite } from "@fairward/stage-kit"
import scoreDrift from "../src/index.ts"

suite(scoreDrift)
