import { suite } from "@fairward/stage-kit"
import featureImportance from "../src/index.ts"

suite(featureImportance)
