import { config, type Spec } from "@fairward/charts/Theme"
import * as vega from "vega"
import { type Config, compile, type TopLevelSpec } from "vega-lite"

/** Collects what Vega and Vega-Lite have to say, in place of printing it. */
const collecting = (said: Array<string>): vega.LoggerInterface => {
  const collect = (...parts: ReadonlyArray<unknown>) => {
    said.push(parts.map(String).join(" "))
    return logger
  }
  const logger: vega.LoggerInterface = {
    level: ((level?: number) => (level === undefined ? vega.Warn : logger)) as vega.LoggerInterface["level"],
    error: collect,
    warn: collect,
    info: () => logger,
    debug: () => logger
  }
  return logger
}

const addresses = (part: unknown): ReadonlyArray<string> => {
  if (typeof part !== "object" || part === null) return []
  return Object.entries(part).flatMap(([key, value]) =>
    key === "url" && typeof value === "string" ? [value] : addresses(value)
  )
}

/** What is wrong with a specification as a report would draw it; nothing when it compiles and draws without a word. */
export const drawingProblems = async (spec: Spec): Promise<ReadonlyArray<string>> => {
  const fetched = addresses(spec)
  if (fetched.length > 0) return fetched.map((url) => `it would fetch ${url}: put data into the specification`)
  const said: Array<string> = []
  const logger = collecting(said)
  try {
    const compiled = compile(spec as unknown as TopLevelSpec, { config: config as Config, logger })
    const view = new vega.View(vega.parse(compiled.spec, undefined, { logger } as never), { renderer: "none", logger })
    await view.toSVG()
    view.finalize()
  } catch (cause) {
    said.push(`it cannot be drawn: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  return [...new Set(said)]
}
