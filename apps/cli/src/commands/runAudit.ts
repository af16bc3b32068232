import { GateReport } from "@fairward/audits"
import { Audit, Cohorts, Compute, Detection, Message } from "@fairward/core"
import { sizeText } from "@fairward/core/Sizes"
import { Clock, Console, Effect, FileSystem, Option, Path } from "effect"
import { installHint, noStage } from "../Discovery.ts"
import { drawReport, type Format, failOnUndrawn } from "../Drawing.ts"
import { disclosed, encode, findingsOf } from "../Findings.ts"
import { lackingLines } from "../FontFiles.ts"
import { decide, failOnClosed, foresee, readPolicy } from "../Gating.ts"
import { Journal } from "../Journal.ts"
import * as Memory from "../Memory.ts"
import * as Outputs from "../Outputs.ts"
import { type Preparation, prepare, unmetSettings } from "../Preparation.ts"
import { CommandError, InputError, StagesFailed } from "../Problem.ts"
import { misnamedLines, stageSummaries, summaryLines, warningLines } from "../Summary.ts"

export interface AuditRequest {
  readonly config: string
  readonly out: string
  readonly format: ReadonlyArray<Format>
  readonly workers: number
  readonly quiet: boolean
  readonly json: boolean
  /** Settings in place of those of the configuration. */
  readonly set?: ReadonlyArray<string>
  /** A policy to hold the findings against, and findings that its changes are since. */
  readonly gate?: Option.Option<string>
  readonly baseline?: Option.Option<string>
  readonly started: string | undefined
}

/**
 * Audits: reads, runs every stage, draws the report and writes it. Fails with `StagesFailed` after that if one did, and with
 * `GateFailed` if the findings do not pass the policy.
 */
export const runAudit = Effect.fn("Cli.runAudit")(function* ({
  baseline = Option.none(),
  config,
  format,
  gate = Option.none(),
  json,
  out,
  quiet,
  set = [],
  started,
  workers
}: AuditRequest) {
  const journal = yield* Journal
  if (quiet) yield* journal.hush
  const paths = yield* Path.Path
  const beganAt = yield* Clock.currentTimeMillis
  yield* Outputs.check(out)
  const policy = Option.isSome(gate) ? yield* readPolicy(gate.value, baseline) : undefined
  const preparation = yield* prepare(config, started, { set })
  const { discovery } = preparation
  yield* journal.keep(`Configuration ${config}, sha256 ${preparation.file.sha256}`)
  for (const override of preparation.file.overrides) yield* journal.keep(`Set on the command line: ${override}`)
  for (const { manifest, stage } of discovery.installed) {
    yield* journal.keep(`Stage ${stage.meta.id} of ${manifest.name} ${manifest.version} at ${manifest.folder}`)
  }
  for (const note of discovery.notes) yield* journal.say(`Note: ${note}`)
  for (const doubt of preparation.doubts) yield* journal.say(doubt)
  for (const { at, manifest, problem } of discovery.broken) {
    yield* journal.warn(`${manifest.name}: failed: its package cannot be imported`)
    yield* journal.tell(`  ${problem.message}\n  ${problem.fix ?? ""}`)
    for (const line of at) yield* journal.keep(`    ${line}`)
  }
  if (discovery.installed.length + discovery.broken.length === 0) {
    yield* journal.warn(noStage(discovery))
    yield* journal.warn(`To install a stage: ${installHint(discovery)}`)
  }
  const derived = yield* Effect.option(
    Cohorts.derive(preparation.dataset, preparation.config, Detection.evaluableEvents(preparation.dataset))
  )
  if (Option.isSome(derived)) {
    yield* refuseShortage(preparation, derived.value, workers)
    if (policy !== undefined) {
      const misnamed = (measure: string) => {
        const found = preparation.misnamed(measure)
        return found?.isCertain === true ? found.message : undefined
      }
      yield* foresee(policy, { misnamed, groupings: derived.value.groupings })
    }
    const lacking = format.includes("pdf") ? yield* lackingLines(derived.value.groupings, preparation.fonts) : []
    for (const line of lacking) yield* journal.tell(line)
  }
  const found = findingsOf(preparation, yield* analyse(preparation, workers), new Date(beganAt).toISOString())
  const findings = yield* preparation.config.disclosure === undefined
    ? Effect.succeed(found)
    : journal.phase("Withholding small counts", disclosed(preparation, found))
  const encoded = yield* encode(findings)
  const drawn = yield* drawReport(
    findings,
    preparation.planned.map(({ stage }) => stage),
    format,
    { fonts: preparation.fonts }
  ).pipe(Effect.catch(({ message }) => keepUndrawn(out, encoded, message)))
  const contents = { ...drawn.files, "findings.json": encoded }
  for (const line of warningLines({ ...findings.audit, ...findings.audit.dataset })) yield* journal.keep(line)
  for (const line of summaryLines(findings)) yield* journal.keep(line)
  const details = preparation.config.disclosure === undefined ? "with details" : "without details"
  const log = `${(yield* journal.lines(details)).join("\n")}\n`
  const written = yield* Outputs.write(out, { ...contents, "fairward.log": log }, Outputs.names).pipe(
    Effect.catch(({ message }) => keepUnwritten(out, encoded, message))
  )
  const outcome = policy === undefined ? undefined : yield* decide(policy, findings)
  const seconds = ((yield* Clock.currentTimeMillis) - beganAt) / 1000

  if (json) {
    const outputs = written.map(({ bytes, name, path }) => ({ name, path: paths.resolve(path), bytes }))
    const gated = outcome === undefined ? {} : { gate: outcome }
    yield* Console.log(JSON.stringify({ outputs, seconds, stages: stageSummaries(findings), ...gated }, null, 2))
  } else {
    const files = written.map(({ bytes, path }) => `  ${path}  ${sizeText(bytes)}`)
    const warnings = [...warningLines({ ...findings.audit, ...findings.audit.dataset }), ...misnamedLines(findings)]
    const summary = [...warnings, ...summaryLines(findings)]
    const gated = outcome === undefined ? [] : ["", ...GateReport.lines(findings, policy!.policy, outcome)]
    const said = summary.length === 0 ? ["No stage ran."] : summary
    const alarming = [...warnings, ...(outcome?.passes === false ? gated : [])]
    if (quiet) for (const line of alarming) yield* journal.warn(line)
    else yield* Console.log(["", ...said, ...gated, "", `Done in ${seconds.toFixed(1)} s:`, ...files].join("\n"))
  }
  yield* failOnUndrawn(drawn, "Earlier files of the report were of another audit and are gone.")
  const failed = Object.entries(findings.stages).flatMap(([id, { reason, status }]) =>
    status === "failed" ? [{ id, reason: reason === undefined ? "no reason was given" : Message.text(reason) }] : []
  )
  const [first, ...others] = failed
  if (first !== undefined) return yield* new StagesFailed({ stages: [first, ...others] })
  if (outcome !== undefined) yield* failOnClosed(outcome)
})

