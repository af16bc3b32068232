import { readdirSync } from "node:fs"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { loadDataset } from "../src/index.ts"
import { isQuery } from "../src/internal/isQuery.ts"
import { configOf, datasetOf, errorOf, folderOf, problemOf, soundFiles } from "./fixtures/Folder.ts"

const asking = (from: string) => ({ data: { predictions: { from } } })

describe("what from means", () => {
  it.each([
    "select 1",
    "SELECT\n* from 'p.csv'",
    "-- who: me\nselect 1",
    "/* a\ncomment */ from 'p.csv'",
    "(select 1) union all (select 2)",
    "((select 1))",
    "with a as (select 1) from a",
    "values (1, 2)",
    "table p",
    "pivot 'p.csv' on a using max(b)",
    "unpivot 'p.csv' on a, b",
    "describe 'p.csv'",
    "summarize 'p.csv'",
    "copy (select 1) to 'p.csv'",
    "insert into p values (1)",
    "set threads = 1",
    "  \n\n from 'p.csv'"
  ])("is a query: %j", (from) => {
    expect(isQuery(from)).toBe(true)
  })

  it.each([
    "select.csv",
    "from.parquet",
    "data/with labels.csv",
    "with labels.csv",
    "from hospital B.parquet",
    "table 1.csv",
    "(2024) export.csv",
    "values/*.csv",
    "set",
    "--odd.csv"
  ])("is a path: %j", (from) => {
    expect(isQuery(from)).toBe(false)
  })
})

