/** The parts of a configuration's text: where each setting stands in it. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml"

/** The pair of a map with this key, which may be a number in the file. */
export const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find(({ key: own }) => (isScalar(own) ? String(own.value) : String(own)) === key)

/** Where the deepest setting on the path begins, or the document when not even the first is there. */
export const offsetOf = (document: Document, path: ReadonlyArray<string>): number => {
  let offset = document.contents?.range?.[0] ?? 0
  let node: unknown = document.contents
  for (const part of path) {
    const resolved: Node | undefined | null | unknown = isAlias(node) ? node.resolve(document) : node
    if (isMap(resolved)) {
      const pair = pairOf(resolved, part)
      if (pair === undefined) return offset
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(resolved)) {
      node = resolved.items[Number(part)]
      if (node === undefined) return offset
      offset = (node as Node).range?.[0] ?? offset
    } else return offset
  }
  return offset
}
