import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const hanging = 30 * 60_000

/** No test fails because the machine is busy: the limit only ends one that hangs. What is drawn at random is seeded. */
export default defineConfig({
  test: {
    setupFiles: [fileURLToPath(new URL("./vitest.setup.ts", import.meta.url))],
    testTimeout: hanging,
    hookTimeout: hanging,
    teardownTimeout: hanging
  }
})
