import { mergeConfig } from "vitest/config"
import shared from "../../vitest.shared.ts"

/** The template's tests are those of the packages that are made from it. */
export default mergeConfig(shared, { test: { include: ["test/**/*.test.ts"] } })
