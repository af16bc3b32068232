/**
 * Says so where Node is too old for the command. Imports nothing: what the command imports does not load in an old Node.
 */

/** What @effect/platform-node-shared asks for; nothing else needs as much. */
const oldest = "22.19"

/** Why the command cannot run in this version of Node, and what to do; `undefined` where it can. */
export const refusal = (version: string): string | undefined => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split(".").map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
    ? undefined
    : `fairward needs Node ${oldest} or later, and was started by Node ${version} (${process.execPath}). Install a later one: https://nodejs.org/en/download`
}

/** Ends the process with exit code 1 where Node is too old. */
export const requireNode = (): void => {
  const reason = refusal(process.versions.node)
  if (reason === undefined) return
  process.stderr.write(`${reason}\n`)
  process.exit(1)
}
