import { closest, distance } from "fastest-levenshtein"

/** `: did you mean "x"?` when a known name is near, else the list of known names; "" when there is none. */
export const nearestName = (name: string, known: ReadonlyArray<string>): string => {
  if (known.length === 0) return ""
  const nearest = closest(
    name.toLowerCase(),
    known.map((candidate) => candidate.toLowerCase())
  )
  const match = known.find((candidate) => candidate.toLowerCase() === nearest)!
  return distance(name.toLowerCase(), nearest) <= Math.max(2, name.length / 3)
    ? `: did you mean "${match}"?`
    : `; known: ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", ..." : ""}`
}
