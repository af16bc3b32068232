declare module "bidi-js" {
  export interface EmbeddingLevels {
    readonly levels: Uint8Array
  }
  export interface Bidi {
    getEmbeddingLevels(text: string, direction?: "ltr" | "rtl"): EmbeddingLevels
    getMirroredCharacter(character: string): string | null
  }
  export default function bidiFactory(): Bidi
}
