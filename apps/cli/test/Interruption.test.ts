import { spawn, spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
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

it("ends without a word, as by SIGPIPE, when nobody reads on what it prints", async () => {
  const program = fileURLToPath(new URL("../src/main.ts", import.meta.url))
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), program, "schema"])
  child.stdout.destroy()
  let said = ""
  child.stderr.on("data", (chunk) => {
    said += String(chunk)
  })
  const code = await new Promise((resolve) => child.on("close", resolve))
  expect(said).toBe("")
  expect(code).toBe(141)
})
