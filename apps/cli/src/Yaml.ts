/**
 * The text of a configuration, YAML or JSON: what it says, where each part of it stands, and in plain words why it says
 * nothing.
 */
import { sizeText } from "@fairward/core/Sizes"
import { Effect } from "effect"
import { type Document, isCollection, isMap, isScalar, LineCounter, parseDocument, visit, type YAMLError } from "yaml"
import { failOnProblems, InputError, type Problem } from "./Problem.ts"

export interface Yaml {
  readonly document: Document
  /** The content as plain values. */
  readonly content: unknown
  /** `fairward.yaml:12:5` of an offset in the text. */
  readonly at: (offset: number) => string
}

const largestBytes = 1_000_000
const mostAliases = 100
const deepest = 100

/** Parses a configuration. Fails with everything that is wrong with its text. */
export const parse = Effect.fn("Yaml.parse")(function* (
  name: string,
  bytes: Uint8Array
): Effect.fn.Return<Yaml, InputError> {
  const decoded = textOf(bytes)
  yield* failOnProblems(name, "message" in decoded ? [{ where: name, ...decoded }] : [])
  const text = "text" in decoded ? decoded.text : ""
  const lines = new LineCounter()
  const at = (offset: number) => {
    const { col, line } = lines.linePos(offset)
    return `${name}:${line}:${col}`
  }
  const beyond = offsetBeyond(text)
  if (beyond !== undefined) {
    const lines = text.slice(0, beyond).split("\n")
    yield* failOnProblems(name, [
      {
        where: `${name}:${lines.length}:${lines.at(-1)!.length + 1}`,
        message: `Settings are nested more than ${deepest} levels deep.`,
        fix: "No setting needs more than a handful of levels: look for an indentation that never ends."
      }
    ])
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
    uniqueKeys: isSameKey
  })
  const faults = [...document.errors, ...document.warnings].map((fault) => problemOf(fault, text, at))
  yield* failOnProblems(
    name,
    faults.filter((fault, i) => faults.findIndex(({ where }) => where === fault.where) === i)
  )
  yield* failOnProblems(name, [...emptiness(document, name, at), ...aliasProblems(document, at)])
  // The parser counts how often each value would be repeated, those within others too.
  const content: unknown = yield* Effect.try({
    try: () => document.toJS({ maxAliasCount: mostAliases }),
    catch: () =>
      new InputError({
        subject: name,
        problems: [
          {
            where: at(document.contents?.range?.[0] ?? 0),
            message: `Values that stand for others (*) are written out more than ${mostAliases} times.`,
            fix: "Write the settings themselves."
          }
        ]
      })
  })
  return { document, at, content }
})

/** Keys are compared as they are written: codes beyond 2^53, as categories may be, are one number and two codes. */
const isSameKey = (a: unknown, b: unknown): boolean =>
  a === b ||
  (isScalar(a) &&
    isScalar(b) &&
    (typeof a.value === "number" && typeof b.value === "number" ? a.source === b.source : a.value === b.value))

const utf8 = new TextDecoder("utf-8", { fatal: true })

type Decoded = { readonly text: string } | Pick<Problem, "message" | "fix">

const saveAsUtf8 = "Save the file as UTF-8 text in your editor."

/** UTF-8, or UTF-16 that says so, as YAML allows. */
const textOf = (bytes: Uint8Array): Decoded => {
  if (bytes.length > largestBytes) {
    return {
      message: `The file has ${sizeText(bytes.length)}, and a configuration at most ${sizeText(largestBytes)}.`,
      fix: "Name the file that says what to audit, not one of the data."
    }
  }
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes) }
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes) }
  const nul = bytes.indexOf(0)
  if (nul >= 0) {
    return {
      message:
        nul < 4
          ? "The file is UTF-16 or UTF-32 without a mark that says so."
          : "The file is no text: it holds NUL bytes.",
      fix: nul < 4 ? saveAsUtf8 : "Name a configuration, YAML or JSON."
    }
  }
  try {
    return { text: utf8.decode(bytes) }
  } catch {
    return { message: `The file is not UTF-8: ${firstInvalid(bytes)}.`, fix: saveAsUtf8 }
  }
}

/** The first line that is not UTF-8. */
const firstInvalid = (bytes: Uint8Array): string => {
  let start = 0
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start)
    const row = bytes.subarray(start, end < 0 ? bytes.length : end)
    const shown = new TextDecoder().decode(row)
    if (shown.includes("\uFFFD") || end < 0) return `line ${line}, ${JSON.stringify(shown.trim().slice(0, 60))}`
    start = end + 1
  }
}

