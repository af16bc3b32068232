/** What draws the charts in the browser: Vega and Vega-Lite as their packages ship them. */
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/** Their packages export little by name, but their schemas, which lie beside the scripts. */
const folderOf = (schema: string): string => dirname(createRequire(import.meta.url).resolve(schema))

/** The scripts, in the order in which they are to run. */
export const runtimeScripts = (): Promise<ReadonlyArray<string>> =>
  Promise.all(
    [
      join(folderOf("vega/vega-schema.json"), "vega.min.js"),
      join(folderOf("vega-lite/vega-lite-schema.json"), "vega-lite.min.js")
    ].map((path) => readFile(path, "utf8"))
  )
