import { defineConfig } from "vitest/config"

/** The template's tests are those of the packages that are made from it. */
export default defineConfig({ test: { include: ["test/**/*.test.ts"] } })