/** Before any stage runs, and not by a process that the system kills in the middle. */
const refuseShortage = Effect.fn("Cli.refuseShortage")(function* (
  { config, dataset, file, planned }: Preparation,
  { groupings }: { readonly groupings: ReadonlyArray<Cohorts.Grouping> },
  workers: number
) {
  const { replicates } = config.resampling
  const { verdictMinimum } = config
  const told = planned.flatMap(({ prepared, stage }) =>
    Audit.missingInputs(stage, dataset) === undefined
      ? (prepared.contrasts?.({ dataset, groupings, verdictMinimum }) ?? [])
      : []
  )
  const size = Memory.sizeOf(dataset, groupings, { replicates, stages: planned.length, workers }, told)
  const short = Memory.shortage(size, Memory.free())
  if (short === undefined) return
  const { where } = file.problemAt(["resampling", "replicates"], short.message)
  return yield* new InputError({ subject: file.name, problems: [{ where, ...short }] })
})

const undrawn = "findings-undrawn.json"

/** An audit whose report cannot be drawn keeps what it found, beside the earlier report. */
const keepUndrawn = Effect.fn("Cli.keepUndrawn")(function* (out: string, encoded: string, message: string) {
  const paths = yield* Path.Path
  yield* Outputs.write(out, { [undrawn]: encoded }).pipe(
    Effect.catch((error) => keepUnwritten(out, encoded, `${message}\n${error.message}`))
  )
  return yield* kept(paths.join(out, undrawn), message)
})

/** An audit whose files cannot be written keeps what it found: in the folder if it fits, else among temporary files. */
const keepUnwritten = Effect.fn("Cli.keepUnwritten")(function* (out: string, encoded: string, message: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const inFolder = Effect.as(Outputs.write(out, { [undrawn]: encoded }), paths.join(out, undrawn))
  const amongTemporary = Effect.gen(function* () {
    const folder = yield* files.makeTempDirectory({ prefix: "fairward-" })
    const path = paths.join(folder, undrawn)
    yield* files.writeFileString(path, encoded, { flag: "wx", mode: 0o600 })
    return path
  })
  const path = yield* inFolder.pipe(
    Effect.catch(() => amongTemporary),
    Effect.mapError(
      () => new CommandError({ message: `${message}\nWhat the audit found could not be kept anywhere: run it again.` })
    )
  )
  return yield* kept(path, message)
})

const kept = (path: string, message: string) =>
  Effect.fail(
    new CommandError({
      message: `${message}\nEarlier files are as they were. What the audit found is kept in ${path}; \`fairward report ${path}\` draws it again.`
    })
  )

const analyse = Effect.fn("Cli.analyse")(function* (preparation: Preparation, workers: number) {
  const { config, dataset, planned } = preparation
  const { observer } = yield* Journal
  return yield* Audit.run(config, dataset, planned, observer).pipe(
    Effect.provide(Compute.Compute.layer(workers)),
    Effect.catchTag(["GroupingError", "ThresholdError"], (error) => refused(preparation, error.message))
  )
})

/** The audit stops at the first thing that the data cannot satisfy; a person wants all of them. */
const refused = Effect.fn("Cli.refused")(function* ({ config, dataset, file }: Preparation, message: string) {
  const [first, ...others] = yield* unmetSettings(file, config, dataset)
  return yield* new InputError({
    subject: file.name,
    problems: first === undefined ? [{ where: file.name, message }] : [first, ...others]
  })
})
