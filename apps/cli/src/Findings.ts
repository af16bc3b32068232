/** findings.json: everything that an audit found and where it came from. */
import { type Audit, AuditConfig, AuditFindings, Cohorts, Detection, Disclosure, Message } from "@fairward/core"
import { sizeText } from "@fairward/core/Sizes"
import { Withholding } from "@fairward/disclosure"
import { Effect, FileSystem, Option, Schema } from "effect"
import { type Discovery, noStage } from "./Discovery.ts"
import { readFault } from "./internal/diskFault.ts"
import * as Manifest from "./Manifest.ts"
import type { Preparation } from "./Preparation.ts"
import { InputError, type Problem } from "./Problem.ts"

const codec = Schema.toCodecJson(AuditFindings.AuditFindings)

/** The findings with their provenance. */
export const findingsOf = (
  { config, dataset, discovery, file, logo }: Preparation,
  { audit, stages }: Audit.AuditResult,
  startedAt: string
): AuditFindings.AuditFindings => ({
  schemaVersion: AuditFindings.schemaVersion,
  fairward: Manifest.own.version,
  report: reportSettings(config.report, logo),
  audit,
  stages: { ...stages, ...brokenStages(discovery) },
  ...(discovery.installed.length + discovery.broken.length === 0 ? { nothingAnalysed: noStage(discovery) } : {}),
  provenance: {
    inputs: dataset.files.map(({ bytes, name, role, rows, sha256 }) => ({ role, name, bytes, sha256, rows })),
    configSha256: file.sha256,
    ...(file.overrides.length === 0 ? {} : { overrides: file.overrides }),
    versions: versions(discovery),
    seed: config.resampling.seed,
    startedAt
  }
})

/** Stages that could not be imported, as ones that failed; by the names of their packages, since nothing else is known of them. */
const brokenStages = ({ broken }: Discovery): AuditFindings.AuditFindings["stages"] =>
  Object.fromEntries(
    broken.map(({ manifest: { name, version } }) => [
      name,
      {
        status: "failed",
        reason: Message.of`its package cannot be imported; the log says why`,
        title: `The stage of ${name}`,
        goal: "What it looks at is not known, because its code could not be loaded.",
        version,
        seconds: 0
      }
    ])
  )

/** The findings as they may be written: with small counts withheld where the configuration asks for that. */
export const disclosed = Effect.fn("Findings.disclosed")(function* (
  { config, dataset, discovery }: Preparation,
  findings: AuditFindings.AuditFindings
) {
  if (config.disclosure === undefined) return findings
  const events = Detection.evaluableEvents(dataset)
  // These cohorts are those of the audit, which would have ended without them.
  const cohorts = yield* Effect.orDie(Cohorts.derive(dataset, config, events))
  return yield* Withholding.apply(
    findings,
    discovery.installed.map(({ stage }) => stage),
    { minimumCell: config.disclosure.minimumCell, membership: Disclosure.membershipOf(cohorts, dataset, events) }
  )
})

const reportSettings = (
  { accent, annex, edition, locale, paper, sections }: AuditConfig.ReportConfig,
  logo: string | undefined
) => ({
  locale,
  paper,
  ...(edition === "full" ? {} : { edition }),
  ...(annex ? {} : { annex: false as const }),
  ...(accent === undefined ? {} : { accent }),
  ...(logo === undefined ? {} : { logo }),
  ...(sections === undefined ? {} : { sections })
})

