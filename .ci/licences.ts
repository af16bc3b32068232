/** Licences of everything that a user installs with the public packages, or gets inside of them. */
import { output } from "./packing.ts"

/** Permissive licences, under which anybody may use and pass on what is installed. */
const permitted = new Set([
  "0BSD",
  "Apache-2.0",
  "Apache-2.0 AND BSL-1.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Python-2.0",
  "Unlicense"
])

/** Packages that are copied into ours, and are no dependency of them; their licences go with the copies. */
const copied = /^(@stdlib\/|vega-interpreter$)/u

interface Licensed {
  readonly name: string
  readonly versions: ReadonlyArray<string>
}

/** Packages by their licence, as `pnpm licenses list --json` prints them; without one they stand under "Unknown". */
type Listing = Readonly<Record<string, ReadonlyArray<Licensed>>>

const listed = (cwd: string, which: "--prod" | "--dev"): Listing => {
  const text = output("pnpm", ["licenses", "list", which, "--json"], cwd)
  return text.startsWith("{") ? (JSON.parse(text) as Listing) : {}
}

/** What is installed in a folder, or copied from it, under a licence that is not permitted, or under none that is known. */
export const licenceProblems = (folder: string): ReadonlyArray<string> => {
  const dev = Object.entries(listed(folder, "--dev")).map(
    ([licence, packages]) => [licence, packages.filter(({ name }) => copied.test(name))] as const
  )
  return [...Object.entries(listed(folder, "--prod")), ...dev].flatMap(([licence, packages]) =>
    permitted.has(licence)
      ? []
      : packages.map(
          ({ name, versions }) =>
            `${name} ${versions.join(", ")}: the licence "${licence}" is not among those permitted`
        )
  )
}
