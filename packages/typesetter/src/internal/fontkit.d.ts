declare module "fontkit" {
  export interface Glyph {
    readonly id: number
    readonly advanceWidth: number
  }
  export interface GlyphRun {
    readonly glyphs: ReadonlyArray<{ readonly codePoints: ReadonlyArray<number> }>
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
  export interface Collection {
    readonly fonts: ReadonlyArray<Font>
  }
  export function create(content: Uint8Array): Font | Collection
  export function openSync(path: string): Font
}
