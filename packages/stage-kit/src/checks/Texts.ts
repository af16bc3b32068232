import { Effect } from "effect"
import type { Check } from "../Check.ts"
import * as Fixture from "../Fixture.ts"
import { namesOfData } from "./Glossary.ts"

interface Word {
  readonly path: string
  readonly text: string
  readonly isKey: boolean
}

/** Every text among findings, and every name of a field, with where it stands. */
const wordsIn = (value: unknown, path = ""): ReadonlyArray<Word> => {
  if (typeof value === "string") return [{ path, text: value, isKey: false }]
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(Array.isArray(value) ? [] : [{ path, text: key, isKey: true }]),
    ...wordsIn(inner, path === "" ? key : `${path}.${key}`)
  ])
}

const most = 3

/** Ids as no other text is. */
const marked = (id: string) => `patient ${id} of the suite`

const ids: Check = {
  name: "stores no patient's id",
  problems: Effect.fnUntraced(function* ({ base, settings, stage }) {
    const { patients } = base.dataset
    const dataset = { ...base.dataset, patients: { ...patients, ids: patients.ids.map(marked) } }
    const ended = yield* Fixture.run(stage, settings.options, { ...base, dataset })
    if (ended._tag !== "Done") return []
    return wordsIn(ended.findings)
      .filter(({ text }) => /patient .+ of the suite/u.test(text))
      .slice(0, most)
      .map(({ path, text }) => `Findings hold the id "${text}"${path === "" ? "" : ` in ${path}`}: they are shared`)
  })
}

const number = /^[-+−]?(\d{1,3}(,\d{3})+|\d+)([.,]\d+)?(e[-+]?\d+)?\s*%?$/iu

const texts: Check = {
  name: "stores numbers as numbers",
  problems: Effect.fnUntraced(function* ({ base, outcome }) {
    const ended = yield* outcome(base)
    if (ended._tag !== "Done") return []
    const { attributes } = base.dataset.patients
    const values = attributes.columnNames().flatMap((name) => Array.from(attributes.array(name), String))
    const names = new Set([...namesOfData({ base }), ...values])
    return wordsIn(ended.findings)
      .filter(({ isKey, text }) => !isKey && number.test(text.trim()) && !names.has(text))
      .slice(0, most)
      .map(({ path, text }) => `${path} is the text "${text}": store the number, and let the report write it`)
  })
}

export const textChecks: ReadonlyArray<Check> = [ids, texts]
