import { defineConfig } from "vitest/config"

const hanging = 30 * 60_000

/** No test fails because the machine is busy: the limit only ends one that hangs. */
export default defineConfig({
  test: { testTimeout: hanging, hookTimeout: hanging, teardownTimeout: hanging }
})
