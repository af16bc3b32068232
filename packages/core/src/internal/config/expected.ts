import { Array as Arr, Formatter, SchemaAST, SchemaIssue } from "effect"
import * as Names from "../../Names.ts"

/** The values that a setting may have, where these can be listed. */
const allowed = (ast: SchemaAST.AST): ReadonlyArray<string> | undefined => {
  if (ast._tag === "Literal") return [String(ast.literal)]
  if (ast._tag !== "Union") return undefined
  const parts = ast.types.map(allowed)
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

const longest = 80

const clipped = (text: string) => (text.length > longest ? `${text.slice(0, longest - 4)} ...` : text)

const kinds: Partial<Record<SchemaAST.AST["_tag"], string>> = {
  String: "a text",
  Number: "a number",
  Boolean: "true or false",
  Arrays: "a list",
  Objects: "settings, each a name and a value"
}

/** What a setting may be, a word or two for each alternative; none where that has no plain words. */
const kindsOf = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  if (ast._tag !== "Union") return allowed(ast) ?? [kinds[ast._tag] ?? []].flat()
  return [...new Set(ast.types.flatMap((part) => kindsOf(part)))]
}

/** Of settings of which one must be given, how it is given. */
const remedyOf = (ast: SchemaAST.AST, input: unknown): string => {
  if (!SchemaAST.isObjects(ast) || typeof input === "object") return ""
  const required = ast.propertySignatures.filter(({ type }) => !SchemaAST.isOptional(type))
  return required.length === 1 ? `: write { ${String(required[0]!.name)}: ${Formatter.format(input)} }` : ""
}

/** Why a value is of none of the kinds that a setting may be, with the nearest of the values where these can be listed. */
export const expected = (issue: SchemaIssue.InvalidType): string => {
  const kinds = kindsOf(issue.ast)
  if (kinds.length === 0 || issue.ast.annotations?.message !== undefined) return SchemaIssue.defaultLeafHook(issue)
  if (!SchemaIssue.hasInput(issue)) return `Expected ${Names.either(kinds)}`
  const { input } = issue
  const values = allowed(issue.ast)
  return typeof input === "string" && values !== undefined
    ? Names.expected(input, values)
    : `Expected ${Names.either(kinds)}, got ${clipped(Formatter.format(input))}${remedyOf(issue.ast, input)}`
}

/** The same with a union of which no member was tried as a value of no kind, which says what is allowed. */
export const withUnions = (issue: SchemaIssue.Issue): SchemaIssue.Issue => {
  switch (issue._tag) {
    case "Pointer":
      return new SchemaIssue.Pointer(issue.path, withUnions(issue.issue))
    case "Encoding":
      return new SchemaIssue.Encoding(issue.ast, withUnions(issue.issue))
    case "Composite":
      return new SchemaIssue.Composite(issue.ast, Arr.map(issue.issues, withUnions))
    case "AnyOf":
      return issue.issues.length > 0
        ? new SchemaIssue.AnyOf(issue.ast, issue.issues.map(withUnions))
        : SchemaIssue.hasInput(issue)
          ? new SchemaIssue.InvalidType(issue.ast, issue.input, { reportInput: true })
          : new SchemaIssue.InvalidType(issue.ast)
    default:
      return issue
  }
}
