/** Arguments of the command that make no sense. */
import { base, filesOf } from "../Project.ts"
import type { Trial } from "../Trial.ts"

const calls: ReadonlyArray<ReadonlyArray<string>> = [
  ["audit", "--format", ""],
  ["audit", "--format", "docx"],
  ["audit", "--format", "pdf,pdf"],
  ["audit", "--workers", "0"],
  ["audit", "--workers", "-1"],
  ["audit", "--workers", "1.5"],
  ["audit", "--workers", "many"],
  ["audit", "nothing.yaml"],
  ["audit", "."],
  ["audit", "predictions.csv"],
  ["audit", "\u001b[2J.yaml"],
  ["audit", "fairward.yaml", "fairward.yaml"],
  ["audit", "--nothing"],
  ["audit", "--out", "fairward.yaml"],
  ["audit", "--out", "fairward.yaml/out"],
  ["audit", "--out", "/proc/nothing"],
  ["audit", "--out", "x".repeat(300)],
  ["audit", "--out", ""],
  ["validate"],
  ["validate", "--json"],
  ["validate", "--show-config"],
  ["validate", "--show-config", "--json"],
  ["validate", "--explain", ""],
  ["validate", "--explain", "nobody"],
  ["validate", "--explain", "\u001b]0;x\u0007"],
  ["validate", "--explain", "__proto__"],
  ["validate", "nothing.yaml"],
  ["report"],
  ["report", "nothing.json"],
  ["report", "fairward.yaml"],
  ["report", "."],
  ["report", "predictions.csv"],
  ["stages", "nothing.yaml"],
  ["stages", "--json"],
  ["schema"],
  ["new-stage", ""],
  ["new-stage", "../x"],
  ["new-stage", "__proto__"],
  ["new-stage", "X Y"],
  ["nothing"],
  [],
  ["--version"],
  ["--help"]
]

const takesNoOut = (args: ReadonlyArray<string>) => args[0] !== "audit"

export const oddArguments: ReadonlyArray<Omit<Trial, "family">> = calls.map((args) => ({
  name: `fairward ${JSON.stringify(args).slice(1, 80)}`,
  files: filesOf(base),
  args,
  ...(takesNoOut(args) ? {} : { out: "out" })
}))