describe("queries", () => {
  const columns = "pid, step, label, score"

  it.each([
    `-- exported by night\n/* and\nby day */ select ${columns} from 'predictions.csv'`,
    `(select ${columns} from 'predictions.csv' where step = 0) union all (from 'predictions.csv' where step > 0)`,
    "table 'predictions.csv'",
    "values (1, 0, 0, 0.1), (1, 1, 1, 0.7), (1, 2, null, 0.9), (2, 0, 0, 0.2), (2, 1, 0, 0.3), (10, 0, 0, 0.4)",
    "pivot 'long.csv' on name using first(value) group by pid, step order by pid",
    "from (pivot 'long.csv' on name in ('label', 'score') using first(value) group by pid, step)",
    "with p as (pivot 'long.csv' on name using first(value) group by pid, step) select * from p -- the end",
    "select pid, step, label, score from (pivot 'long.csv' on name -- values of name\n using first(value)) where pid > 0"
  ])("that read are read: %s", async (from) => {
    const long = ["pid,step,name,value"]
    for (const [pid, step, label, score] of [
      [1, 0, 0, 0.1],
      [1, 1, 1, 0.7],
      [1, 2, "", 0.9],
      [2, 0, 0, 0.2],
      [2, 1, 0, 0.3],
      [10, 0, 0, 0.4]
    ])
      long.push(`${pid},${step},label,${label}`, `${pid},${step},score,${score}`)
    const named = from.startsWith("values")
      ? { from, patient: "col0", time: "col1", label: "col2", score: "col3" }
      : { from }
    const files = { ...soundFiles, "long.csv": `${long.join("\n")}\n` }
    const { files: record, predictions } = await datasetOf(files, { data: { predictions: named } })
    expect([...predictions!.score]).toEqual([0.1, 0.7, 0.9, 0.4, 0.2, 0.3])
    expect([...predictions!.label]).toEqual([0, 1, -1, 0, 0, 0])
    expect(record[0]!.bytes > 0).toBe(!from.startsWith("values"))
  })

  it.each([
    ["select * from 'predictions.csv'; copy (select 1) to 'out.csv'", "is 2 statements"],
    ["select 1) q; copy (select 1) to 'out.csv'; select * from (select 1", 'is not understood at ")"'],
    ["with x as (select 1) insert into y select * from x", "does more than read"],
    ["copy (select 1) to 'out.csv'", "copies (COPY)"],
    ["/* only */ copy (select 1) to 'out.csv'", "copies (COPY)"],
    ["create table x as select 1", "makes something (CREATE)"],
    ["attach 'out.db'", "opens another database (ATTACH)"],
    ["install httpfs", "installs an extension (INSTALL)"],
    ["set threads = 1", "changes settings (SET)"],
    ["pragma database_list", "changes settings (PRAGMA)"],
    ["call range(3)", "calls a procedure (CALL)"],
    ["export database 'out'", "writes (EXPORT)"],
    ["from enable_logging(storage = 'file', storage_path = 'out')", "calls enable_logging"],
    ["from checkpoint()", "calls checkpoint"],
    ["from query('select 1')", "calls query,"],
    ["select * from read_xlsx('a.xlsx')", "Excel needs an extension"],
    ["pivot 'predictions.csv' on step using max(score); copy (select 1) to 'out.csv'", "does more than read"]
  ])("that do more are refused: %s", async (from, message) => {
    const base = await folderOf(soundFiles)
    const error = await Effect.runPromise(Effect.flip(loadDataset(await configOf(asking(from)), { base })))
    expect(error.message).toContain(message)
    expect(readdirSync(base).toSorted()).toEqual(["patients.csv", "predictions.csv"])
  })

  it.each([
    ["select scor from 'predictions.csv'", 'no column "scor"', 'Did you mean "score"? Known: pid, step, label, score.'],
    ["select * exclude (lable) from 'predictions.csv'", 'no column "lable"', 'Did you mean "label"?'],
    ["select * replace (sc / 100 as sc) from 'predictions.csv'", 'no column "sc"', "Known: pid, step, label, score."],
    ["select *\nfrom 'predictions.csv'\nwhre step > 0 and x", "line 3: is not understood at", "There stands: "],
    ["select pid,\n scor from 'predictions.csv'", 'line 2: no column "scor"', "score"],
    ["select pid from (select 1", "ends before it is complete", "parenthesis"],
    ["select sumx(score) from 'predictions.csv'", 'no function "sumx"', 'Did you mean "sum"?'],
    ["select * from predictions", 'no table "predictions"', "from 'predictions.csv'"],
    ["select * from read_csv('predictions.csv', delimm = ';')", 'read_csv has no option "delimm"', '"delim"'],
    [
      "select sum(score) from read_csv('predictions.csv', all_varchar = true)",
      "sum(VARCHAR) is not possible",
      "x::double"
    ],
    ["select pid, count(*) from 'predictions.csv'", 'column "pid" is neither grouped by', "group by all"],
    ["select pid from 'predictions.csv', 'patients.csv'", 'column "pid" is in more than one table', "Say of which"],
    ["select * from 'prediction.csv'", "prediction.csv no such file", 'Did you mean "predictions.csv"?'],
    ["select * from 'https://localhost:1/p.csv'", "lies on the web, and nothing is fetched", "curl -LO"],
    ["select * from read_csv('predictions' || '.csv')", "with a path that is computed", "one text in single quotes"],
    ["select cast('abc' as int) as pid", "could not convert string 'abc' to INT32", "Correct the query"],
    [
      "select * from read_csv('typed.csv', sample_size = 1)",
      "column a is read as BIGINT, and has",
      "all_varchar = true"
    ],
    [
      "select * from read_csv('late.csv', header = true, auto_detect = false, columns = {a: 'INT', b: 'INT'})",
      "line 3 has 3 fields, where 2",
      ""
    ]
  ])("that fail say why in our words: %s", async (from, problem, remedy) => {
    const typed = `a\n${Array.from({ length: 5000 }, (_, i) => (i === 4000 ? "high" : i)).join("\n")}\n`
    const files = { ...soundFiles, "typed.csv": typed, "late.csv": "a,b\n1,2\n1,2,3\n" }
    const message = await problemOf(files, asking(from))
    expect(message).toContain(problem)
    expect(message).toContain(remedy)
    expect(message).not.toMatch(/Binder|Catalog|Parser Error|Candidate|FROM clause|INSTALL|temp table|describe select/)
  })

  it("that fail are one problem, and what depends on them is not told", async () => {
    const { problems } = await errorOf(soundFiles, {
      data: {
        predictions: { from: "select nothing from 'predictions.csv'" },
        splits: { from: "patients.csv", patient: "pid", split: "sex", test: "F", train: "M" }
      }
    })
    expect(problems.length).toBe(1)
  })
})
