/** Files of tables that are cut off, mixed up, or of another kind than their name says. */
import { gzipSync } from "node:zlib"
import { base, csvOf, type Files, filesOf, jsonOf, type Table, withSetting } from "../Project.ts"
import type { Trial } from "../Trial.ts"

type Broken = (text: string, table: Table) => string | Uint8Array

const lines = (text: string) => text.split("\n")
const at = (text: string, number: number, line: (before: string) => string) =>
  lines(text)
    .map((before, i) => (i === number ? line(before) : before))
    .join("\n")

const inPlace: Readonly<Record<string, Broken>> = {
  empty: () => "",
  "one line end": () => "\n",
  "only the header": (text) => `${lines(text)[0]}\n`,
  "one row": (text) => `${lines(text).slice(0, 2).join("\n")}\n`,
  "no header": (text) => lines(text).slice(1).join("\n"),
  "cut in the middle of a row": (text) => text.slice(0, text.length / 2),
  "a row too short": (text) => at(text, 3, (row) => row.slice(0, row.indexOf(","))),
  "a row too long": (text) => at(text, 3, (row) => `${row},1,2,3`),
  "an empty row": (text) => at(text, 3, () => ""),
  "a quote without end": (text) => at(text, 3, (row) => `"${row}`),
  "a total row": (text) => `${text}Total,99,99\n`,
  comments: (text) => `# exported on Monday\n# by us\n${text}`,
  "two headers": (text) => `${lines(text)[0]}\n${text}`,
  "a header with blanks": (text) => at(text, 0, (row) => row.replaceAll(",", " , ")),
  "a header in capitals": (text) => at(text, 0, (row) => row.toUpperCase()),
  "a column twice": (text) => at(text, 0, (row) => row.replace(/,[^,]*$/u, ",pid")),
  "columns without names": (text) => at(text, 0, (row) => row.replace(/[a-z]+/gu, "")),
  "NUL bytes": (text) => at(text, 3, (row) => `${row}\u0000`),
  "UTF-16": (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
  "UTF-16 without a mark": (text) => Buffer.from(text, "utf16le"),
  "Latin-1": (text) =>
    Buffer.from(
      at(text, 3, (row) => `ü${row}`),
      "latin1"
    ),
  gzip: (text) => gzipSync(text),
  "a parquet file, or its beginning": () => Buffer.from("PAR1\u0000\u0000PAR1"),
  "random bytes": () => Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * i * 31 + 7) % 256)),
  HTML: () => "<!doctype html><html><body>Please log in</body></html>",
  "every row twice": (text) => text + lines(text).slice(1).join("\n"),
  "rows backwards": (text) => [lines(text)[0], ...lines(text).slice(1, -1).reverse(), ""].join("\n"),
  "decimal commas": (_, table) => csvOf(table, ";").replaceAll(".", ","),
  "old line ends": (text) => text.replaceAll("\n", "\r"),
  "500 more columns": (_, { columns, rows }) =>
    csvOf({
      columns: [...columns, ...Array.from({ length: 500 }, (_, i) => `c${i}`)],
      rows: rows.map((row) => [...row, ...Array(500).fill(1)])
    })
}

const otherwise: Readonly<Record<string, (table: string, content: Table) => Files>> = {
  "is not there": () => ({}),
  "is a folder": (table) => ({ [`${table}.csv/x`]: "" }),
  "is a truncated gzip": (table, content) => ({ [`${table}.csv.gz`]: gzipSync(csvOf(content)).subarray(0, 60) }),
  "is JSON": (table, content) => ({ [`${table}.json`]: jsonOf(content) }),
  "is JSON cut off": (table, content) => ({ [`${table}.json`]: jsonOf(content).slice(0, 200) }),
  "is JSON of one row": (table) => ({ [`${table}.json`]: '{"pid": 1}' }),
  "is JSON, nested": (table) => ({ [`${table}.json`]: '[{"pid": {"a": [1, {"b": 2}]}}]' }),
  "is parquet that is none": (table, content) => ({ [`${table}.parquet`]: csvOf(content) }),
  "is a spreadsheet": (table) => ({ [`${table}.xlsx`]: Buffer.from("PK\u0003\u0004 no sheet") }),
  "has an odd name": (table, content) => ({ [`${table} 'x" [1] ü;--.csv`]: csvOf(content) }),
  "has a name with escapes": (table, content) => ({ [`${table}\u001b[2J\u0007.csv`]: csvOf(content) }),
  "is called by a query": (table, content) => ({ [`${table}.csv`]: csvOf(content) })
}

const fromOf = (table: string, files: Files) => Object.keys(files)[0]?.split("/")[0] ?? `${table}.csv`

export const tableFiles: ReadonlyArray<Omit<Trial, "family">> = Object.entries(base.tables).flatMap(
  ([table, content]) => [
    ...Object.entries(inPlace).map(([name, broken]) => ({
      name: `${table}: ${name}`,
      files: { ...filesOf(base), [`${table}.csv`]: broken(csvOf(content), content) }
    })),
    ...Object.entries(otherwise).map(([name, make]) => {
      const own = make(table, content)
      const { [`${table}.csv`]: _, ...others } = filesOf(
        withSetting(
          base,
          ["data", table, "from"],
          name.endsWith("query") ? `select * from '${table}.csv' where 1=1` : fromOf(table, own)
        )
      )
      return { name: `${table} ${name}`, files: { ...others, ...own } }
    })
  ]
)
