/** Settings that the command line gives in place of those of the configuration: `--set threshold.value=0.3`. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, visit } from "yaml"
import { pairOf } from "./internal/settingNodes.ts"
import { takesOnlyText } from "./internal/takesOnlyText.ts"
import { visible } from "./internal/visible.ts"
import type { Problem } from "./Problem.ts"

export interface Override {
  /** As it was given, with the option. */
  readonly where: string
  readonly path: ReadonlyArray<string>
  /** As findings, log and report tell it. */
  readonly said: string
  /** The part of the path that the file had not; all of it where the setting was there. */
  readonly added: ReadonlyArray<string>
}

const segment = /"[^"]+"|[^."=\s][^."=]*/u
const grammar = new RegExp(`^((?:${segment.source})(?:\\.(?:${segment.source}))*)=(.*)$`, "su")

const shown = 80

/** Files and queries are told nowhere, whether the file names them or the command line. */
const isPrivate = ([first, second]: ReadonlyArray<string>): boolean =>
  first === "data" || (first === "report" && (second === "logo" || second === "fonts"))

/**
 * Puts settings into the document, in their order. What names no place in it, or is no value, is a problem; whether a
 * setting is known, and its value right, is seen when all is decoded.
 */
export const put = (
  document: Document,
  written: ReadonlyArray<string>
): { readonly overrides: ReadonlyArray<Override>; readonly problems: ReadonlyArray<Problem> } => {
  const overrides: Array<Override> = []
  const problems: Array<Problem> = []
  for (const text of written) {
    const where = `--set ${text.length > shown ? `${text.slice(0, shown - 4)} ...` : text}`
    const [, key, value] = grammar.exec(text) ?? []
    if (key === undefined || value === undefined) {
      problems.push({ where, message: "This names no setting and value.", fix: form })
      continue
    }
    const path = [...key.matchAll(new RegExp(segment, "gu"))].map(([name]) => name.replaceAll('"', ""))
    const node = readValue(path, value)
    const placed = "problem" in node ? node : place(document, path, node.node)
    if ("problem" in placed) problems.push({ where, ...placed.problem })
    else {
      const said = visible(isPrivate(path) ? key : `${key}=${value}`)
      overrides.push({ where, path, said, added: placed.added })
    }
  }
  return { overrides, problems }
}

const form =
  "Write a setting, = and a value, such as threshold.value=0.3; a name that holds a dot stands in double quotes: 'margins.\"time-gap.gap\"=0.1'"

type Unfit = { readonly problem: Pick<Problem, "message" | "fix"> }

/** The value as YAML has it, or as text where the setting takes nothing else. */
const readValue = (path: ReadonlyArray<string>, text: string): { readonly node: unknown } | Unfit => {
  const parsed = parseDocument(text, { logLevel: "error" })
  let aliases = 0
  visit(parsed, { Alias: () => void aliases++ })
  const isValue = parsed.errors.length === 0 && aliases === 0
  if (takesOnlyText(path)) {
    const isQuoted = isValue && isScalar(parsed.contents) && parsed.contents.type?.startsWith("QUOTE") === true
    return { node: parsed.createNode(isQuoted ? parsed.toJS() : text) }
  }
  return isValue
    ? { node: parsed.contents ?? parsed.createNode(null) }
    : {
        problem: { message: "The value is no YAML.", fix: `If it is a text, put it in quotes: ${JSON.stringify(text)}` }
      }
}

/** The document takes the node at the path, whose parts are made where they are not there. */
const place = (
  document: Document,
  path: ReadonlyArray<string>,
  node: unknown
): { readonly added: ReadonlyArray<string> } | Unfit => {
  let parent: unknown = document.contents
  for (const [i, key] of path.entries()) {
    const isLast = i === path.length - 1
    const added = path.slice(0, i + 1)
    const name = path.slice(0, i).join(".")
    if (isMap(parent)) {
      const pair = pairOf(parent, key)
      const child = pair === undefined ? undefined : own(document, pair.value)
      if (isLast || child === undefined) {
        const value = isLast ? node : nested(document, path.slice(i + 1), node)
        if (pair === undefined) parent.add(document.createPair(key, value))
        else pair.value = value
        return { added }
      }
      pair!.value = child
      parent = child
    } else if (isSeq(parent)) {
      const { items } = parent
      const index = /^\d+$/u.test(key) ? Number(key) : items.length + 1
      if (index > items.length) {
        return {
          problem: {
            message: `${name} is a list of ${items.length}, and has no place "${key}".`,
            fix: `Name a place from 0 to ${items.length}, the last of which adds to it, or the whole list: ${name}=[...]`
          }
        }
      }
      const child = own(document, items[index])
      if (isLast || child === undefined) {
        items[index] = isLast ? node : nested(document, path.slice(i + 1), node)
        return { added }
      }
      items[index] = child
      parent = child
    } else {
      const whole = `${name}={${path.slice(i).join(": {")}: ...${"}".repeat(path.length - i)}`
      return {
        problem: { message: `${name} is one value in the file, and holds no "${key}".`, fix: `Replace it: ${whole}` }
      }
    }
  }
  return { added: path }
}

/** What stands for another is written out before a part of it changes, and nothing is nothing. */
const own = (document: Document, value: unknown): unknown => {
  const resolved = isAlias(value) ? (value.resolve(document)?.clone() as Node | undefined) : value
  if (isAlias(value) && resolved !== undefined && typeof resolved === "object") {
    delete (resolved as { anchor?: string }).anchor
  }
  return resolved === null || (isScalar(resolved) && resolved.value === null) ? undefined : resolved
}

const nested = (document: Document, path: ReadonlyArray<string>, node: unknown): Node =>
  path.reduceRight<Node>((inner, key) => {
    const map = document.createNode({})
    map.add(document.createPair(key, inner))
    return map
  }, node as Node)

/** The override that a problem at a path is of, if it is of one. */
export const overrideAt = (overrides: ReadonlyArray<Override>, path: ReadonlyArray<string>): Override | undefined =>
  overrides.findLast(({ added }) => added.length <= path.length && added.every((key, i) => key === path[i]))
