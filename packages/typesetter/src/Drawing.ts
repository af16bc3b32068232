/**
 * A drawing: vectors and text, in the order in which they are painted. It is plain data, and can be put on a page any
 * number of times, at any scale.
 */
import type { Face } from "./Fonts.ts"

export interface Gradient {
  readonly kind: "linear" | "radial"
  /** x0, y0, x1, y1; of a radial one x0, y0, r0, x1, y1, r1. */
  readonly at: ReadonlyArray<number>
  readonly stops: Array<readonly [offset: number, colour: string]>
}

export type Paint = string | Gradient

/**
 * Operators as in PDF, a letter each of m, l, c and h, and the coordinates of all of them, which no later transformation
 * moves: two of m and l, six of c.
 */
export interface Path {
  readonly operators: string
  readonly coordinates: ReadonlyArray<number>
}

export type Command =
  | readonly ["save"]
  | readonly ["restore"]
  | readonly ["clip", Path]
  | readonly ["fill", Path, Paint, opacity: number]
  | readonly ["stroke", Path, string, opacity: number, Stroke]
  | readonly ["text", string, x: number, y: number, TextLook]

export interface Stroke {
  readonly width: number
  readonly dash: ReadonlyArray<number>
  readonly offset: number
  readonly cap: string
  readonly join: string
  readonly miter: number
}

export interface TextLook {
  readonly size: number
  readonly face: Face
  readonly align: "left" | "center" | "right"
  /** Clockwise, in radians. */
  readonly angle: number
  readonly color: string
  readonly opacity: number
}

export interface Drawing {
  readonly commands: ReadonlyArray<Command>
  /** Natural size in pixels, which are points at a scale of one. */
  readonly width: number
  readonly height: number
}
