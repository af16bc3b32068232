/**
 * The accent colour, if a text in it can be read.
 *
 * @since 0.1.0
 */

/** The theme's own. */
export const defaultAccent = "#0B3C5D"

/** The least contrast of text with its ground; WCAG 2.2, success criterion 1.4.3. */
export const leastContrast = 4.5

/**
 * Contrast of a colour with white, from 1 (white) to 21 (black), as WCAG 2.2 defines it.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export const contrastWithWhite = (color: string): number => {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.2126 * red! + 0.7152 * green! + 0.0722 * blue! + 0.05)
}

/** The wished accent, a `#rrggbb`; the theme's own when there is none or text in it would be too pale on white. */
export const accentOf = (wished: string | undefined): string =>
  wished !== undefined && /^#[0-9a-f]{6}$/i.test(wished) && contrastWithWhite(wished) >= leastContrast
    ? wished
    : defaultAccent
