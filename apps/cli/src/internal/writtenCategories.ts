import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from "yaml"

type Data = Record<string, unknown>

const isData = (value: unknown): value is Data => typeof value === "object" && value !== null && !Array.isArray(value)

/** A value as the file spells it: `007`, `1.50` and `NULL` are not 7, 1.5 and nothing. */
const spelled = (node: unknown): string =>
  !isScalar(node) ? String(node) : typeof node.value === "string" ? node.value : (node.source ?? String(node.value))

/**
 * The document's content, with the categories of its groupings spelled and ordered as in the file.
 *
 * An object of JavaScript puts keys that are whole numbers first, in ascending order: categories of codes, such as
 * `{2: Female, 1: Male}`, become a list of their own then.
 */
export const withWrittenCategories = (document: Document, content: unknown): unknown => {
  if (!isData(content) || !isData(content.groupings)) return content
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node)
  const entries = (node: unknown) =>
    isMap(node) ? node.items.map(({ key, value }) => [spelled(resolved(key)), resolved(value)] as const) : []
  const plain = (node: unknown): unknown => (isScalar(node) ? node.value : (node as Node | null)?.toJS(document))
  const written = (node: unknown, parsed: unknown): unknown => {
    if (isMap(node)) {
      const values = entries(node)
      const isKept = isData(parsed) && Object.keys(parsed).every((key, i) => key === values[i]?.[0])
      return isKept ? parsed : values.map(([value, label]) => ({ [value]: plain(label) }))
    }
    if (!isSeq(node)) return parsed
    return node.items.map(resolved).flatMap((item) => {
      if (isMap(item)) return written(item, plain(item))
      return isScalar(item) ? [spelled(item)] : [plain(item)]
    })
  }
  const groupings = entries(document.contents).find(([name]) => name === "groupings")?.[1]
  return {
    ...content,
    groupings: Object.fromEntries(
      entries(groupings).map(([id, grouping]) => {
        const parsed = (content.groupings as Data)[id]
        const own = entries(grouping).find(([name]) => name === "categories")
        return [
          id,
          isData(parsed) && own !== undefined ? { ...parsed, categories: written(own[1], parsed.categories) } : parsed
        ]
      })
    )
  }
}
