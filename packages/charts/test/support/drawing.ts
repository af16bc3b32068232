import * as vega from "vega"
import { type Config, compile, type TopLevelSpec } from "vega-lite"
import { Theme } from "../../src/index.ts"

/** Without a canvas Vega takes every letter for 0.8 em wide; condensed letters are 0.53 on average. */
const { textMetrics } = vega as unknown as {
  textMetrics: { width: (item: { fontSize: number }, text: string) => number }
}
textMetrics.width = (item, text) => String(text).length * 0.53 * item.fontSize

/** A specification as the report draws it. */
export const svg = (spec: Theme.Spec): Promise<string> => {
  const compiled = compile(spec as unknown as TopLevelSpec, {
    config: Theme.config as Config,
    logger: vega.logger(vega.None)
  })
  return new vega.View(vega.parse(compiled.spec), { renderer: "none", logger: vega.logger(vega.None) }).toSVG()
}

/** The texts of a drawing, in its order. */
export const texts = (drawn: string): ReadonlyArray<string> =>
  [...drawn.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text]) => text!.replaceAll("&lt;", "<"))

/** Height of a specification when it is drawn. */
export const heightOf = async (spec: Theme.Spec): Promise<number> =>
  Number(/<svg[^>]* height="([\d.]+)"/.exec(await svg(spec))![1])
