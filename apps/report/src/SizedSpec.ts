/**
 * Charts as wide as their place, of names that Vega can draw.
 *
 * @since 0.1.0
 */
import type { Spec } from "@fairward/charts/Theme"

/** A single view that does not say how wide it is becomes `width` pixels wide, axes included. */
export const sized = (spec: Spec, width: number): Spec => {
  const named = withDrawableNames(spec) as Spec
  return ("mark" in named || "layer" in named) && !("width" in named)
    ? { ...named, width: Math.floor(width), autosize: { type: "fit-x", contains: "padding" } }
    : named
}

/** Vega keeps the marks of a name in a plain object, in which this one stands for something else. */
const reserved = "__proto__"
const drawable = `${reserved}\u00a0`

const withDrawableNames = (value: unknown): unknown => {
  if (value === reserved) return drawable
  if (typeof value !== "object" || value === null || !holdsReserved(value)) return value
  return Array.isArray(value)
    ? value.map(withDrawableNames)
    : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withDrawableNames(one)]))
}

const holdsReserved = (value: unknown): boolean =>
  value === reserved || (typeof value === "object" && value !== null && Object.values(value).some(holdsReserved))
