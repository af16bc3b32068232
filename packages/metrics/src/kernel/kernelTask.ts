import type { Compute } from "@fairward/core"

/** A worker module of this folder, by its name. */
export const kernelTask = <Shared, Job, Result>(name: string): Compute.Task<Shared, Job, Result> => ({
  module: new URL(`./${name}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url)
})
