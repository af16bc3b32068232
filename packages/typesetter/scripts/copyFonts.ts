/** Copies the font files that reports use, and their licence, beside the built code. */
import { copyFileSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { files } from "../src/Fonts.ts"

const from = fileURLToPath(new URL(".", import.meta.resolve("dejavu-fonts-ttf/package.json")))
const to = join(import.meta.dirname, "..", "dist", "fonts")
mkdirSync(to, { recursive: true })
for (const file of Object.values(files)) copyFileSync(join(from, "ttf", file), join(to, file))
copyFileSync(join(from, "LICENSE"), join(to, "LICENSE"))
