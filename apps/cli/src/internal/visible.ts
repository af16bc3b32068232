/** What a terminal would obey rather than show: control characters but line ends and tabs, and marks that turn the direction of text. */
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text with what a terminal would obey written as its code point, `\u001b`, which JSON reads as the same character. */
export const visible = (text: string): string =>
  text.replaceAll(obeyed, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`)
