const most = 3

const text = (value: unknown): string => {
  const written = JSON.stringify(value) ?? String(value)
  return written.length > 60 ? `${written.slice(0, 60)}...` : written
}

const isNear = (a: number, b: number, tolerance: number): boolean =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))

/**
 * Where two JSON values differ, the first few places.
 *
 * @param tolerance numbers a and b count as equal when |a - b| <= tolerance max(1, |a|, |b|); exactly equal when absent
 */
export const differences = (a: unknown, b: unknown, tolerance = 0): ReadonlyArray<string> => {
  const found: Array<string> = []
  const compare = (left: unknown, right: unknown, path: string): void => {
    if (found.length >= most || Object.is(left, right)) return
    if (typeof left === "number" && typeof right === "number" && isNear(left, right, tolerance)) return
    if (typeof left === "object" && typeof right === "object" && left !== null && right !== null) {
      const [before, after] = [left, right] as ReadonlyArray<Readonly<Record<string, unknown>>>
      if (Array.isArray(left) === Array.isArray(right)) {
        for (const key of new Set([...Object.keys(before!), ...Object.keys(after!)])) {
          compare(before![key], after![key], path === "" ? key : `${path}.${key}`)
        }
        return
      }
    }
    found.push(`${path === "" ? "the value" : path} is ${text(left)} and then ${text(right)}`)
  }
  compare(a, b, "")
  return found
}
