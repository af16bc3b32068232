/**
 * Disks of many sizes that the files of an audit do not fit on: a file system in memory where that may be mounted, else a
 * limit on the size of files.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { terminalFaults } from "./Criteria.ts"
import { faulted } from "./Faulted.ts"
import { base, filesOf, withSetting } from "./Project.ts"
import { earlierSet, fill, inFolder, outputsOf, type Verdict } from "./Trial.ts"

const project = filesOf(withSetting(base, ["stages"], { performance: {} }))

const mounted = (disk: string, kilobytes: number) =>
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", disk]).status === 0

const faultsOf = (
  folder: string,
  out: string,
  code: number | null,
  stderr: string,
  keepsElsewhere: boolean
): ReadonlyArray<string> => {
  const outputs = outputsOf(out)
  const earlier = Object.keys(earlierSet).filter((name) => outputs[name]?.toString() === earlierSet[name])
  const hidden = readdirSync(out).filter((name) => name.startsWith("."))
  const faults = hidden.map((name) => `left behind: ${name}`)
  if (code === 0) return [...faults, ...earlier.map((name) => `mixture: an earlier ${name}`)]
  const [, said] = /is kept in (\S+);/u.exec(stderr) ?? []
  const kept = said === undefined ? undefined : resolve(folder, said)
  const keptFaults =
    kept === undefined
      ? keepsElsewhere && code === 1
        ? ["lost: what was found is nowhere"]
        : []
      : existsSync(kept) && JSON.parse(readFileSync(kept, "utf8")).schemaVersion === 1
        ? []
        : [`lost: ${kept} does not hold what was found`]
  return [
    ...faults,
    ...(code === 1 || code === 2 ? [] : [`exit code ${code}`]),
    ...(earlier.length === Object.keys(earlierSet).length
      ? []
      : [`lost: of the earlier set only ${earlier.join()} are left`]),
    ...(code !== 1 || /the disk is full|a file of that size/u.test(stderr) ? [] : ["no word of the disk"]),
    ...keptFaults
  ]
}

/** `count` sizes from nothing to more than enough; in one of four the temporary files are on the same disk. */
export async function* fullDisks(count: number): AsyncGenerator<Verdict> {
  for (let i = 0; i < count; i++) {
    const kilobytes = Math.round(24 + (i / Math.max(1, count - 1)) ** 2 * 3500)
    const sharesTemporary = i % 4 === 3
    yield await inFolder(async (folder) => {
      const disk = join(folder, "disk")
      mkdirSync(disk)
      const isMounted = mounted(disk, kilobytes)
      try {
        const out = join(disk, "out")
        fill(folder, project)
        fill(out, earlierSet)
        const temporary = join(sharesTemporary ? disk : folder, "temporary")
        mkdirSync(temporary)
        const ended = await faulted(folder, ["audit", "--out", "disk/out"], {
          env: { TMPDIR: temporary },
          ...(isMounted ? {} : { shell: `ulimit -f ${Math.ceil(kilobytes / 2)}` })
        })
        return {
          trial: { family: isMounted ? "file system" : "size of files", name: `${kilobytes} kB`, files: project },
          ended,
          defects: [
            ...faultsOf(folder, out, ended.code, ended.stderr, isMounted && !sharesTemporary),
            ...terminalFaults(ended, project)
          ]
        }
      } finally {
        if (isMounted) spawnSync("umount", [disk])
      }
    })
  }
}
