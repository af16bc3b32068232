/** Names of categories, columns, groupings and variables that mean something to a program, a browser or a terminal. */
import { base, filesOf, type Project, withColumn, withSetting } from "../Project.ts"
import type { Trial } from "../Trial.ts"

const names: ReadonlyArray<string> = [
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "prototype",
  "valueOf",
  "length",
  "undefined",
  "null",
  "NaN",
  "true",
  "0",
  "-1",
  "1e5",
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "&lt;",
  "javascript:alert(1)",
  "\u001b[2J\u001b]0;x\u0007",
  "\u009b31m",
  "\u202egnp.exe",
  "日本語",
  "العربية",
  "👩‍⚕️",
  "e\u0301",
  "\u0000".replace("\u0000", "\u200b"),
  "'; drop table x; --",
  '"',
  "a,b",
  "%s %d",
  "\u0024{x}",
  "{{x}}",
  "=cmd|' /C calc'!A0",
  "*",
  "..",
  "/",
  "a\tb",
  "w".repeat(200),
  "a ".repeat(100)
]

const places: Readonly<Record<string, (name: string) => Project>> = {
  "a category": (name) => withColumn(base, "patients", "sex", (row) => (row % 2 ? name : "other")),
  "a category with a label": (name) =>
    withSetting(base, ["groupings", "sex"], { column: "sex", categories: { F: name || "x", M: "Men" } }),
  "a grouping": (name) => withSetting(base, ["groupings", name], { column: "sex" }),
  "the title": (name) => withSetting(base, ["title"], name),
  "a variable": (name) => renamed(base, "timeseries", "lactate", name),
  "a feature": (name) => renamed(base, "attributions", "lactate", name)
}

const renamed = (project: Project, table: string, column: string, name: string): Project => {
  const { columns, rows } = project.tables[table]!
  return {
    ...project,
    tables: { ...project.tables, [table]: { columns: columns.map((own) => (own === column ? name : own)), rows } }
  }
}

const pdf = ["audit", "--workers", "1"]

export const oddNames: ReadonlyArray<Omit<Trial, "family">> = Object.entries(places).flatMap(([place, project], p) =>
  names.map((name, n) => ({
    name: `${place} called ${JSON.stringify(name).slice(0, 40)}`,
    files: filesOf(project(name)),
    ...((p + n) % 6 === 0 ? { args: pdf } : {})
  }))
)
