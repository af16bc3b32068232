import { DuckDBConnection } from "@duckdb/node-api"
import { afterEach, describe, expect, it, vi } from "vitest"
import { datasetOf, soundFiles } from "./fixtures/Folder.ts"

afterEach(() => {
  vi.restoreAllMocks()
})

/** The statements that reading a table of that many columns takes, and how many aggregates each has. */
const work = async (columns: number, ending: "csv" | "parquet", table: "attributions" | "timeseries") => {
  const names = Array.from({ length: columns }, (_, i) => `f${i}`)
  const csv = `pid,at,${names.join(",")}\n1,0,${names.map(() => "0.5").join(",")}\n2,0,${names.map(() => "1").join(",")}\n`
  const parquet = `select pid, 0 as at, ${names.map((name) => `pid / 4 as ${name}`).join(", ")} from (values (1), (2)) t(pid)`
  const statements: Array<string> = []
  for (const method of ["run", "runAndReadAll", "stream"] as const) {
    const original = DuckDBConnection.prototype[method] as (sql: string) => Promise<never>
    vi.spyOn(DuckDBConnection.prototype, method).mockImplementation(function (this: DuckDBConnection, sql: unknown) {
      if (method !== "run" || String(sql).startsWith("create")) statements.push(String(sql))
      return original.call(this, String(sql))
    })
  }
  const files = { ...soundFiles, [`wide.${ending}`]: ending === "csv" ? csv : parquet }
  const source = { from: `wide.${ending}`, patient: "pid", time: "at" }
  const dataset = await datasetOf(files, { data: { [table]: source } })
  vi.restoreAllMocks()
  const read = table === "attributions" ? dataset.attributions!.features.length : dataset.timeseries!.variables.size
  const aggregates = statements.map((sql) => sql.split("count_if(").length - 1)
  return {
    read,
    most: Math.max(...aggregates),
    total: aggregates.reduce((sum, count) => sum + count, 0),
    conditions: statements.filter((sql) => sql.includes("count_if(")).join("").length
  }
}

describe("tables of many columns", () => {
  it.each([
    ["csv", "attributions"],
    ["parquet", "attributions"],
    ["csv", "timeseries"],
    ["parquet", "timeseries"]
  ] as const)("take work that grows with their columns and no faster: %s, %s", async (ending, table) => {
    const few = await work(100, ending, table)
    const many = await work(400, ending, table)
    expect(few.read).toBe(100)
    expect(many.read).toBe(400)
    // DuckDB's own work is quadratic in the aggregates of one statement.
    expect(many.most).toBeLessThanOrEqual(16)
    expect(many.total).toBeLessThanOrEqual(3 * 400 + 40)
    expect(many.total / few.total).toBeLessThan(4)
    expect(many.conditions / few.conditions).toBeLessThan(4.5)
  })
})