/** Versions of what computed the findings, by name. */
export const versions = ({ bundle, installed, source }: Discovery): Readonly<Record<string, string>> => {
  const seenFromHere = ["@fairward/core", "@fairward/sources", "@fairward/report", "effect"].map((name) =>
    Manifest.find(name, Manifest.own.url)
  )
  const below = (owner: string, name: string) =>
    Option.flatMap(Manifest.find(owner, Manifest.own.url), ({ url }) => Manifest.find(name, url))
  const manifests = [
    Option.some(Manifest.own),
    ...seenFromHere,
    below("@fairward/core", "@fairward/stats"),
    below("@fairward/sources", "@duckdb/node-api"),
    source === "bundle" || source === "both" ? Option.fromUndefinedOr(bundle) : Option.none(),
    ...installed.map(({ manifest }) => Option.some(manifest))
  ].flatMap(Option.toArray)
  const named = manifests.map(({ name, version }) => [name ?? "", version] as const)
  return Object.fromEntries([...named, ["node", process.versions.node] as const].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The text of findings.json. */
export const encode = Effect.fn("Findings.encode")(function* (findings: AuditFindings.AuditFindings) {
  const stored = yield* Schema.encodeEffect(codec)(findings).pipe(Effect.orDie)
  return `${JSON.stringify(stored, null, 2)}\n`
})

const Versioned = Schema.Struct({ schemaVersion: Schema.Int, fairward: Schema.optionalKey(Schema.String) })

const orElse = (version: string | undefined) =>
  `install the version of fairward that wrote it${version === undefined ? "" : `: npm install fairward@${version}`}`

/** Why a file of another layout is refused, and what to do. */
const otherLayout = ({ fairward, schemaVersion }: typeof Versioned.Type): Pick<Problem, "message" | "fix"> => {
  const by = fairward === undefined ? "" : `, written by fairward ${fairward}`
  const versions = `The findings have layout ${schemaVersion}${by}. This is fairward ${Manifest.own.version}, which reads layout ${AuditFindings.schemaVersion}.`
  return schemaVersion < AuditFindings.schemaVersion
    ? { message: versions, fix: `Audit again, or ${orElse(fairward)}` }
    : {
        message: versions,
        fix: `Install a newer fairward: npm install fairward@${fairward ?? "latest"}`
      }
}

/** The largest file that is read: the findings of 200 groupings take a tenth of it. */
const largestBytes = 300_000_000

/** The longest text in findings, but for the image on the cover: a section's prose is a hundredth of it. */
const longestText = 100_000

const deepest = 100

/** Why a value is nothing that an audit writes, wherever in it that stands. */
const oddity = (value: unknown, depth = 0, key = ""): string | undefined => {
  if (depth > deepest) return `values are nested more than ${deepest} levels deep`
  if (typeof value === "string") {
    return value.length > longestText && key !== "logo"
      ? `a text of ${value.length} characters under "${key.slice(0, 40)}"`
      : undefined
  }
  if (typeof value !== "object" || value === null) return undefined
  for (const [name, part] of Object.entries(value)) {
    const found = name.length > longestText ? "a name that fills pages" : oddity(part, depth + 1, name)
    if (found !== undefined) return found
  }
  return undefined
}

const mostProblems = 5

/**
 * Reads a findings.json, which may come from anybody. One of another layout is refused, with what to do, and so is
 * whatever is not as an audit writes it.
 */
export const read = Effect.fn("Findings.read")(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const refuse = (problem: Pick<Problem, "message" | "fix">) =>
    new InputError({ subject: path, problems: [{ where: path, ...problem }] })
  const info = yield* files.stat(path).pipe(Effect.mapError((error) => refuse({ message: readFault(error) })))
  if (info.type !== "File") {
    return yield* refuse({ message: "This is no file.", fix: `Name the findings.json in it: ${path}/findings.json` })
  }
  if (Number(info.size) > largestBytes) {
    return yield* refuse({
      message: `The file has ${sizeText(Number(info.size))}, and findings at most ${sizeText(largestBytes)}.`,
      fix: "Name the findings.json that an audit wrote."
    })
  }
  const text = yield* files.readFileString(path).pipe(Effect.mapError((error) => refuse({ message: readFault(error) })))
  const content = yield* Schema.decodeEffect(Schema.fromJsonString(Schema.Json))(text).pipe(
    Effect.mapError(() =>
      refuse({
        message: "This is no JSON, or only the beginning of it.",
        fix: "Name the findings.json that an audit wrote, whole."
      })
    )
  )
  const odd = oddity(content)
  if (odd !== undefined) {
    return yield* refuse({ message: `The findings are not as an audit writes them: ${odd}.`, fix: "Audit again." })
  }
  const versioned = Schema.decodeUnknownOption(Versioned)(content)
  if (Option.isNone(versioned)) {
    return yield* refuse({
      message: "This is no findings.json: it has no schemaVersion.",
      fix: "Name the findings.json that an audit wrote."
    })
  }
  if (versioned.value.schemaVersion !== AuditFindings.schemaVersion) {
    return yield* refuse(otherLayout(versioned.value))
  }
  return yield* Schema.decodeEffect(codec, { errors: "all" })(content).pipe(
    Effect.mapError((error) => {
      const issues = AuditConfig.configIssues(error.issue)
      const [first, ...others] = issues.slice(0, mostProblems).map(({ message, path: keys }) => ({
        where: path,
        message: `${keys.map(String).join(".")}: ${message}`
      }))
      const more = issues.length > mostProblems ? ` ${issues.length - mostProblems} more such places.` : ""
      const odd = "The findings are not as an audit writes them"
      return new InputError({
        subject: path,
        problems:
          first !== undefined && others.length === 0
            ? [{ where: path, message: `${odd}: ${first.message}`, fix: "Audit again." }]
            : [
                { where: path, message: `${odd}.`, fix: `Audit again.${more}` },
                ...(first === undefined ? [] : [first, ...others])
              ]
      })
    })
  )
})
