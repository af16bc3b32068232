import { ModelCard } from "@fairward/audits"
import type { AuditFindings } from "@fairward/core"
import { sizeText } from "@fairward/core/Sizes"
import { Console, Effect } from "effect"
import * as Outputs from "../Outputs.ts"
import { failOnProblems } from "../Problem.ts"

const fileName = "model-card.xml"

/** Writes CHAI's model card, or says which texts are missing for it. */
export const writeModelCard = Effect.fn("Cli.writeModelCard")(function* (
  findings: AuditFindings.AuditFindings,
  folder: string
) {
  const missing = ModelCard.missing(findings)
  yield* failOnProblems(
    "CHAI's model card needs texts that only people can write; write them and audit again",
    missing.map(({ element, settings }) => ({
      where: element,
      message: element.endsWith("/Results")
        ? "The findings have no result for it."
        : `Missing in the configuration: ${settings.join(", ")}.`,
      ...(element.endsWith("/Results") ? { fix: "Audit with the stage performance." } : {})
    }))
  )
  for (const file of yield* Outputs.write(folder, { [fileName]: ModelCard.chai(findings) })) {
    yield* Console.log(`${file.path}  ${sizeText(file.bytes)}`)
  }
  const left = ModelCard.unstated(findings)
  if (left.length > 0) yield* Console.log(`Left out, since nothing is stated: ${left.join(", ")}`)
})
