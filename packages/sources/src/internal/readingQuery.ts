import { literal } from "./sql.ts"

/** Options of DuckDB's `read_csv`, as SQL. */
export type ReadOptions = Readonly<Record<string, string>>

/** What every query names, so that neither types nor delimiter are guessed from a sample. */
export const plainOptions = (delimiter: string): ReadOptions => ({
  delim: literal(delimiter),
  header: "true",
  all_varchar: "true"
})

/** `select * from read_csv('x.csv', skip = 1)` */
export const readingQuery = (path: string, options: ReadOptions) =>
  `select * from read_csv(${[literal(path), ...Object.entries(options).map(([name, value]) => `${name} = ${value}`)].join(", ")})`

/** A query as a line of the configuration, which holds in a block and between braces. */
export const asSetting = (query: string) => `from: ${JSON.stringify(query)}`

/** The query in a text that {@link asSetting} wrote. */
export const queryIn = (text: string): string | undefined => {
  const written = /from: ("(?:[^"\\]|\\.)*")/u.exec(text)?.[1]
  return written === undefined ? undefined : JSON.parse(written)
}
