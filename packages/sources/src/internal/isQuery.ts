const reading = [
  "select",
  "with",
  "from",
  "values",
  "table",
  "pivot",
  "unpivot",
  "describe",
  "desc",
  "summarize",
  "show"
]

/** What statements that do more than read do, for messages. */
export const doing: Readonly<Record<string, string>> = {
  alter: "changes tables",
  analyze: "analyses tables",
  attach: "opens another database",
  begin: "begins a transaction",
  call: "calls a procedure",
  checkpoint: "writes",
  comment: "writes",
  commit: "ends a transaction",
  copy: "copies",
  create: "makes something",
  deallocate: "changes settings",
  delete: "deletes",
  detach: "closes a database",
  drop: "removes something",
  execute: "runs a prepared statement",
  explain: "explains a plan",
  export: "writes",
  force: "writes",
  import: "reads a whole database",
  insert: "writes",
  install: "installs an extension",
  load: "loads an extension",
  merge: "writes",
  pragma: "changes settings",
  prepare: "prepares a statement",
  reset: "changes settings",
  rollback: "ends a transaction",
  set: "changes settings",
  truncate: "deletes",
  update: "writes",
  use: "changes settings",
  vacuum: "writes"
}

const tableName = /^[^'"()]*\.(parquet|pq|csv|tsv|txt|psv|tab|dat|jsonl?|ndjson|xlsx?|feather|rds|gz|zst)\s*$/i

/** The first word of a statement, after comments and parentheses; undefined where none stands there. */
export const firstWord = (text: string) =>
  /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*([a-z]+)(?=[\s('";*/]|--|$)/i.exec(text)?.[1]?.toLowerCase()

/** Whether `from` is a query and not a path: whether it begins as a statement does, and does not end as a path. */
export const isQuery = (from: string) => {
  const word = firstWord(from)
  if (word === undefined || tableName.test(from)) return false
  const follows = from.trim().length > word.length
  return follows && (reading.includes(word) || Object.hasOwn(doing, word))
}
