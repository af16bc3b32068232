import { defineConfig } from "vitest/config"

/** Installs packages and audits, one thing after the other. */
export default defineConfig({ test: { testTimeout: 600_000, hookTimeout: 600_000, fileParallelism: false } })
