/** Texts that people wrote, as far as there is room for them. */

/** On one line: what parts lines and columns is a space. */
export const onOneLine = (words: string): string => words.replaceAll(/\s+/gu, " ").trim()

/** At most so many letters, cut between words and with an ellipsis where it is cut. */
export const shortened = (words: string, most: number): string => {
  const letters = [...words]
  if (letters.length <= most) return words
  const kept = letters.slice(0, most - 1).join("")
  const end = kept.lastIndexOf(" ")
  return `${(end > kept.length / 2 ? kept.slice(0, end) : kept).trimEnd()}…`
}
