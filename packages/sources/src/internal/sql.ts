/** A text literal. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

/** A quoted identifier. */
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
