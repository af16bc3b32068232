import { execFileSync } from "node:child_process"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { temporaryFolder } from "./support/project.ts"

const functions = "/usr/share/bash-completion/bash_completion"

/** What bash would offer for the last word. */
const offered = async (words: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const folder = temporaryFolder({ "findings.json": "{}", "results/findings.json": "{}" })
  writeFileSync(join(folder, "completions"), (await fairward(folder, ["--completions", "bash"])).stdout)
  const script = `source ${functions}; source completions; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"
COMP_POINT=\${#COMP_LINE}; _fairward fairward "\${@: -1}" "\${@: -2:1}"; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync("bash", ["-c", script, "bash", "fairward", ...words], { cwd: folder, encoding: "utf8" })
    .trim()
    .split("\n")
}

describe.skipIf(!existsSync(functions))("completion in bash (needs the package bash-completion)", () => {
  it.each([
    [["comp"], ["compare"]],
    [
      ["report", "--edition", ""],
      ["full", "committee"]
    ],
    [["report", "--paper", "L"], ["Letter"]],
    [["audit", "--format", "h"], ["html"]],
    [["audit", "--out", "r"], ["results"]],
    [["report", "f"], ["findings.json"]],
    [["init", "f"], ["findings.json"]],
    [["init", "--out", "f"], ["findings.json"]],
    [["audit", "--qu"], ["--quiet"]],
    [["--comp"], ["--completions"]],
    [["--completions", "z"], ["zsh"]]
  ])("of %j offers %j", async (words, expected) => {
    expect(await offered(words)).toEqual(expected)
  })
})

it.each(["zsh", "fish", "powershell", "sh", "pwsh"])("there is a script for %s, with values", async (shell) => {
  const { code, stdout } = await fairward(temporaryFolder({}), ["--completions", shell])
  expect(code).toBe(0)
  for (const name of ["new-stage", "edition", "committee", "Letter", "completions"]) expect(stdout).toContain(name)
})
