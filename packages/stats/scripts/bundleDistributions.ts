/** Replaces the built `internal/distributions.js` by one that holds what it imports. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build, type Plugin } from "esbuild"

const root = join(import.meta.dirname, "..")
const notice = readFileSync(
  fileURLToPath(new URL("../NOTICE", import.meta.resolve("@stdlib/stats-base-dists-normal-quantile"))),
  "utf8"
)
/** What the inverse of the incomplete beta function would log with. */
const withoutLog: Plugin = {
  name: "without-log",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^debug$/ }, ({ path }) => ({ path, namespace: "without-log" }))
    onLoad({ filter: /./, namespace: "without-log" }, () => ({ contents: "module.exports = () => () => {}" }))
  }
}

await build({
  entryPoints: [join(root, "src", "internal", "distributions.ts")],
  outfile: join(root, "dist", "internal", "distributions.js"),
  bundle: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  target: "es2022",
  minify: true,
  legalComments: "none",
  tsconfigRaw: {},
  plugins: [withoutLog],
  banner: { js: `/*!\nHolds parts of @stdlib, licensed under Apache-2.0.\n${notice.trim()}\n*/` }
})
