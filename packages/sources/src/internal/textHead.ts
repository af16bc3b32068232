/** The names of a text file's columns, and how they are written. */
export interface TextHead {
  readonly delimiter: string
  readonly names: ReadonlyArray<string>
  /** Empty lines above the names. */
  readonly skip: number
  /** The first lines, the names' included. */
  readonly lines: ReadonlyArray<string>
}

const delimiters = [",", ";", "\t", "|"]

/** The fields of the record at the beginning of a text; quoted ones may hold delimiters, doubled quotes and line ends. */
export const fieldsOf = (text: string, delimiter: string): ReadonlyArray<string> => {
  const fields: Array<string> = []
  let position = 0
  for (;;) {
    if (text[position] === '"') {
      let end = position + 1
      while (end < text.length && (text[end] !== '"' || text[end + 1] === '"')) end += text[end] === '"' ? 2 : 1
      const rest = /^[^\r\n]*/.exec(text.slice(end + 1))![0]
      const after = rest.indexOf(delimiter)
      const tail = after < 0 ? rest : rest.slice(0, after)
      fields.push(text.slice(position + 1, end).replaceAll('""', '"') + tail)
      position = end + 1 + tail.length
    } else {
      const rest = /^[^\r\n]*/.exec(text.slice(position))![0]
      const after = rest.indexOf(delimiter)
      const field = after < 0 ? rest : rest.slice(0, after)
      fields.push(field)
      position += field.length
    }
    if (text[position] !== delimiter) return fields
    position++
  }
}

/**
 * The delimiter of a line of names: that which yields most of the names that are looked for; among equals, that which
 * stands most often outside of quotes.
 *
 * A guess from the rows below would change with the rows: one of another length makes it another delimiter.
 */
export const delimiterOf = (line: string, wanted: ReadonlyArray<string>) => {
  const bare = line.replaceAll(/"[^"]*"/g, "")
  const merit = delimiters.map((delimiter) => {
    const times = bare.split(delimiter).length
    const names = new Set(times > 1 ? fieldsOf(line, delimiter) : [])
    return { delimiter, times, found: wanted.filter((name) => names.has(name)).length }
  })
  return merit.reduce((best, next) =>
    next.found > best.found || (next.found === best.found && next.times > best.times) ? next : best
  ).delimiter
}

const lineEnd = /\r\n|\n|\r/

/** The names of the columns from the beginning of a file's text. */
export const textHead = (beginning: string, wanted: ReadonlyArray<string>): TextHead => {
  const text = beginning.replace(/^\uFEFF/, "")
  const blank = /^(?:[ \t]*(?:\r\n|\n|\r))*/.exec(text)![0]
  const body = text.slice(blank.length)
  const lines = body.split(lineEnd, 200)
  const delimiter = delimiterOf(lines[0]!, wanted)
  return { delimiter, names: fieldsOf(body, delimiter), skip: blank.split(lineEnd).length - 1, lines }
}
