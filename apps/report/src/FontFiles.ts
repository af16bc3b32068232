/** Fonts that a user names for scripts that the built-in one lacks. */
import { fonts, isFont } from "@fairward/typesetter/Fonts"
import { missingIn } from "./Glyphs.ts"

export { isFont }

/** Of some texts those that neither the built-in font nor these can draw whole, in their order. */
export const undrawable = (
  texts: ReadonlyArray<string>,
  fontFiles: ReadonlyArray<Uint8Array>
): ReadonlyArray<string> => {
  const loaded = fonts(fontFiles)
  return texts.filter((text) => missingIn(text, loaded).length > 0)
}
