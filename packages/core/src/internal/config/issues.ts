/** What is wrong with a configuration, in words. */
import { Schema, SchemaIssue } from "effect"
import * as Names from "../../Names.ts"
import { expected, withUnions } from "./expected.ts"

/** One thing wrong with a configuration, and where. */
export interface ConfigIssue {
  readonly path: ReadonlyArray<PropertyKey>
  readonly message: string
}

/** The configuration cannot be used. All that is wrong with it is in `issues`. */
export class ConfigError extends Schema.TaggedError<ConfigError>()("ConfigError", {
  issues: Schema.Array(Schema.Struct({ path: Schema.Array(Schema.String), message: Schema.String }))
}) {
  override get message() {
    return this.issues
      .map(({ message, path }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
      .join("\n")
  }
}

const unexpected = "\u0000"

const formatIssues = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    if (issue._tag === "MissingKey") return "Required, but missing"
    if (issue._tag === "InvalidType") return expected(issue)
    if (issue._tag !== "UnexpectedKey") return SchemaIssue.defaultLeafHook(issue)
    const known = issue.ast._tag === "Objects" ? issue.ast.propertySignatures.map(({ name }) => String(name)) : []
    return unexpected + known.join(unexpected)
  }
})

/** The issues of a failed decoding, with the nearest valid name for each unknown setting. */
export const configIssues = (issue: SchemaIssue.Issue): ReadonlyArray<ConfigIssue> =>
  formatIssues(withUnions(issue)).issues.map(({ message, path = [] }) => {
    const keys = path.map((part) => (typeof part === "object" ? part.key : part))
    if (!message.startsWith(unexpected)) return { path: keys, message }
    const known = message.slice(1).split(unexpected)
    const name = String(keys.at(-1))
    return { path: keys, message: `Unknown setting "${name}"${Names.suggestion(name, known)}` }
  })
