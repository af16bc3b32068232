import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describe } from "vitest"
import { discover, installHint, noStage } from "../src/Discovery.ts"
import { fill, manifest, projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

const ids = (discovery: { readonly installed: ReadonlyArray<{ readonly stage: { readonly meta: { id: string } } }> }) =>
  discovery.installed.map(({ stage }) => stage.meta.id)

const bundle = (dependencies: ReadonlyArray<string>) => ({
  "node_modules/fairward/package.json": manifest({
    name: "fairward",
    version: "3.2.1",
    dependencies: Object.fromEntries(dependencies.map((name) => [name, "*"]))
  })
})

describe("the project", () => {
  it.effect("is the nearest package.json above that depends on a stage, and its stages are used in its order", () =>
    Effect.gen(function* () {
      const folder = temporaryFolder(
        {
          ...projectFiles(["b-stage", "plain", "a-stage"]),
          ...stagePackage("a-stage"),
          ...stagePackage("b-stage"),
          "node_modules/plain/package.json": manifest({ name: "plain", version: "1.0.0" }),
          "audits/package.json": manifest({ name: "unrelated", dependencies: { plain: "*" } }),
          "audits/site/fairward.yaml": ""
        },
        projectLinks
      )
      const discovery = yield* discover(join(folder, "audits/site"), undefined)
      assert.strictEqual(discovery.project?.path, join(folder, "package.json"))
      assert.strictEqual(discovery.source, "project")
      assert.deepStrictEqual(ids(discovery), ["b-stage", "a-stage"])
      assert.deepStrictEqual(discovery.problems, [])
    })
  )

  it.effect("may list its stages as devDependencies", () =>
    Effect.gen(function* () {
      const folder = temporaryFolder(
        { ...projectFiles(["a-stage"], "devDependencies"), ...stagePackage("a-stage") },
        projectLinks
      )
      assert.deepStrictEqual(ids(yield* discover(folder, undefined)), ["a-stage"])
    })
  )

  it.effect("loses a stage that is taken off its list, though the package is still in node_modules", () =>
    Effect.gen(function* () {
      const folder = temporaryFolder(
        { ...projectFiles(["a-stage", "@fairward/cli"]), ...stagePackage("a-stage"), ...bundle([]) },
        projectLinks
      )
      assert.deepStrictEqual(ids(yield* discover(folder, undefined)), ["a-stage"])
      fill(folder, projectFiles(["@fairward/cli"]))
      const without = yield* discover(folder, undefined)
      assert.deepStrictEqual(ids(without), [])
      assert.strictEqual(without.source, "none")
      assert.include(noStage(without), "No stage is installed")
      fill(folder, projectFiles(["a-stage", "@fairward/cli"]))
      assert.deepStrictEqual(ids(yield* discover(folder, undefined)), ["a-stage"])
    })
  )

  it.effect("that lists no stage gets those that the package fairward depends on", () =>
    Effect.gen(function* () {
      const folder = temporaryFolder(
        { ...projectFiles(["fairward"]), ...bundle(["a-stage", "@fairward/cli"]), ...stagePackage("a-stage") },
        projectLinks
      )
      const discovery = yield* discover(folder, undefined)
      assert.strictEqual(discovery.source, "bundle")
      assert.deepStrictEqual(ids(discovery), ["a-stage"])
    })
  )

  it.effect("that lists fairward and a stage of its own gets those of fairward, and its own after them", () =>
    Effect.gen(function* () {
      const folder = temporaryFolder(
        {
          ...projectFiles(["fairward", "own-stage"]),
          ...bundle(["a-stage"]),
          ...stagePackage("a-stage"),
          ...stagePackage("own-stage")
        },
        projectLinks
      )
      const discovery = yield* discover(folder, undefined)
      assert.deepStrictEqual(ids(discovery), ["a-stage", "own-stage"])
      assert.strictEqual(discovery.source, "both")
    })
  )

  it.effect("that lists fairward and one of its stages uses what it lists, and is told how to add the others", () =>
    Effect.gen(function* () {
      const folder = temporaryFolder(
        {
          ...projectFiles(["fairward", "own-stage", "b-stage"]),
          ...bundle(["a-stage", "b-stage"]),
          ...stagePackage("a-stage"),
          ...stagePackage("b-stage"),
          ...stagePackage("own-stage")
        },
        projectLinks
      )
      const discovery = yield* discover(folder, undefined)
      assert.deepStrictEqual(ids(discovery), ["own-stage", "b-stage"])
      assert.strictEqual(discovery.source, "project")
      assert.include(discovery.notes.join(), "npm install a-stage")
    })
  )

  it.effect("with @fairward/cli and a stage uses that stage alone", () =>
    Effect.gen(function* () {
      const folder = temporaryFolder(
        {
          ...projectFiles(["@fairward/cli", "own-stage"]),
          ...bundle(["a-stage"]),
          ...stagePackage("a-stage"),
          ...stagePackage("own-stage")
        },
        projectLinks
      )
      assert.deepStrictEqual(ids(yield* discover(folder, undefined)), ["own-stage"])
    })
  )
})

describe("without a project", () => {
  it.effect("the stages of the package that was started are used", () =>
    Effect.gen(function* () {
      const installation = temporaryFolder({ ...bundle(["a-stage"]), ...stagePackage("a-stage") }, projectLinks)
      const elsewhere = temporaryFolder({ "fairward.yaml": "" })
      const started = new URL(`file://${installation}/node_modules/fairward/dist/main.js`).href
      const discovery = yield* discover(elsewhere, started)
      assert.strictEqual(discovery.project, undefined)
      assert.strictEqual(discovery.source, "bundle")
      assert.strictEqual(discovery.bundle?.version, "3.2.1")
      assert.deepStrictEqual(ids(discovery), ["a-stage"])
    })
  )
})

describe("a stage that cannot be used is refused by name, with where it was found and how to mend it:", () => {
  const refused = (
    names: ReadonlyArray<string>,
    files: Readonly<Record<string, string>>,
    links: Readonly<Record<string, string>> = projectLinks
  ) =>
    Effect.gen(function* () {
      const folder = temporaryFolder({ ...projectFiles(names), ...files }, links)
      const discovery = yield* discover(folder, undefined)
      assert.lengthOf(discovery.problems, 1)
      const [problem] = discovery.problems
      assert.include(problem?.message, folder)
      return { folder, discovery, where: problem?.where, message: problem?.message ?? "", fix: problem?.fix }
    })

  it.effect("one that is listed but not installed", () =>
    Effect.gen(function* () {
      const { fix, where } = yield* refused(["@fairward/cli", "@fairward/missing"], { "pnpm-lock.yaml": "" })
      assert.strictEqual(where, "@fairward/missing")
      assert.strictEqual(fix, "Install it: pnpm install, or take it off the list: pnpm remove @fairward/missing")
    })
  )

  it.effect("one without an entry", () =>
    Effect.gen(function* () {
      const content = { name: "broken", version: "1.0.0", exports: {}, fairward: { stage: true } }
      const { message } = yield* refused(["broken"], { "node_modules/broken/package.json": manifest(content) })
      assert.include(message, 'It cannot be imported: No "exports" main defined')
    })
  )

  it.effect("one whose default export is no stage", () =>
    Effect.gen(function* () {
      const files = { ...stagePackage("odd"), "node_modules/odd/index.js": "export default { meta: { id: 'odd' } }" }
      const { message } = yield* refused(["odd"], files)
      assert.include(message, "its default export is none")
    })
  )

  it.effect("one for a later contract asks for a later fairward", () =>
    Effect.gen(function* () {
      const { fix, message } = yield* refused(["late"], stagePackage("late", { contract: "^3.0.0" }))
      assert.include(message, "written for contract ^3.0.0, but this fairward has contract 2.0.0")
      assert.strictEqual(fix, "Update fairward: npm install fairward@latest")
    })
  )

  it.effect("one for a later contract asks for a later @fairward/cli where the project lists that alone", () =>
    Effect.gen(function* () {
      const { fix } = yield* refused(["@fairward/cli", "late"], stagePackage("late", { contract: "^3.0.0" }))
      assert.strictEqual(fix, "Update fairward: npm install @fairward/cli@latest")
    })
  )

  it.effect("one for an earlier contract asks for a later stage", () =>
    Effect.gen(function* () {
      const { fix } = yield* refused(["early"], stagePackage("early", { contract: "^0.3.0" }))
      assert.strictEqual(fix, "Update the stage: npm install early@latest")
    })
  )

  it.effect("one that is written in the project is mended and tested there, and no registry is asked", () =>
    Effect.gen(function* () {
      const linked = (index: string) =>
        Effect.gen(function* () {
          const { "node_modules/mine/package.json": packageJson } = stagePackage("mine")
          const folder = temporaryFolder(
            { ...projectFiles(["mine"]), "mine/package.json": packageJson!, "mine/index.js": index },
            projectLinks
          )
          fill(folder, {}, { "node_modules/mine": join(folder, "mine") })
          const { broken, problems } = yield* discover(folder, undefined)
          const all = [...problems, ...broken.map(({ problem }) => problem)]
          assert.lengthOf(all, 1)
          return { folder, fix: all[0]?.fix }
        })
      const broken = yield* linked('throw new Error("no dist")')
      assert.strictEqual(
        broken.fix,
        `Mend it and build it: cd ${broken.folder}/mine && npm run prepare, or remove it: npm uninstall mine`
      )
      const early = yield* linked(stagePackage("mine", { contract: "^0.3.0" })["node_modules/mine/index.js"]!)
      assert.strictEqual(
        early.fix,
        `Test it with this contract, then widen its meta.contract: cd ${early.folder}/mine && npm test`
      )
      const first = yield* linked(stagePackage("mine", { contract: "^1.1.0" })["node_modules/mine/index.js"]!)
      assert.strictEqual(
        first.fix,
        `It names what it compares (measures) and says contract ^2.0.0: https://github.com/fairward/fairward/blob/main/docs/moving-to-contract-2.md. Then test it: cd ${first.folder}/mine && npm test`
      )
    })
  )

  it.effect("the second of two with one id, naming both", () =>
    Effect.gen(function* () {
      const files = { ...stagePackage("one", { id: "same" }), ...stagePackage("two", { id: "same" }) }
      const { discovery, fix, message, where } = yield* refused(["one", "two"], files)
      assert.deepStrictEqual(ids(discovery), ["same"])
      assert.strictEqual(where, "two 1.2.3")
      assert.include(message, "one 1.2.3")
      assert.strictEqual(fix, "Remove one of them: npm uninstall two, or npm uninstall one")
    })
  )

  it.effect("one with another copy of effect, before it is imported, naming both copies and their versions", () =>
    Effect.gen(function* () {
      const { "node_modules/effect": own, ...links } = projectLinks
      const files = {
        ...stagePackage("foreign"),
        "node_modules/foreign/index.js": 'throw new Error("it was imported")',
        "node_modules/foreign/node_modules/effect/package.json": manifest({ name: "effect", version: "4.0.9" })
      }
      const { fix, folder, message } = yield* refused(["foreign"], files, links)
      assert.notInclude(message, "it was imported")
      assert.include(message, `${folder}/node_modules/foreign/node_modules/effect (4.0.9)`)
      assert.include(message, `${own} (4.1.0)`)
      assert.include(fix, "npm install foreign@latest effect@4.1.0")
    })
  )

  const twoCopies = (files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>>) =>
    Effect.map(refused(["foreign"], files, links), ({ fix, folder }) => fix?.replaceAll(folder, "PROJECT"))
  const ownEffect = (at: string) => ({
    [`${at}/node_modules/effect/package.json`]: manifest({ name: "effect", version: "4.1.0" })
  })

  it.effect("one with a copy of its own of the same effect asks to share it", () =>
    Effect.gen(function* () {
      const files = { ...stagePackage("foreign"), ...ownEffect("node_modules/foreign"), "pnpm-lock.yaml": "" }
      assert.strictEqual(yield* twoCopies(files, projectLinks), "Have both share one copy: pnpm dedupe")
    })
  )

  it.effect("one linked from a folder elsewhere, with what it was developed with, asks to be installed as a copy", () =>
    Effect.gen(function* () {
      const { "node_modules/foreign/package.json": packageJson } = stagePackage("foreign")
      const elsewhere = temporaryFolder({ "package.json": packageJson!, ...ownEffect(".") })
      const fixFor = (files: Readonly<Record<string, string>>) => {
        const links = { ...projectLinks, "node_modules/foreign": elsewhere }
        const folder = temporaryFolder({ ...projectFiles(["foreign"]), ...files }, links)
        return Effect.map(discover(folder, undefined), ({ problems }) => problems.map(({ fix }) => fix))
      }
      const asCopy = "Install it as a copy, which shares effect with the command"
      assert.deepStrictEqual(yield* fixFor({}), [`${asCopy}: npm install --install-links ${elsewhere}`])
      assert.deepStrictEqual(yield* fixFor({ "pnpm-lock.yaml": "" }), [`${asCopy}: pnpm add file:${elsewhere}`])
    })
  )

  it.effect("one of a project that another command was started in asks for that of the project", () =>
    Effect.gen(function* () {
      const { "node_modules/@fairward/cli": _, ...links } = projectLinks
      const files = { ...stagePackage("foreign"), ...ownEffect("node_modules/foreign") }
      assert.strictEqual(
        yield* twoCopies(files, links),
        "Start the command of the project, which shares effect with its stages: npm install @fairward/cli && npx fairward"
      )
    })
  )
})

it.live.each([
  ["throws", 'throw new Error("no licence")', "It cannot be imported: no licence"],
  ["ends the process", "process.exit(7)", "its import ends the process, with code 7"],
  [
    "awaits what never happens",
    "await new Promise(() => {})",
    "its import ends the process, or waits for what never happens"
  ],
  ["never ends", "for (;;);", "its import did not end within 3 s"]
] as const)("a stage whose import %s is broken, and the others are found", ([, code, message]) =>
  Effect.gen(function* () {
    const folder = temporaryFolder(
      {
        ...projectFiles(["broken", "good"]),
        ...stagePackage("broken"),
        "node_modules/broken/index.js": code,
        ...stagePackage("good", { contract: "^2.0.0" }),
        "node_modules/good/index.js": `export { default } from "./stage.js"`,
        "node_modules/good/stage.js": `export default { "~fairward/core/Stage": "~fairward/core/Stage", meta: { id: "good", title: "A", contract: "^2.0.0" }, inputs: { needs: [] } }`
      },
      projectLinks
    )
    const isHanging = code.includes("for")
    const discovery = yield* discover(folder, undefined, isHanging ? 3 : undefined)
    assert.deepStrictEqual(discovery.problems, [])
    const [{ at, manifest, problem } = { at: [], manifest: undefined, problem: undefined }] = discovery.broken
    assert.strictEqual(manifest?.name, "broken")
    assert.include(problem?.message, message)
    assert.strictEqual(problem?.fix, "Update it: npm install broken@latest, or remove it: npm uninstall broken")
    assert.include(at.join(), "node_modules/broken/index.js")
    if (!isHanging) assert.deepStrictEqual(ids(discovery), ["good"])
  })
)

it.live("a stage answers for its own import alone, whichever come before and after it", () =>
  Effect.gen(function* () {
    const names = ["a-stage", "throws", "ends", "b-stage"]
    const folder = temporaryFolder(
      {
        ...projectFiles(names),
        ...Object.assign({}, ...names.map((name) => stagePackage(name))),
        "node_modules/throws/index.js": 'throw new Error("no licence")',
        "node_modules/ends/index.js": "process.exit(7)"
      },
      projectLinks
    )
    const discovery = yield* discover(folder, undefined)
    assert.deepStrictEqual(ids(discovery), ["a-stage", "b-stage"])
    const said = discovery.broken.map(({ manifest, problem }) => [manifest.name, problem.message] as const)
    assert.lengthOf(said, 2)
    assert.include(said[0]?.[1], "no licence")
    assert.deepStrictEqual([said[0]?.[0], said[1]?.[0]], ["throws", "ends"])
    assert.include(said[1]?.[1], "its import ends the process, with code 7")
  })
)

it.effect("the others are still found beside a refused one", () =>
  Effect.gen(function* () {
    const folder = temporaryFolder(
      { ...projectFiles(["late", "good"]), ...stagePackage("late", { contract: "^3.0.0" }), ...stagePackage("good") },
      projectLinks
    )
    const discovery = yield* discover(folder, undefined)
    assert.deepStrictEqual(ids(discovery), ["good"])
    assert.lengthOf(discovery.problems, 1)
  })
)

it.effect("another copy of core is noted, and the stage is used", () =>
  Effect.gen(function* () {
    const folder = temporaryFolder(
      {
        ...projectFiles(["a-stage"]),
        ...stagePackage("a-stage"),
        "node_modules/a-stage/index.js": `export { default } from "./stage.js"`,
        "node_modules/a-stage/stage.js":
          'export default { "~fairward/core/Stage": "~fairward/core/Stage", meta: { id: "a-stage", title: "A", contract: "^2.0.0" }, inputs: { needs: [] } }',
        "node_modules/a-stage/node_modules/@fairward/core/package.json": manifest({
          name: "@fairward/core",
          version: "0.0.1"
        })
      },
      projectLinks
    )
    const discovery = yield* discover(folder, undefined)
    assert.deepStrictEqual(ids(discovery), ["a-stage"])
    assert.include(discovery.notes.join(), "another copy of @fairward/core (0.0.1")
  })
)

it("the command that installs a stage is that of the user's package manager", () => {
  const folder = temporaryFolder({ "yarn.lock": "", "deep/er/fairward.yaml": "" })
  assert.strictEqual(
    installHint({ from: join(folder, "deep/er"), project: undefined }),
    "yarn add @fairward/performance"
  )
})
