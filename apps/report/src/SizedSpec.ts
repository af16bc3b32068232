/** Charts as wide as their place, of names that Vega can draw. */
import type { Spec } from "@fairward/charts/Theme"

/** A single view that does not say how wide it is becomes `width` pixels wide, axes included. */
export const sized = (spec: Spec, width: number): Spec => {
  const named = withDrawableNames(spec) as Spec
  return ("mark" in named || "layer" in named) && !("width" in named)
    ? { ...named, width: Math.floor(width), autosize: { type: "fit-x", contains: "padding" } }
    : named
}

/** Vega and Vega-Lite keep what belongs to a name in plain objects, in which `__proto__` or `toString` stand for something else. */
const isReserved = (value: unknown): value is string => typeof value === "string" && value in Object.prototype

const withDrawableNames = (value: unknown): unknown => {
  if (isReserved(value)) return `${value}\u00a0`
  if (typeof value !== "object" || value === null || !holdsReserved(value)) return value
  return Array.isArray(value)
    ? value.map(withDrawableNames)
    : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withDrawableNames(one)]))
}

const holdsReserved = (value: unknown): boolean =>
  isReserved(value) || (typeof value === "object" && value !== null && Object.values(value).some(holdsReserved))
