/**
 * Findings that somebody else changed before `fairward report` reads them.
 */
import { createServer } from "node:http"
import { type Draw, draws } from "../Draw.ts"
import type { Pool } from "./Pool.ts"
import { base, filesOf, type Project, withSetting } from "./Project.ts"
import { fill, inFolder, outputsOf, type Trial } from "./Trial.ts"

type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

const secret = "MRKVALUEsecret"
const script = "<script>MRKSCRIPT()</script>"

/** Stands for arrays in arrays, 5,000 deep. */
const nested = "MRKNESTED"

/** Values that mean something to whoever believes them. `url` answers, and counts who asks. */
const hostile = (draw: Draw, url: string): Json =>
  draw.pick<() => Json>([
    () => script,
    () => "<img src=x onerror=MRKSCRIPT()>",
    () => `"><svg onload=MRKSCRIPT()>`,
    () => "</script><script>MRKSCRIPT()</script>",
    () => "javascript:MRKSCRIPT()",
    () => "\u001b[2J\u001b]0;title\u0007",
    () => "\u202egnp.exe\u2066",
    () => "../secret.txt",
    () => "file:///etc/passwd",
    () => url,
    () =>
      `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="${url}"/><script>MRKSCRIPT()</script></svg>`).toString("base64")}`,
    () =>
      `data:image/svg+xml;base64,${Buffer.from(`<!DOCTYPE svg [<!ENTITY x SYSTEM "secret.txt">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>`).toString("base64")}`,
    () => "data:image/png;base64,iVBORw0KGgo=",
    () => "x".repeat(draw.pick([300, 5000, 90_000, 200_000])),
    () => "w ".repeat(20_000),
    () => null,
    () => "",
    () => [],
    () => ({}),
    () => true,
    () => -1,
    () => 0,
    () => 0.5,
    () => 1e300,
    () => -1e300,
    () => 5e-324,
    () => 2 ** 53,
    () => "NaN",
    () => "__proto__",
    () => ({ constructor: { prototype: { x: 1 } }, toString: "x" }),
    () => Array<Json>(draw.pick([10, 1000])).fill(0),
    () => Array.from({ length: 90 }).reduce<Json>((inner) => [inner], 1),
    () => nested,
    () => ({ _tag: "Table", id: "x", rows: [], columns: [] }),
    () => ({ _tag: script }),
    () => "x-".repeat(40),
    () => "en-US-x-hostile",
    () => "#123456; background: url(x)",
    () => "A3",
    () => "9999-99-99T99:99:99Z",
    () => "+275760-09-13T00:00:00.001Z"
  ])()

/** As text, since `JSON.stringify` does not go as deep as {@link nested} does. */
const written = (findings: Json): string =>
  JSON.stringify(findings).replace(`"${nested}"`, `${"[".repeat(5000)}${"]".repeat(5000)}`)

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A value somewhere in it replaced, removed, doubled or put under another name. */
const mutated = (value: Json, draw: Draw, url: string): Json => {
  const stop = draw.chance(0.12)
  if (Array.isArray(value) && value.length > 0 && !stop) {
    const at = draw.whole(0, value.length - 1)
    const kind = draw.whole(0, 9)
    if (kind === 0) return value.filter((_, i) => i !== at)
    if (kind === 1) return [...value, value[at]!]
    return value.map((item, i) => (i === at ? mutated(item, draw, url) : item))
  }
  if (isObject(value) && Object.keys(value).length > 0 && !stop) {
    const key = draw.pick(Object.keys(value))
    const kind = draw.whole(0, 14)
    const entries = Object.entries(value)
    if (kind === 0) return Object.fromEntries(entries.filter(([name]) => name !== key))
    if (kind === 1)
      return Object.fromEntries([
        ...entries,
        [draw.pick(["__proto__", "toString", script, "\u001b[2J", "x".repeat(2000)]), value[key]!]
      ])
    if (kind === 2) return Object.fromEntries(entries.map(([name, item]) => [name === key ? script : name, item]))
    return Object.fromEntries(entries.map(([name, item]) => [name, name === key ? mutated(item, draw, url) : item]))
  }
  return hostile(draw, url)
}

const inReport = (findings: Json, draw: Draw, url: string): Json =>
  isObject(findings) && isObject(findings.report!)
    ? {
        ...findings,
        report: {
          ...findings.report,
          [draw.pick(["logo", "locale", "accent", "paper", "sections", "x"])]: hostile(draw, url)
        }
      }
    : findings

/** Bytes that are no findings at all. */
const damaged = (text: string, draw: Draw): string | Buffer =>
  draw.pick<() => string | Buffer>([
    () => text.slice(0, draw.whole(0, text.length)),
    () => Buffer.from(text, "utf16le"),
    () => text.replaceAll(/\d+/gu, (digits) => (draw.chance(0.02) ? "1e999" : digits)),
    () => text.replaceAll('"', "'"),
    () => `${text}${text}`,
    () => Buffer.from(Array.from({ length: 2000 }, () => draw.whole(0, 255))),
    () => "[".repeat(100_000),
    () =>
      `{"schemaVersion": ${draw.pick(["0", "2", "-1", "1e999", '"1"', "null"])}, "fairward": ${JSON.stringify(draw.pick([script, "\u001b[2J", "1.0.0; rm -rf ~"]))}}`
  ])()

/** The findings of an audit. */
export const findingsOf = (pool: Pool, project: Project): Promise<string> =>
  inFolder(async (folder) => {
    fill(folder, filesOf(project))
    await pool.run({ folder, args: ["audit", "--format", "html", "--workers", "1"] })
    return outputsOf(`${folder}/out`)["findings.json"]!.toString()
  })

const accented = withSetting(withSetting(base, ["verdictMinimum"], 2), ["report"], { accent: "#14507a" })
const disclosed = withSetting(accented, ["disclosure"], { minimumCell: 5 })

const policy = `fail: [{verdict: [material, worse]}, {change: material}]
undecided: {${["inconclusive", "too small", "not estimable", "no verdict", "change"].map((why) => `"${why}": warn`).join(", ")}}
`

/** What reads findings, and where they are drawn. */
const readers: ReadonlyArray<ReadonlyArray<string>> = [
  ["export", "given/findings.json", "--out", "out"],
  ["compare", "given/findings.json", "given/valid.json", "--out", "out"],
  ["compare", "given/valid.json", "given/findings.json", "--json"],
  ["monitor", "given/periods", "--out", "out"],
  ["gate", "given/findings.json", "--policy", "given/policy.yaml", "--baseline", "given/valid.json", "--json"],
  [
    "gate",
    "given/valid.json",
    "--policy",
    "given/policy.yaml",
    "--baseline",
    "given/findings.json",
    "--junit",
    "out/x.xml"
  ]
]

/** Hostile findings, read by each command that does; one of ten as PDF too. Who is asked for an image on the way says so in a defect. */
export const hostileTrials = async (pool: Pool, seed: number, count: number): Promise<ReadonlyArray<Trial>> => {
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    response.end("x")
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  server.unref()
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/logo.png`
  const texts = [await findingsOf(pool, accented), await findingsOf(pool, disclosed)]
  return Array.from({ length: count }, (_, i): Trial => {
    const draw = draws(seed + i)
    const text = draw.pick(texts)
    const kind = draw.pick(["damaged", "settings", "one value", "one value", "one value", "several values"] as const)
    let findings = JSON.parse(text) as Json
    if (kind === "settings") findings = inReport(findings, draw, url)
    for (let n = kind === "one value" ? 1 : kind === "several values" ? 5 : 0; n > 0; n--)
      findings = mutated(findings, draw, url)
    const before = asked
    return {
      family: kind,
      name: `seed ${seed + i}`,
      files: {
        "given/findings.json": kind === "damaged" ? damaged(text, draw) : written(findings),
        "given/valid.json": text,
        "given/policy.yaml": policy,
        "given/periods/2026-01.json": text,
        "given/periods/2026-02.json": kind === "damaged" ? damaged(text, draw) : written(findings),
        "given/secret.txt": secret,
        "given/node_modules/evil/package.json": JSON.stringify({
          name: "evil",
          type: "module",
          exports: "./index.js",
          fairward: { stage: true }
        }),
        "given/node_modules/evil/index.js": 'console.log("MRKEVIL"); process.exit(7)',
        "given/package.json": JSON.stringify({ dependencies: { evil: "*" } })
      },
      args: draw.chance(0.4)
        ? draw.pick(readers)
        : ["report", "given/findings.json", "--out", "out", ...(draw.chance(0.1) ? [] : ["--format", "html"])],
      also: (outputs, { stderr, stdout }) => {
        const html = Object.entries(outputs)
          .map(([name, content]) => (/\.(?:html|svg|md)$/u.test(name) ? content.toString() : ""))
          .join("\n")
        return [
          ...(asked > before ? ["something was fetched"] : []),
          ...(/<script>MRKSCRIPT|<img src=x|<svg onload/u.test(html) ? ["a script of the findings in the HTML"] : []),
          ...(/(?:href|src)="(?:javascript:|file:|http:\/\/127)/u.test(html)
            ? ["an address of the findings in the HTML"]
            : []),
          ...(html.includes(secret) || html.includes(Buffer.from(secret).toString("base64"))
            ? ["a file was read"]
            : []),
          ...((stdout + stderr).includes("MRKEVIL") ? ["code beside the findings ran"] : [])
        ]
      }
    }
  })
}
