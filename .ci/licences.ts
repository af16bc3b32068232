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

const listed = (which: "--prod" | "--dev") =>
  JSON.parse(output("pnpm", ["licenses", "list", which, "--json"])) as Readonly<Record<string, ReadonlyArray<Licensed>>>

/** What is installed or copied under a licence that is not permitted, or under none that is known. */
export const licenceProblems = (): ReadonlyArray<string> => {
  const dev = Object.entries(listed("--dev")).map(
    ([licence, packages]) => [licence, packages.filter(({ name }) => copied.test(name))] as const
  )
  return [...Object.entries(listed("--prod")), ...dev].flatMap(([licence, packages]) =>
    permitted.has(licence)
      ? []
      : packages.map(
          ({ name, versions }) =>
            `${name} ${versions.join(", ")}: the licence "${licence}" is not among those permitted`
        )
  )
}
