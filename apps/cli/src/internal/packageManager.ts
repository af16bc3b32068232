import { existsSync } from "node:fs"
import { dirname, join } from "node:path"

/** How the user's package manager is told things. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun"
  readonly install: string
  readonly add: (name: string) => string
  readonly remove: (name: string) => string
  /** Installs the package in a folder as a copy rather than as a link. */
  readonly copy: (folder: string) => string
}

/** The package manager whose lockfile lies in a folder or nearest above; npm where there is none. */
export const packageManager = (folder: string): PackageManager => {
  for (const parent of upwards(folder)) {
    if (existsSync(join(parent, "pnpm-lock.yaml"))) return managerCalled("pnpm", "add", "remove")
    if (existsSync(join(parent, "yarn.lock"))) return managerCalled("yarn", "add", "remove")
    if (existsSync(join(parent, "bun.lock"))) return managerCalled("bun", "add", "remove")
    if (existsSync(join(parent, "package-lock.json"))) break
  }
  return managerCalled("npm", "install", "uninstall")
}

const managerCalled = (command: PackageManager["name"], add: string, remove: string): PackageManager => ({
  name: command,
  install: `${command} install`,
  add: (name) => `${command} ${add} ${name}`,
  remove: (name) => `${command} ${remove} ${name}`,
  copy: (folder) => (command === "npm" ? `npm install --install-links ${folder}` : `${command} ${add} file:${folder}`)
})

/** A folder, and those that it is in. */
export function* upwards(folder: string): Generator<string> {
  for (let current = folder; ; current = dirname(current)) {
    yield current
    if (dirname(current) === current) return
  }
}
