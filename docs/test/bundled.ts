import { globSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { Stage } from "@fairward/core"
import { page, repository } from "./markdown.ts"

interface Bundled {
  /** Folder of the package, from the repository's root. */
  readonly folder: string
  readonly stage: Stage.Any
}

const { dependencies } = JSON.parse(page("apps/fairward/package.json")) as {
  readonly dependencies: Readonly<Record<string, string>>
}

const folders = globSync("plugins/*/package.json", { cwd: repository })
  .map((path) => dirname(path))
  .filter((folder) => `@fairward/${basename(folder)}` in dependencies)
  .toSorted()

/** The stages that come with `fairward`. */
export const bundled: ReadonlyArray<Bundled> = await Promise.all(
  folders.map(async (folder) => {
    const imported: { readonly default: unknown } = await import(
      pathToFileURL(join(repository, folder, "src/index.ts")).href
    )
    if (!Stage.isStage(imported.default)) throw new Error(`${folder} exports no stage`)
    return { folder, stage: imported.default }
  })
)
