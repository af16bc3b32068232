import { createHash } from "node:crypto"
import * as zlib from "node:zlib"
import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, type Files, problemOf, soundFiles } from "./fixtures/Folder.ts"

const header = "pid,step,label,score"
const rows = ["1,0,0,0.1", "1,1,1,0.7", "1,2,,0.9", "2,0,0,0.2", "2,1,0,0.3", "10,0,0,0.4"]
const text = `${[header, ...rows].join("\n")}\n`
const scores = [0.1, 0.7, 0.9, 0.4, 0.2, 0.3]

const withPredictions = (predictions: string | Uint8Array, name = "predictions.csv"): Files => ({
  "patients.csv": soundFiles["patients.csv"],
  [name]: predictions
})

const from = (name: string) => ({ data: { predictions: { from: name } } })

/** The query of a message, which holds within the braces of YAML as well as in a block. */
const queryOf = (message: string) => JSON.parse(/from: (".*")$/m.exec(message)![1]!) as string

const scoresOf = async (files: Files, name = "predictions.csv", settings = {}) => {
  const { notes, predictions } = await datasetOf(files, { data: { predictions: { from: name, ...settings } } })
  return { scores: [...predictions!.score], notes: notes.map(({ message }) => message) }
}

describe("text that is read as it is", () => {
  const utf16 = Buffer.from(`\uFEFF${text}`, "utf16le")

  it.each<[string, string | Uint8Array, number]>([
    ["with the mark of UTF-8", `\uFEFF${text}`, 0],
    ["with CR LF", text.replaceAll("\n", "\r\n"), 0],
    ["with CR alone", text.replaceAll("\n", "\r"), 0],
    ["without an end of the last line", text.trimEnd(), 0],
    ["with lines that are empty", `\n\n${text.replaceAll("\n", "\n\n")}`, 0],
    ["with semicolons", text.replaceAll(",", ";"), 0],
    ["with tabs", text.replaceAll(",", "\t"), 0],
    ["with bars", text.replaceAll(",", "|"), 0],
    ["in quotes", text.replaceAll(/[^,\n]+/g, '"$&"'), 0],
    ["with line ends of several kinds", text.replace("0.1\n", "0.1\r\n").replace("0.9\n", "0.9\r\n"), 1],
    ["with a CR in a file of LF", text.replace("0.2\n", "0.2\r"), 1],
    ["in UTF-16, little end first", utf16, 1],
    ["in UTF-16, big end first", Buffer.from(utf16).swap16(), 1]
  ])("%s", async (_, content, notes) => {
    const read = await scoresOf(withPredictions(content))
    expect(read.scores).toEqual(scores)
    expect(read.notes.length).toBe(notes)
  })

  it("in UTF-16 with characters beyond the first plane, and keeps them", async () => {
    const patients = Buffer.from("\uFEFFpid,sex,age\n1,F\u{1F600},70\n2,ä,55\n10,F\u{1F600},41\n", "utf16le")
    const { files, patients: read } = await datasetOf({ ...withPredictions(text), "patients.csv": patients })
    expect(read.attributes.array("sex")).toEqual(["F\u{1F600}", "F\u{1F600}", "ä"])
    expect(files.find(({ role }) => role === "patients")!.sha256).toBe(
      createHash("sha256").update(patients).digest("hex")
    )
  })

  it.each(["predictions.psv", "predictions.tab", "predictions.dat", "predictions", "predictions.export"])(
    "whatever its name ends in: %s",
    async (name) => {
      expect((await scoresOf(withPredictions(text.replaceAll(",", "|"), name), name)).scores).toEqual(scores)
    }
  )

  it("with a line longer than two megabytes", async () => {
    const long = text
      .replace(header, `${header},note`)
      .replaceAll(/\d$/gm, "$&,x")
      .replace(",x", `,${"x".repeat(3e6)}`)
    expect((await scoresOf(withPredictions(long))).scores).toEqual(scores)
  })

  it("with names that hold spaces, quotes, delimiters, line ends, emoji, and are long", async () => {
    const name = `The "score",\nof the model \u{1F600} ${"n".repeat(1000)}`
    const quoted = `"${name.replaceAll('"', '""')}"`
    const read = await scoresOf(withPredictions(text.replace("score", quoted)), "predictions.csv", { score: name })
    expect(read.scores).toEqual(scores)
  })

  it("with names that stand twice, differ by case or are missing, where they are not used", async () => {
    const odd = text.replace(header, `${header},x,x,Label,,`).replaceAll(/\d$/gm, "$&,1,2,1,4,5")
    expect((await scoresOf(withPredictions(odd))).scores).toEqual(scores)
    const patients = "pid,sex,age,age\n1,F,1,2\n2,M,1,2\n10,F,1,2\n"
    const files = { ...withPredictions(text), "patients.csv": patients }
    expect((await datasetOf(files)).patients.attributes.columnNames()).toEqual(["sex"])
    expect(await problemOf(files, { groupings: { age: { column: "age" } } })).toContain(
      '2 columns with one name: "age", "age"'
    )
    const other = await datasetOf(withPredictions(odd), { data: { predictions: { label: "Label" } } })
    expect([...new Set(other.predictions!.label)]).toEqual([1])
  })

  it("from files that differ in the order of columns, delimiter, line ends and compression", async () => {
    const lines = (own: ReadonlyArray<string>) => `${[header, ...own].join("\n")}\n`
    const turned = rows.slice(3).map((row) => row.split(",").toReversed().join(";"))
    const files = {
      "patients.csv": soundFiles["patients.csv"],
      "p/1.csv": lines(rows.slice(0, 2)).replaceAll("\n", "\r\n"),
      "p/2.csv": zlib.gzipSync(lines(rows.slice(2, 3))),
      "p/3.csv": `score;label;step;pid\n${turned.join("\n")}\n`
    }
    expect((await scoresOf(files, "p/*.csv")).scores).toEqual(scores)
  })

  it.each<[string, Uint8Array, string]>([
    ["gz", zlib.gzipSync(text), "p.csv.gz"],
    [
      "gz in several members",
      Buffer.concat([zlib.gzipSync(text.slice(0, 40)), zlib.gzipSync(text.slice(40))]),
      "p.csv.gz"
    ],
    ["gz that does not say so", zlib.gzipSync(text), "predictions.csv"],
    ["zst", zlib.zstdCompressSync(text), "p.csv.zst"],
    [
      "zst in several frames",
      Buffer.concat([zlib.zstdCompressSync(text.slice(0, 40)), zlib.zstdCompressSync(text.slice(40))]),
      "p.csv.zst"
    ]
  ])("compressed: %s", async (_, bytes, name) => {
    const { files, predictions } = await datasetOf(withPredictions(bytes, name), from(name))
    expect([...predictions!.score]).toEqual(scores)
    expect(files[0]).toMatchObject({ bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") })
  })
})

describe("compressed text that is not whole", () => {
  const many = `${header}\n${Array.from({ length: 5000 }, (_, i) => `1,${i},${i % 2},0.${i}`).join("\n")}\n`

  it.each<[string, Uint8Array, string]>([
    ["gz", zlib.gzipSync(many), "p.csv.gz"],
    ["zst", zlib.zstdCompressSync(many), "p.csv.zst"]
  ])("is refused, even where its last row is whole: %s", async (kind, whole, name) => {
    for (const cut of [1, 4, 8, whole.length >> 1]) {
      const files = withPredictions(whole.subarray(0, whole.length - cut), name)
      for (const named of [name, `select * from '${name}'`]) {
        expect(await problemOf(files, from(named)), `${cut} ${named}`).toContain(`its ${kind} stream ends early`)
      }
    }
  })

  it("is refused where its check fails", async () => {
    const damaged = Buffer.from(zlib.gzipSync(many))
    damaged[damaged.length - 6]! ^= 1
    expect(await problemOf(withPredictions(damaged, "p.csv.gz"), from("p.csv.gz"))).toContain("gz stream is damaged")
  })
})

describe("text that is refused", () => {
  const latin1 = (content: string) => Buffer.from(content, "latin1")
  const noted = (note: string) =>
    text.replace(header, `${header},note`).replaceAll(/\d$/gm, "$&,x").replace("0.7,x", `0.7,${note}`)

  it.each<[string, string | Uint8Array, string, ReadonlyArray<number>]>([
    [
      "with a comment above the names",
      `# made by night\n${text}`,
      "line 1 is a comment, and the names of the columns stand in line 2",
      scores
    ],
    [
      "with a title above the names",
      `Predictions of May\nunit B\n${text}`,
      'line 1 is "Predictions of May", and the names of the columns stand in line 3',
      scores
    ],
    ["with comments in its midst", `# a\n${text}`.replace("1,2,,0.9", "1,2,,0.9"), "line 1 is a comment", scores],
    [
      "in Latin-1",
      latin1(noted("männlich")),
      "line 3 is not UTF-8 but, it seems, Latin-1, in which it reads: 1,1,1,0.7,männlich",
      scores
    ],
    [
      "with a row that is short",
      text.replace("1,1,1,0.7", "1,1,1,0.7\n1,3").replace("1,3", "2,9,0"),
      "line 4 has 3 fields, where the header has 4 names",
      []
    ],
    ["with a comment below", `${text}# end\n`, "line 8 is a comment\n", scores],
    [
      "with comments among the rows",
      text.replace("1,1,1,0.7", "# a, b, c, d, e\n1,1,1,0.7\n#"),
      "line 3 is a comment, and 1 other line is too",
      scores
    ],
    ["with a total below", `${text}(6 rows)`, "line 8 has 1 field, where the header has 4 names", scores],
    [
      "with a row that is long",
      text.replace("1,1,1,0.7", "1,1,1,0.7\n1,3,0,0.5,x"),
      "line 4 has 5 fields, where the header has 4 names",
      scores
    ],
    [
      "with several rows that are long",
      `${text}1,3,0,0.5,x\n1,4,0,0.5,x\n`,
      "line 8 has 5 fields, where the header has 4 names, and 1 other line is like that",
      scores
    ],
    ["with a quote that never closes", noted('"open'), "line 3 opens a quote that never closes", scores],
    ["with a quote that closes too early", noted('"5" tube'), "line 3 has a quote in the middle of a field", scores],
    [
      "with backslashes before quotes",
      noted('"a \\"b\\" c"'),
      "line 3 has a quote in the middle of a field, after a backslash",
      scores
    ],
    [
      "with names of rows, as R writes them",
      text.replaceAll(/^\d/gm, (digit, at) => `r${at},${digit}`),
      "every row has 5 fields, but line 1 only 4 names",
      scores
    ],
    [
      "with names apart by spaces",
      text.replaceAll(",", " ").replace("2  0", "2 - 0"),
      "line 1 has its names apart by spaces",
      []
    ]
  ])("%s, with the line and the query that reads it", async (_, content, problem, expected) => {
    const message = await problemOf(withPredictions(content))
    expect(message).toContain(problem)
    const query = queryOf(message)
    if (expected.length === 0) return expect(query).toContain("read_csv('predictions.csv'")
    expect((await scoresOf(withPredictions(content), query)).scores).toEqual(expected)
  })

  it("with short rows, whose missing fields the query leaves empty", async () => {
    const content = text.replace("1,2,,0.9", "1,2,").replace(header, "pid,step,label,score")
    const message = await problemOf(withPredictions(content))
    expect(message).toContain("line 4 has 3 fields, where the header has 4 names")
    expect(await problemOf(withPredictions(content), from(queryOf(message)))).toContain("1 row without a score")
  })

  it("with rows that are left out by a query, which are counted where it stores them, and said where it does not", async () => {
    const files = withPredictions(`${text}1,3,0,0.5,x\n1,4,0,0.5,x\n`)
    const query = queryOf(await problemOf(files))
    expect((await scoresOf(files, query)).notes.map(Message.text)).toEqual([
      "2 lines of text that cannot be read were left out, as the query says by store_rejects."
    ])
    expect((await scoresOf(files, query.replace("store_rejects", "ignore_errors"))).notes.map(Message.text)).toEqual([
      "The query has ignore_errors: lines that cannot be read are left out, and nobody counts them. With store_rejects instead, they are counted here."
    ])
    expect((await scoresOf(withPredictions(text), query)).notes).toEqual([])
  })

  it("without a line of names, whose query names its columns by number", async () => {
    const content = text.replace(`${header}\n`, "")
    const message = await problemOf(withPredictions(content))
    expect(message).toContain("line 1 has numbers and no names of columns: 1,0,0,0.1")
    const named = { patient: "column0", time: "column1", label: "column2", score: "column3" }
    expect((await scoresOf(withPredictions(content), queryOf(message), named)).scores).toEqual(scores)
  })

  it.each<[string, string, string]>([
    ["0,5", "with a decimal comma", "decimal_separator = ','"],
    ["1.000,5", "with a decimal comma", "replace("]
  ])("with decimal commas such as %s, whose query reads them", async (value, problem, option) => {
    const content = text.replaceAll(",", ";").replace("0.7", value)
    const message = await problemOf(withPredictions(content))
    expect(message).toContain(`column score): 1 row ${problem}\n   For example: line 3, patient 1, value ${value}`)
    expect(message).toContain(option)
    const query = queryOf(message)
    if (value === "0,5") {
      const commas = withPredictions(content.replaceAll("0.", "0,"))
      expect((await scoresOf(commas, query)).scores).toEqual([0.1, 0.5, 0.9, 0.4, 0.2, 0.3])
    } else {
      expect(
        await problemOf(withPredictions(content.replaceAll("0.", "0,").replace("1,000", "1.000")), from(query))
      ).toContain("value 1000.5")
    }
  })

  it("with decimal commas, by the line where lines are empty and fields hold line ends", async () => {
    const content = `pid;step;label;score;note\n\n1;0;0;0.1;"a\nb"\n1;1;1;0.7;c\n\n2;0;0;0,2;d\n`
    expect(await problemOf(withPredictions(content))).toContain("For example: line 7, patient 2, value 0,2")
  })

  it("with decimal commas in columns that would otherwise be left out as text", async () => {
    const files = { ...withPredictions(text), "ts.csv": "pid;minutes;hr;map\n1;0;70;65,5\n1;5;71;66,5\n" }
    const timeseries = { from: "ts.csv", patient: "pid", time: "minutes", timeUnit: "min" }
    const message = await problemOf(files, { data: { timeseries } })
    expect(message).toContain("2 rows with a decimal comma\n   For example: line 2, column map, value 65,5")
    const { timeseries: read } = await datasetOf(files, {
      data: { timeseries: { ...timeseries, from: queryOf(message) } }
    })
    expect([...read!.variables.get("map")!]).toEqual([65.5, 66.5])
  })

  it.each<[string, string | Uint8Array, string]>([
    [
      "in Windows-1252",
      latin1(noted("5 \x80")),
      "line 3 is not UTF-8 but, it seems, Windows-1252, in which it reads: 1,1,1,0.7,5 €"
    ],
    ["in UTF-16 without the mark", Buffer.from(text, "utf16le"), "iconv -f UTF-16LE -t UTF-8 predictions.csv"],
    ["with a zero byte", noted("a\0b"), "line 3 holds a zero byte"],
    ["with names only", `${header}\n`, "has no rows"],
    ["with nothing", "", "is empty"],
    ["with a mark and nothing", "\uFEFF", ""]
  ])("%s, with what to do", async (_, content, message) => {
    expect(await problemOf(withPredictions(content))).toContain(message)
  })

  it("is one problem where two tables are read from it", async () => {
    const both = `# night\npid,step,label,score,sex\n1,0,0,0.1,F\n`
    const files = { "both.csv": both }
    const data = { predictions: { from: "both.csv" }, patients: { from: "both.csv" } }
    expect(await problemOf(files, { data })).toMatch(/^1\. patients, predictions \(both\.csv\): line 1 is a comment/)
  })
})
