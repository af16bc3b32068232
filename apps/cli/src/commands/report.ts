import { Audit, AuditConfig, type AuditFindings } from "@fairward/core"
import { sizeText } from "@fairward/core/Sizes"
import { Cause, Console, Effect, FileSystem, Option, Path, Result, Schema } from "effect"
import { Command, Flag } from "effect/cli"
import { discover, type InstalledStage } from "../Discovery.ts"
import { drawReport, failOnUndrawn } from "../Drawing.ts"
import { read } from "../Findings.ts"
import { fontsNamed, lackingLines } from "../FontFiles.ts"
import { isOurStage } from "../internal/loadStage.ts"
import { Journal } from "../Journal.ts"
import * as Outputs from "../Outputs.ts"
import { failOnProblems, InputError, type Problem } from "../Problem.ts"
import * as flags from "./flags.ts"
import { writeModelCard } from "./modelCard.ts"

export const report = (started: string | undefined) =>
  Command.make(
    "report",
    {
      findings: flags.file("findings", "The findings.json of an audit"),
      out: Flag.String("out").pipe(
        Flag.withAlias("o"),
        Flag.withMetavar("DIR"),
        Flag.withDescription("Folder for report.pdf and report.html; that of the findings when absent"),
        Flag.optional
      ),
      format: flags.format,
      font: flags.font,
      edition: flags
        .oneOf("edition", AuditConfig.Edition.literals)
        .pipe(
          Flag.withDescription(
            "committee: only the first pages, for those who decide, as committee.pdf and committee.html; that of the findings when absent"
          ),
          Flag.optional
        ),
      locale: Flag.String("locale").pipe(
        Flag.withMetavar("LOCALE"),
        Flag.withDescription(
          "Language and region by which numbers are written, such as de-CH; that of the findings when absent"
        ),
        Flag.optional
      ),
      paper: flags
        .oneOf("paper", AuditConfig.Paper.literals)
        .pipe(Flag.withDescription("Size of the pages; that of the findings when absent"), Flag.optional),
      card: flags
        .oneOf("card", ["chai"])
        .pipe(
          Flag.withDescription(
            "Write the model card of the Coalition for Health AI instead of a report, as model-card.xml, from what card in the configuration says"
          ),
          Flag.optional
        ),
      quiet: flags.quiet
    },
    Effect.fn("Cli.report")(function* ({ card, edition, findings: name, font, format, locale, out, paper, quiet }) {
      if (quiet) yield* (yield* Journal).hush
      const paths = yield* Path.Path
      const path = paths.resolve(name)
      const folder = Option.getOrElse(out, () => paths.dirname(name))
      yield* Outputs.check(folder)
      yield* failOnProblems("report", localeProblems(locale))
      const fonts = yield* fontsNamed(font)
      const stored = yield* read(name)
      if (Option.isSome(card)) return yield* writeModelCard(stored, folder)
      const findings = { ...stored, report: { ...stored.report, ...wanted({ edition, locale, paper }) } }
      // Never with what lies beside the findings, which may come from anybody.
      const { broken, installed, problems } = yield* discover(paths.resolve("."), started)
      for (const { problem } of broken)
        yield* Console.error(`${problem.where}  ${problem.message}\n  ${problem.fix ?? ""}`)
      yield* failOnProblems("Installed stages", problems)
      yield* failOnProblems(name, yield* unreadable(findings, installed))
      const { beside, replaced } = yield* companion(path, folder)
      if (format.includes("pdf")) {
        for (const line of yield* lackingLines(findings.audit.groupings, fonts, "with --font"))
          yield* Console.error(line)
      }
      const drawn = yield* drawReport(
        findings,
        installed.map(({ stage }) => stage),
        format,
        { fonts, ...(Option.contains(edition, "committee") ? { name: "committee" } : {}) }
      )
      const contents = { ...drawn.files, ...(yield* beside) }
      for (const file of yield* Outputs.write(folder, contents, replaced ?? Object.keys(contents))) {
        if (file.name in drawn.files && !quiet) yield* Console.log(`${file.path}  ${sizeText(file.bytes)}`)
      }
      yield* failOnUndrawn(drawn, "Earlier files of a format that could not be drawn are left as they were.")
    })
  ).pipe(
    Command.withDescription(
      "Draw the report again from stored findings, without the data. Nothing of the file is run or fetched; the stages are those of the project in this folder, or those that come with fairward." +
        flags.runsStages
    ),
    Command.withShortDescription("Draw the report again from stored findings"),
    Command.withExamples([
      { command: "fairward report out/findings.json", description: "Writes out/report.pdf and out/report.html" },
      {
        command: "fairward report out/findings.json --edition committee",
        description: "Writes out/committee.pdf and out/committee.html, the first pages"
      },
      {
        command: "fairward report out/findings.json --locale de-CH --paper Letter --out printed",
        description: "The same report with numbers as in Switzerland, on other paper"
      },
      { command: "fairward report out/findings.json --card chai", description: "Writes out/model-card.xml" }
    ])
  )

