import { Effect } from "effect"
import type { Check } from "../Check.ts"
import { comparisonsIn } from "../internal/comparisonsIn.ts"

const declared: Check = {
  name: "names what it compares",
  problems: Effect.fnUntraced(function* ({ base, outcome, stage }) {
    const ended = yield* outcome(base)
    if (ended._tag !== "Done") return []
    const measures = yield* Effect.orDie(stage.measured(ended.findings))
    const known = new Map(measures.map((measure) => [measure.id, measure]))
    const compared = new Map(comparisonsIn(ended.findings).map(({ metric, sense }) => [metric, sense]))
    return [
      ...measures
        .filter(({ id }, i) => measures.findIndex((one) => one.id === id) !== i)
        .map(({ id }) => `Two of its measures have the id "${id}"`),
      ...[...compared].flatMap(([metric, sense]) => {
        const measure = known.get(metric)
        if (measure === undefined) {
          return [
            `It compares "${metric}", which \`measures\` does not name: say its title, sense, unit and harm there`
          ]
        }
        return measure.sense === sense
          ? []
          : [`"${metric}" is compared as one of which ${sense} is better, but \`measures\` says ${measure.sense}`]
      })
    ]
  })
}

export const comparisonChecks: ReadonlyArray<Check> = [declared]
