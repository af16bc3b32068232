import { Effect, Layer } from "effect"
import { Journal } from "../../src/Journal.ts"
import * as NodeServices from "../../src/NodeServices.ts"
import * as Outputs from "../../src/Outputs.ts"

/** Writes the files of an audit to a folder: `writeOutputs.ts FOLDER CONTENTS`. */
const [folder, contents] = process.argv.slice(2)
const silent = Journal.layer({ write: () => {}, isLive: false, columns: () => 80 })
await Effect.runPromise(
  Outputs.write(folder!, JSON.parse(contents!), Outputs.names).pipe(
    Effect.provide(Layer.mergeAll(NodeServices.layer, silent))
  )
)