interface Wanted {
  readonly edition: Option.Option<AuditConfig.Edition>
  readonly locale: Option.Option<string>
  readonly paper: Option.Option<AuditConfig.Paper>
}

/** The settings of the report that the command line gives in place of the findings'. */
const wanted = ({ edition, locale, paper }: Wanted) => ({
  ...(Option.isSome(edition) ? { edition: edition.value } : {}),
  ...(Option.isSome(locale) ? { locale: locale.value } : {}),
  ...(Option.isSome(paper) ? { paper: paper.value } : {})
})

const localeProblems = (locale: Option.Option<string>): ReadonlyArray<Problem> => {
  if (Option.isNone(locale)) return []
  const decoded = Schema.decodeResult(AuditConfig.Locale)(locale.value)
  return Result.isSuccess(decoded)
    ? []
    : AuditConfig.configIssues(decoded.failure.issue).map(({ message }) => ({ where: "--locale", message }))
}

const findingsName = "findings.json"

/**
 * The findings that a report stands beside are those that it was drawn from: they are written with it where they are not
 * there, and others are not silently passed for them. Findings that could not be drawn take the place of the earlier set.
 * What is to be written is read when the report is drawn: findings of many cohorts are large.
 */
const companion = Effect.fn("Cli.companion")(function* (path: string, folder: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const content = (file: string) => Effect.orElseSucceed(files.readFile(file), () => new Uint8Array())
  const copied = Effect.map(content(path), (own) => ({ [findingsName]: own }))
  const place = paths.join(folder, findingsName)
  const isHere = paths.dirname(path) === paths.resolve(folder)
  if (isHere && paths.basename(path) === "findings-undrawn.json") return { beside: copied, replaced: Outputs.names }
  if (!(yield* Effect.orElseSucceed(files.exists(place), () => false)))
    return { beside: isHere ? Effect.succeed({}) : copied }
  const isSame = path === place || Buffer.compare(yield* content(path), yield* content(place)) === 0
  if (isSame) return { beside: copied }
  return yield* new InputError({
    subject: "--out",
    problems: [
      {
        where: folder,
        message: `It holds the ${findingsName} of another audit, beside which this report would stand.`,
        fix: "Choose another folder with --out."
      }
    ]
  })
})

/** Findings that the installed version of their stage cannot draw. */
const unreadable = Effect.fn("Cli.unreadable")(function* (
  { stages }: AuditFindings.AuditFindings,
  installed: ReadonlyArray<InstalledStage>
) {
  const problems: Array<Problem> = []
  for (const { manifest, module, stage } of installed) {
    const stored = stages[stage.meta.id]
    if (stored?.status !== "done") continue
    // Where drawing never ends, Ctrl-C is still heard here.
    const ends = isOurStage(manifest) || (yield* Audit.drawingEnds({ module, findings: stored.findings ?? null }))
    const drawn = yield* Effect.result(
      ends ? Effect.sandbox(stage.render(stored.findings)) : Effect.fail(Cause.die("broken off"))
    )
    if (Result.isSuccess(drawn)) continue
    const error = Cause.squash(drawn.failure)
    problems.push({
      where: `stages.${stage.meta.id}`,
      message: `The findings of version ${stored.version} cannot be drawn by the installed ${manifest.name} ${manifest.version}: ${Schema.isSchemaError(error) ? error.message : "its code broke off on them"}`,
      fix: `Install ${manifest.name} ${stored.version}, or audit again.`
    })
  }
  return problems
})
