import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const hanging = 30 * 60_000

/**
 * No test fails because the machine is busy: the limit only ends one that hangs. What is drawn at random is seeded. Files of
 * tests share the modules that they import, of which most of the time of many of them consists: nothing may be kept in one.
 */
export default defineConfig({
  test: {
    isolate: false,
    setupFiles: [fileURLToPath(new URL("./vitest.setup.ts", import.meta.url))],
    testTimeout: hanging,
    hookTimeout: hanging,
    teardownTimeout: hanging
  }
})
