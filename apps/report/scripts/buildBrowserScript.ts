import { writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const { outputFiles } = await build({
  entryPoints: [join(root, "src", "html", "browser", "main.ts")],
  bundle: true,
  write: false,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  legalComments: "none",
  tsconfigRaw: {},
  banner: { js: "/* vega-interpreter: copyright University of Washington Interactive Data Lab, BSD-3-Clause */" }
})
const target = process.argv[2] ?? join(root, "src", "html", "browserScript.ts")
writeFileSync(
  target,
  `// Made by \`pnpm browser\` from the folder browser.\nexport const browserScript =\n  ${JSON.stringify(outputFiles[0]!.text.trim())}\n`
)
