/** What commands end with that derive a document from findings: on the terminal, as files, or both. */

import { plain } from "@fairward/core/Prose"
import type { ReportDocument, Text } from "@fairward/core/ReportDocument"
import { sizeText } from "@fairward/core/Sizes"
import { Console, Effect, Option } from "effect"
import { Flag } from "effect/cli"
import { changeLines } from "./ChangeLines.ts"
import * as flags from "./commands/flags.ts"
import { drawFiles, failOnUndrawn } from "./Drawing.ts"
import { fontsNamed } from "./FontFiles.ts"
import { Journal } from "./Journal.ts"
import * as Outputs from "./Outputs.ts"

/** Flags of a command that writes files of such a name. */
export const outputFlags = (name: string) => ({
  out: Flag.String("out").pipe(
    Flag.withAlias("o"),
    Flag.withMetavar("DIR"),
    Flag.withDescription(`Folder for ${name}.pdf, ${name}.html and ${name}.json; nothing is written when absent`),
    Flag.optional
  ),
  format: flags.format,
  font: flags.font,
  quiet: flags.quiet,
  json: flags.json
})

interface Outputting {
  readonly out: Option.Option<string>
  readonly format: Parameters<typeof drawFiles>[2]
  readonly font: Parameters<typeof fontsNamed>[0]
  readonly quiet: boolean
  readonly json: boolean
}

/** Checks what can be told before the work, and gives what ends it. */
export const outputs = Effect.fn("Derived.outputs")(function* (
  name: string,
  { font, format, json, out, quiet }: Outputting
) {
  const journal = yield* Journal
  if (quiet) yield* journal.hush
  if (Option.isSome(out)) yield* Outputs.check(out.value)
  const fonts = yield* fontsNamed(font)
  return Effect.fnUntraced(function* (
    document: ReportDocument,
    { at, cautions, stored }: { readonly at: Date; readonly cautions: ReadonlyArray<Text>; readonly stored: unknown }
  ) {
    const content = `${JSON.stringify(stored, null, 2)}\n`
    if (json) yield* Console.log(content.trimEnd())
    if (json || quiet) for (const caution of cautions) yield* journal.warn(`Warning: ${plain(caution)}`)
    else for (const line of changeLines(document)) yield* Console.log(line)
    if (Option.isNone(out)) return
    const drawn = yield* drawFiles(document, at, format, { fonts, name })
    const written = yield* Outputs.write(out.value, { ...drawn.files, [`${name}.json`]: content })
    if (!quiet)
      for (const file of written) yield* (json ? Console.error : Console.log)(`${file.path}  ${sizeText(file.bytes)}`)
    yield* failOnUndrawn(drawn, "Earlier files of a format that could not be drawn are left as they were.")
  })
})
