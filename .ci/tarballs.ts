/** Packs the public packages for projects on this machine, while they are not on npm. */
import { mkdirSync, readdirSync, rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { customStage, packAll, root } from "./packing.ts"

const folder = resolve(root, process.argv[2] ?? "out/tarballs")
mkdirSync(folder, { recursive: true })
for (const name of readdirSync(folder)) if (name.endsWith(".tgz")) rmSync(join(folder, name))
const packed = await packAll(folder)
for (const { name, path } of packed) if (name === customStage) rmSync(path)
process.stdout.write(`In the folder of your project:\n\n    npm install ${folder}/*.tgz\n`)
