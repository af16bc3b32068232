import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as zlib from "node:zlib"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { loadDataset } from "../src/index.ts"
import { configOf, datasetOf, folderOf, predictionsCsv, problemOf, soundFiles } from "./fixtures/Folder.ts"

const bytes = (text: string, ...rest: ReadonlyArray<string>) => Buffer.from([text, ...rest].join(""), "latin1")
const zipOf = (...names: ReadonlyArray<string>) => bytes("PK\x03\x04", "\x14\0\0\0".repeat(5), names.join("\0"))
const filler = "\0".repeat(600)

const problemFrom = (from: string, content: Uint8Array | string) =>
  problemOf({ "patients.csv": soundFiles["patients.csv"], [from]: content }, { data: { predictions: { from } } })

describe("files of other programs", () => {
  it.each<[string, Uint8Array | string, string, string]>([
    [
      "p.xlsx",
      zipOf("[Content_Types].xml"),
      "an Excel workbook",
      'pandas.read_excel("p.xlsx", dtype=str).to_csv("p.csv"'
    ],
    ["p.xls", bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", filler), "an Excel workbook of the old kind", "read_excel"],
    ["p.csv", zipOf("[Content_Types].xml"), "an Excel workbook", "read_excel"],
    ["p.ods", zipOf("mimetypeapplication/vnd.oasis.opendocument"), "an OpenDocument spreadsheet", 'engine="odf"'],
    ["p.db", bytes("SQLite format 3\0", filler), "an SQLite database", "sqlite3 -header -csv p.db"],
    ["p.sqlite", bytes("SQLite format 3\0", filler), "an SQLite database", "sqlite3"],
    ["p.duckdb", bytes("01234567DUCK", filler), "a DuckDB database", "duckdb p.duckdb"],
    ["p.mdb", bytes("\0\x01\0\0Standard Jet DB\0", filler), "an Access database", "mdb-export p.mdb"],
    ["p.feather", bytes("ARROW1\0\0", filler), "a Feather or Arrow file", 'pandas.read_feather("p.feather")'],
    ["p.arrow", bytes("\xff\xff\xff\xff", filler), "an Arrow stream", 'open_stream(open("p.arrow", "rb"))'],
    ["p.npz", zipOf("score.npy"), "an archive of NumPy arrays", 'numpy.load("p.npz")'],
    ["p.npy", bytes("\x93NUMPY\x01\0", filler), "a NumPy array", 'numpy.load("p.npy")'],
    ["p.pkl", bytes("\x80\x04\x95", filler), "a pickle", "only if you trust who made it"],
    ["p.h5", bytes("\x89HDF\r\n\x1a\n", filler), "an HDF5 file", 'pandas.read_hdf("p.h5"'],
    ["p.mat", bytes("MATLAB 5.0 MAT-file", filler), "a MATLAB file", "scipy.io.loadmat"],
    [
      "p.sas7bdat",
      bytes("\0".repeat(12), "\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\0\x09\xc7\x31\x8c", filler),
      "a SAS data set",
      'haven::read_sas("p.sas7bdat")'
    ],
    [
      "p.xpt",
      bytes("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", filler),
      "a SAS transport file",
      'once, in R: arrow::write_parquet(haven::read_xpt("p.xpt"), "p.parquet")'
    ],
    ["p.dta", bytes("<stata_dta><header>", filler), "a Stata data set", 'haven::read_dta("p.dta")'],
    ["old.dta", bytes("\x72\x02\x01\0", filler), "a Stata data set", "read_stata"],
    ["p.sav", bytes("$FL2@(#) SPSS", filler), "an SPSS data set", 'haven::read_sav("p.sav")'],
    ["p.rds", zlib.gzipSync(bytes("X\n\0\0\0\x03", filler)), "data of R (RDS)", 'readRDS("p.rds")'],
    ["p.RData", zlib.gzipSync(bytes("RDX3\nX\n", filler)), "data of R (RData)", 'load("p.RData")'],
    ["p.avro", bytes("Obj\x01", filler), "an Avro file", "fastavro"],
    ["p.orc", bytes("ORC", filler), "an ORC file", "read_orc"],
    ["p.zip", zipOf("p.csv"), "a zip archive", "unzip p.zip"],
    [
      "p.tar.gz",
      zlib.gzipSync(bytes("p.csv", "\0".repeat(252), "ustar\0", filler)),
      "a tar archive",
      "tar xf p.tar.gz"
    ],
    ["p.csv.bz2", bytes("BZh91AY", filler), "compressed by bzip2", "bunzip2 p.csv.bz2"],
    ["p.csv.xz", bytes("\xfd7zXZ\0", filler), "compressed by xz", "unxz p.csv.xz"],
    [
      "p.parquet",
      bytes("version https://git-lfs.github.com/spec/v1\noid sha256:1\n"),
      "Git LFS",
      "git lfs pull --include p.parquet"
    ],
    ["p.csv", "<!DOCTYPE html>\n<html><body>Log in</body></html>", "a web page", "download the table again"],
    ["p.csv", '<?xml version="1.0"?><Workbook/>', "XML", "read_xml"],
    ["p.csv", '[{"pid": 1, "score": 0.5}]', "JSON, although its name does not end in .json", "read_json('p.csv')"],
    ["p.json", predictionsCsv, "does not begin as JSON does", ".csv"],
    ["p.parquet", bytes(predictionsCsv), "text, although its name ends like that of parquet", "read_csv('p.parquet'"],
    ["p.parquet", bytes("\x01\x02\x03\x04", filler), "no parquet, although its name ends like that", "copy is whole"],
    ["p.bin", bytes("\x01\x02\x03\x04", filler), "no kind of table that can be read", "parquet, text"]
  ])("are told by their bytes, with what makes a table of them: %s", async (from, content, what, remedy) => {
    const message = await problemFrom(from, content)
    expect(message).toContain(what)
    expect(message).toContain(remedy)
  })

  it.each([
    ["postgresql://me:secret@db/icu", "is the address of a PostgreSQL database", "psql"],
    ["mysql://me:secret@db/icu", "is the address of a MySQL database", "mysql"],
    ["jdbc:oracle:thin:@db", "is the address of a database", "read_sql"],
    ["https://example.org/p.csv", "lies on the web", "curl -LO https://example.org/p.csv"],
    ["s3://bucket/p.parquet", "lies in S3", "aws s3 cp s3://bucket/p.parquet ."],
    ["gs://bucket/*.parquet", "lies in Google Cloud Storage", "gsutil"]
  ])("in other places are not fetched, and passwords not shown: %s", async (from, problem, remedy) => {
    const message = await problemOf(soundFiles, { data: { predictions: { from } } })
    expect(message).toContain(problem)
    expect(message).toContain(remedy)
    expect(message).not.toContain("secret")
  })

  it("are told where a query reads them", async () => {
    const files = { ...soundFiles, "x.xlsx": zipOf("[Content_Types].xml") }
    expect(await problemOf(files, { data: { predictions: { from: "select * from 'x.xlsx'" } } })).toContain(
      "x.xlsx is an Excel workbook"
    )
  })

  it("are read where their name alone is odd: parquet named .csv, JSON by a query", async () => {
    const folder = await folderOf({
      ...soundFiles,
      "p.parquet": "select 1 as pid, 0 as step, 1 as label, 0.25::double as score"
    })
    const { copyFile } = await import("node:fs/promises")
    await copyFile(join(folder, "p.parquet"), join(folder, "p.csv"))
    const config = await configOf({ data: { predictions: { from: "p.csv" } } })
    const { predictions } = await Effect.runPromise(loadDataset(config, { base: folder }))
    expect([...predictions!.score]).toEqual([0.25])
    const json = { ...soundFiles, "j.csv": '[{"pid": 1, "step": 0, "label": 1, "score": 0.5}]' }
    const from = "select * from read_json('j.csv')"
    expect([...(await datasetOf(json, { data: { predictions: { from } } })).predictions!.score]).toEqual([0.5])
  })

  it("of parquet whose end is missing are refused", async () => {
    expect(await problemFrom("p.parquet", bytes("PAR1", filler))).toContain("parquet whose end is missing")
  })

  it("of JSON that breaks off are refused", async () => {
    expect(await problemFrom("p.jsonl", '{"pid": 1}\n{"pid": ')).toMatch(
      /not valid JSON\n {3}Check whether the file is whole/
    )
  })
})

describe("folders", () => {
  const problemIn = async (make: (folder: string) => Promise<unknown>, from: string) => {
    const folder = await folderOf(soundFiles)
    await make(folder)
    const config = await configOf({ data: { predictions: { from } } })
    return (await Effect.runPromise(Effect.flip(loadDataset(config, { base: folder })))).message
  }
  const filled = (names: ReadonlyArray<string>) => async (folder: string) => {
    for (const name of names) {
      await mkdir(join(folder, name, ".."), { recursive: true })
      await writeFile(join(folder, name), "x")
    }
  }

  it.each<[string, ReadonlyArray<string>, string, string]>([
    ["of files of patients", ["train/p1.psv", "train/p2.psv"], "train", "such as train/*.psv. In it: p1.psv, p2.psv."],
    ["of parts", ["train/unit=A/1.parquet"], "train", "such as train/**/*.parquet"],
    ["of a Delta table", ["train/_delta_log/0.json", "train/1.parquet"], "train", "train is a Delta table"],
    [
      "of a Delta table, by a glob",
      ["train/_delta_log/0.json", "train/1.parquet"],
      "train/*.parquet",
      "train is a Delta table"
    ],
    [
      "of an Iceberg table",
      ["train/metadata/v1.metadata.json", "train/data/1.parquet"],
      "train/data/*.parquet",
      "train is an Iceberg table"
    ]
  ])("%s are told, with what to type", async (_, names, from, message) => {
    expect(await problemIn(filled(names), from)).toContain(message)
  })
})
