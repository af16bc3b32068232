import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"

const here = (path: string) => realpathSync(fileURLToPath(new URL(path, import.meta.url)))

/** What a user's node_modules would hold, linked from the workspace. */
export const workspacePackages = {
  effect: here("../../node_modules/effect"),
  "@fairward/core": here("../../../../packages/core"),
  "@fairward/charts": here("../../../../packages/charts"),
  "@fairward/metrics": here("../../../../packages/metrics"),
  "@fairward/cli": here("../..")
} as const

/** A stage that computes in workers. */
export const performance = here("../../../../plugins/performance")

/** A folder with these files and these packages linked, removed when the test is over. */
export const temporaryFolder = (
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {}
): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "fairward-")))
  fill(folder, files, links)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const fill = (
  folder: string,
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {}
) => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    symlinkSync(target, join(folder, path), "dir")
  }
}

export const manifest = (content: Readonly<Record<string, unknown>>) => JSON.stringify(content)

/** A project with these dependencies, which sees effect and core. */
export const projectFiles = (dependencies: ReadonlyArray<string>, key = "dependencies") => ({
  "package.json": manifest({ name: "a-project", [key]: Object.fromEntries(dependencies.map((name) => [name, "*"])) })
})

export const projectLinks = Object.fromEntries(
  Object.entries(workspacePackages).map(([name, target]) => [`node_modules/${name}`, target])
)

export interface StageOptions {
  readonly id?: string
  readonly contract?: string
  readonly version?: string
  /** JavaScript of `analyse`, with `Effect`, `Dataset`, `Message`, `Progress` and `Stage` in scope. */
  readonly analyse?: string
  readonly report?: string
  readonly unmet?: string
  readonly needs?: string
}

/** The files of an installed package whose default export is a stage. */
export const stagePackage = (name: string, options: StageOptions = {}): Record<string, string> => {
  const { analyse, contract = "^2.0.0", id = name, needs = "[]", report, unmet, version = "1.2.3" } = options
  return {
    [`node_modules/${name}/package.json`]: manifest({
      name,
      version,
      type: "module",
      exports: { import: "./index.js" },
      fairward: { stage: true }
    }),
    [`node_modules/${name}/index.js`]: `
import { Dataset, Message, Progress, Stage } from "@fairward/core"
import { Effect, Schema } from "effect"

export default Stage.make({
  meta: { id: "${id}", title: "Stage ${id}", goal: "Counts patients.", version: "${version}", contract: "${contract}" },
  inputs: { needs: ${needs} },
  options: Schema.Struct({ limit: Schema.Int.pipe(Schema.withDecodingDefaultKey(Effect.succeed(7))) }),
  findings: Schema.Struct({ patients: Schema.Int, limit: Schema.Int }),
  ${unmet === undefined ? "" : `unmet: ${unmet},`}
  analyse: ${analyse ?? "({ limit }) => Effect.map(Dataset.Dataset, ({ patients }) => ({ patients: patients.count, limit }))"},
  report: ${report ?? `({ patients }) => ({ id: "${id}", title: "${id}", blocks: [{ _tag: "Paragraph", text: [patients + " patients"] }] })`},
  glossary: []
})
`
  }
}
