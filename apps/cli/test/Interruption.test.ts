import { spawnSync } from "node:child_process"
import { expect, it } from "vitest"

const module = JSON.stringify(new URL("../src/Interruption.ts", import.meta.url).href)

const imported = (body: string) => {
  const program = `import { interruptible } from ${module}
console.log(await interruptible(async () => { ${body} }), process.listenerCount("SIGINT"))`
  const { status, stderr, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8"
  })
  return { status, said: stdout + stderr }
}

it("Ctrl-C while the command is being imported ends it with 130, and says that nothing was written", () => {
  const { said, status } = imported(
    'process.kill(process.pid, "SIGINT"); await new Promise(() => setInterval(() => {}, 1e6))'
  )
  expect(said).toContain("Interrupted. No file was written or changed.")
  expect(status).toBe(130)
})

it("what was imported hears Ctrl-C itself afterwards", () => {
  const { said, status } = imported('return "imported"')
  expect(said.trim()).toBe("imported 0")
  expect(status).toBe(0)
})
