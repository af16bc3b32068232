import { spawnSync } from "node:child_process"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const target = process.argv[2] ?? join(root, "src", "kernel")
const binary = join(tmpdir(), `kernel-${process.pid}.wasm`)
const compiler = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js")
const options = [
  "--outFile",
  binary,
  "-O3",
  "--converge",
  "--noAssert",
  "--runtime",
  "stub",
  "--importMemory",
  "--sharedMemory",
  "--initialMemory",
  "1",
  "--maximumMemory",
  "65536",
  "--enable",
  "simd,threads,bulk-memory"
]
for (const name of ["sweep", "discordance", "weightedSums"]) {
  const { status } = spawnSync(process.execPath, [compiler, join(root, "assembly", `${name}.ts`), ...options], {
    stdio: "inherit"
  })
  if (status !== 0) process.exit(status ?? 1)
  const base64 = readFileSync(binary).toString("base64")
  rmSync(binary)
  writeFileSync(
    join(target, `${name}Wasm.ts`),
    `// Made by \`pnpm kernel\` from assembly/${name}.ts.\nexport const ${name}Wasm =\n  "${base64}"\n`
  )
}