/** Where brackets or indentation go deeper than any configuration, on which a parser would run out of stack. */
const offsetBeyond = (text: string): number | undefined => {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === "[" || character === "{") depth++
    else if (character === "]" || character === "}") depth = Math.max(0, depth - 1)
    if (depth > deepest) return i
  }
  let offset = 0
  for (const line of text.split("\n")) {
    const marks = /^(?:[ \t]*[-?] )*/u.exec(line)![0].replaceAll(/[ \t]/gu, "").length
    if (marks > deepest || line.search(/\S/u) > 4 * deepest) return offset
    offset += line.length + 1
  }
  return undefined
}

/** The line in which an offset lies. */
const lineAt = (text: string, offset: number): string => {
  const start = text.lastIndexOf("\n", Math.max(0, offset - 1)) + 1
  const end = text.indexOf("\n", start)
  return text.slice(start, end < 0 ? undefined : end)
}

const quoteIt = (value: string) => `Put it in quotes: ${JSON.stringify(value)}`

/** Each of the parser's complaints in words that say what to do. */
const problemOf = (
  { code, message, pos: [start] }: YAMLError,
  text: string,
  at: (offset: number) => string
): Problem => {
  const where = at(start)
  const line = lineAt(text, start)
  switch (code) {
    case "DUPLICATE_KEY": {
      const key = /^["']?([^"':,}\s]+)/u.exec(text.slice(start))?.[1] ?? line.trim()
      return { where, message: `"${key}" is written twice here.`, fix: "Keep one of them." }
    }
    case "MULTIPLE_DOCS":
      return {
        where,
        message: "A second document begins here, and a configuration is one.",
        fix: "Remove the line --- and what follows, or keep it in a file of its own."
      }
    case "TAB_AS_INDENT":
      return { where, message: "The line is indented by a tab.", fix: "Indent by spaces: YAML does not take tabs." }
    case "BAD_ALIAS":
    case "ALIAS_PROPS":
      return {
        where,
        message: "A value that begins with * or & means something of its own in YAML.",
        fix: quoteIt(/[*&][^\s,}\]]*/u.exec(text.slice(start))?.[0] ?? line.trim())
      }
    case "TAG_RESOLVE_FAILED":
      return {
        where,
        message: "A value that begins with ! is a tag in YAML, and a configuration knows none.",
        fix: "Leave the word with the ! away, or, if it is part of a text, put the whole text in quotes."
      }
    case "BAD_SCALAR_START":
      return {
        where,
        message: `A value cannot begin with ${text[start]} in YAML.`,
        fix: quoteIt(
          text
            .slice(start, start + 60)
            .split(/[\n,}\]]/u, 1)[0]!
            .trim()
        )
      }
    case "BAD_DQ_ESCAPE":
      return {
        where,
        message: "A backslash in double quotes begins an escape, and this is none.",
        fix: "Put the text in single quotes, such as 'C:\\data', or write two backslashes."
      }
    case "BAD_INDENT":
    case "BLOCK_IN_FLOW":
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return {
        where,
        message: `What is written here does not fit what stands before it: ${JSON.stringify(line.trim().slice(0, 80))}`,
        fix: "Indent settings of one block alike, put a space after each colon, and quote text that holds a colon."
      }
    case "MISSING_CHAR":
      return {
        where,
        message: `Something is not closed or has no colon: ${JSON.stringify(line.trim().slice(0, 80))}`,
        fix: "Look here and just before for a quote, a bracket or a brace without its other half, and for a setting without a colon."
      }
    case "RESOURCE_EXHAUSTION":
      return {
        where,
        message: "Settings are nested too deeply.",
        fix: "No setting needs more than a handful of levels."
      }
    default:
      return { where, message: `This is no YAML: ${message}` }
  }
}

const emptiness = (document: Document, name: string, at: (offset: number) => string): ReadonlyArray<Problem> => {
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    return [{ where: name, message: "The file is empty.", fix: "See one that works: fairward demo" }]
  }
  return isMap(contents)
    ? []
    : [
        {
          where: at(contents.range?.[0] ?? 0),
          message: `The file holds ${isCollection(contents) ? "a list" : "one value"}, and no settings.`,
          fix: "A configuration is lines of settings, such as title: My audit"
        }
      ]
}

/** Names after * that nothing has: what a glob without quotes looks like. */
const aliasProblems = (document: Document, at: (offset: number) => string): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return
      problems.push({
        where: at(alias.range?.[0] ?? 0),
        message: `In YAML a value that begins with * stands for another, and there is none called "${alias.source}".`,
        fix: quoteIt(`*${alias.source}`)
      })
    }
  })
  return problems
}
