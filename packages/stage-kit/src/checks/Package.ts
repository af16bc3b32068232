import { existsSync, globSync, readFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { join } from "node:path"
import { Effect } from "effect"
import type { Check } from "../Check.ts"

const statements = [
  /^\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']/gmu,
  /^\s*import\s*["']([^"']+)["']/gmu,
  /\bimport\(\s*["']([^"']+)["']\s*\)/gmu
]

/** The package of a module's name: "@fairward/core" of "@fairward/core/Prose". */
const packageOf = (name: string): string =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/")

const importedBy = (source: string): ReadonlyArray<string> =>
  statements
    .flatMap((statement) => [...source.matchAll(statement)].map(([, name]) => name!))
    .filter((name) => !/^[.#/]/u.test(name) && !isBuiltin(name) && !name.includes(":"))
    .map(packageOf)

const declared: Check = {
  name: "declares the packages that it imports",
  problems: ({ settings: { folder } }) =>
    Effect.sync(() => {
      const manifest = join(folder ?? "", "package.json")
      if (folder === undefined || !existsSync(manifest)) return []
      const {
        dependencies = {},
        name,
        peerDependencies = {},
        optionalDependencies = {}
      } = JSON.parse(readFileSync(manifest, "utf8"))
      const known = new Set([name, ...[dependencies, peerDependencies, optionalDependencies].flatMap(Object.keys)])
      const files = globSync("src/**/*.{ts,tsx,mts,js,mjs}", { cwd: folder })
      const missing = files.flatMap((file) =>
        importedBy(readFileSync(join(folder, file), "utf8"))
          .filter((imported) => !known.has(imported))
          .map((imported) => ({ file, imported }))
      )
      return [...Map.groupBy(missing, ({ imported }) => imported)].map(
        ([imported, [first]]) =>
          `${first!.file} imports ${imported}, which is neither in dependencies nor in peerDependencies of package.json: where others install the stage it is not there`
      )
    })
}

export const packageChecks: ReadonlyArray<Check> = [declared]
