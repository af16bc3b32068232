/**
 * A Chromium for tests that look at pages: that of CHROMIUM_PATH, else one of the system, else the one that the
 * development dependency @sparticuz/chromium holds, unpacked once into this package's node_modules.
 */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { TestProject } from "vitest/node"

interface Chromium {
  readonly path: string
  readonly environment: Readonly<Record<string, string>>
}

declare module "vitest" {
  export interface ProvidedContext {
    readonly chromium: Chromium | { readonly problem: string }
  }
}

const systemPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable"
]

const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)))

const remedy =
  "Set CHROMIUM_PATH to a Chromium or Chrome of version 115 or later, or install one (Debian: apt-get install chromium)."

const starts = (path: string, environment: Readonly<Record<string, string>>): boolean =>
  spawnSync(path, ["--version", "--no-sandbox"], { env: { ...process.env, ...environment }, timeout: 10 * 60_000 })
    .status === 0

/** Unpacks beside the final place and renames, so that two runs at once do not meet. */
const unpacked = async (): Promise<string> => {
  const require = createRequire(import.meta.url)
  const bin = join(dirname(require.resolve("@sparticuz/chromium")), "..", "bin")
  const { version } = require(join(bin, "..", "package.json")) as { readonly version: string }
  const folder = join(packageFolder, "node_modules", ".cache", `chromium-${version}`)
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.${process.pid}`
  await mkdir(unfinished, { recursive: true })
  const before = process.env.TMPDIR
  process.env.TMPDIR = unfinished
  try {
    const { default: chromium, inflate } = await import("@sparticuz/chromium")
    await chromium.executablePath()
    await inflate(join(bin, "al2023.tar.br"))
    await writeFile(
      join(unfinished, "fonts.conf"),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/usr/share/fonts</dir><dir>${join(folder, "fonts")}</dir><cachedir>${join(folder, "font-cache")}</cachedir></fontconfig>`
    )
    await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }))
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
  return folder
}

const found = async (): Promise<Chromium> => {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined) {
    if (starts(named, {})) return { path: named, environment: {} }
    throw new Error(`CHROMIUM_PATH is ${named}, which does not start. ${remedy}`)
  }
  const installed = systemPaths.find((path) => existsSync(path) && starts(path, {}))
  if (installed !== undefined) return { path: installed, environment: {} }
  const folder = await unpacked()
  const path = join(folder, "chromium")
  const fonts = { FONTCONFIG_FILE: join(folder, "fonts.conf") }
  // Its libraries only where the system lacks them: theirs come before the system's when both are there.
  const libraries = [process.env.LD_LIBRARY_PATH, join(folder, "al2023", "lib")].filter((part) => part !== undefined)
  for (const environment of [fonts, { ...fonts, LD_LIBRARY_PATH: libraries.join(":") }]) {
    if (starts(path, environment)) return { path, environment }
  }
  throw new Error(
    `No Chromium for the tests of HTML: none of ${systemPaths.join(", ")} is there, and the one of @sparticuz/chromium (Linux on x64) does not start here. ${remedy}`
  )
}

/** Tests that need no browser run without one; those that do say what is missing. */
export default async ({ provide }: TestProject) =>
  provide(
    "chromium",
    await found().catch((error) => ({ problem: error instanceof Error ? error.message : `${error}` }))
  )
