/**
 * Charts as wide as their place.
 *
 * @since 0.1.0
 */
import type { Spec } from "@fairward/charts/Theme"

/** A single view that does not say how wide it is becomes `width` pixels wide, axes included. */
export const sized = (spec: Spec, width: number): Spec =>
  ("mark" in spec || "layer" in spec) && !("width" in spec)
    ? { ...spec, width: Math.floor(width), autosize: { type: "fit-x", contains: "padding" } }
    : spec
