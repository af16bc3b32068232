import { mergeConfig } from "vitest/config"
import shared from "../vitest.shared.ts"

/** Installs packages and audits, one thing after the other. */
export default mergeConfig(shared, { test: { fileParallelism: false } })
