/** What a terminal would obey rather than show: control characters but line ends and tabs, and marks that turn the direction of text. */
const obeyed = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu

/** A text with what a terminal would obey written as its code point, `\u001b`, which JSON reads as the same character. */
export const visible = (text: string): string =>
  text.replaceAll(obeyed, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`)
