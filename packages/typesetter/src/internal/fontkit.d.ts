declare module "fontkit" {
  export interface Glyph {
    readonly id: number
    readonly advanceWidth: number
  }
  export interface GlyphRun {
    readonly advanceWidth: number
  }
  export interface Font {
    readonly unitsPerEm: number
    readonly ascent: number
    readonly descent: number
    readonly characterSet: ReadonlyArray<number>
    glyphForCodePoint(codePoint: number): Glyph
    hasGlyphForCodePoint(codePoint: number): boolean
    layout(text: string): GlyphRun
  }
  export function openSync(path: string): Font
}
