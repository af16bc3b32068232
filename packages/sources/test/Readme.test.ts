import { readFile } from "node:fs/promises"
import { decode } from "@fairward/core/AuditConfig"
import type { DatasetShape } from "@fairward/core/Dataset"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { loadDataset } from "../src/index.ts"
import { folderOf, soundFiles } from "./fixtures/Folder.ts"

it("the README's example loads a dataset", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8")
  const [, example] = /```ts\n(.*?)```/s.exec(readme)!
  const body = example!.replaceAll(/^import .*$/gm, "").replace('base: "audit"', "base")
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: ReadonlyArray<string>
  ) => (...values: ReadonlyArray<unknown>) => Promise<DatasetShape>
  const run = new AsyncFunction("decode", "loadDataset", "Effect", "base", `${body}\nreturn dataset`)
  const dataset = await run(decode, loadDataset, Effect, await folderOf(soundFiles))
  expect(dataset.predictions!.score.length).toBe(6)
})
