import { mergeConfig } from "vitest/config"
import shared from "../../vitest.shared.ts"

/** Puts another module in place of Node's before anything imports it. */
const mocked = ["test/FileReads.test.ts"]

export default mergeConfig(shared, {
  test: {
    projects: [
      { extends: true, test: { name: "shared modules", include: ["test/**/*.test.ts"], exclude: mocked } },
      { extends: true, test: { name: "modules of its own", include: mocked, isolate: true } }
    ]
  }
})
