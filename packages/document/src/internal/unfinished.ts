import { listed, text, toldWhole } from "@fairward/core/Prose"
import type { Block, Text } from "@fairward/core/ReportDocument"
import { caveat, isClassical, type ReportedStage, type Subject, strong } from "./Subject.ts"

/** What would let a skipped stage run, with a space before it; "" when that is not a matter of inputs, or when the stage is not installed. */
export const needed = ({ installed }: ReportedStage, subject: Subject): string => {
  const { inputs } = subject.findings.audit.dataset
  const missing = (installed?.inputs.needs ?? []).filter((input) => !inputs.includes(input))
  if (missing.length === 0) return ""
  return isClassical(subject) && missing.includes("events")
    ? " It has nothing to say of one prediction per patient."
    : ` To run it, name a source under ${listed(missing.map((input) => (input === "models" ? input : `data.${input}`)))} in the configuration.`
}

/** Why a stage was skipped or failed, as a sentence. */
export const reasonOf = ({ stored }: ReportedStage): Text =>
  stored.reason === undefined ? ["no reason was recorded."] : toldWhole(stored.reason)

/** Why a stage did not look, and what would let it; `undefined` of one that has a section of its own. */
const whyNot = (
  stage: ReportedStage,
  subject: Subject
): { readonly severity: "warning" | "serious"; readonly text: Text } | undefined => {
  const { installed, rendered, stored } = stage
  if (stored.status === "skipped") {
    const why = text`${reasonOf(stage)}${needed(stage, subject)}`
    return { severity: "warning", text: text`${strong(`${stored.title} was skipped: `)}${why}` }
  }
  if (stored.status === "failed") {
    return { severity: "serious", text: text`${strong(`${stored.title} failed: `)}${reasonOf(stage)}` }
  }
  if (installed === undefined) {
    return {
      severity: "serious",
      text: text`${strong(`${stored.title} is not shown: `)}its package is not installed here.`
    }
  }
  return rendered === undefined
    ? {
        severity: "serious",
        text: text`${strong(`${stored.title} is not shown: `)}its code broke off while it wrote its section.`
      }
    : undefined
}

/** One warning for each stage that did not look, the failed ones first. */
export const unfinished = (subject: Subject): ReadonlyArray<Block> =>
  subject.stages
    .flatMap((stage) => whyNot(stage, subject) ?? [])
    .sort((a, b) => Number(b.severity === "serious") - Number(a.severity === "serious"))
    .map(({ severity, text }) => caveat(severity, ...text))
