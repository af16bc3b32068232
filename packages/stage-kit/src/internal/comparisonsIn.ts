import { Comparison } from "@fairward/core"
import { Option, Schema } from "effect"

const decode = Schema.decodeUnknownOption(Comparison.Comparison)

/** Every comparison among findings, wherever it stands. */
export const comparisonsIn = (findings: unknown): ReadonlyArray<Comparison.Comparison> => {
  if (typeof findings !== "object" || findings === null) return []
  if ("mannWhitney" in findings) return Option.toArray(decode(findings))
  return Object.values(findings).flatMap(comparisonsIn)
}
