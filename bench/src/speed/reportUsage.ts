// Preloaded into the command: writes what its process used to the file that FAIRWARD_USAGE names.
import { writeFileSync } from "node:fs"
import { isMainThread } from "node:worker_threads"
import { usage } from "./Usage.ts"

const file = process.env.FAIRWARD_USAGE
if (isMainThread && file !== undefined) process.on("exit", () => writeFileSync(file, JSON.stringify(usage())))
