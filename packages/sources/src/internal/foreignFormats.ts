import { basename } from "node:path"
import { shell } from "./shell.ts"
import type { Fault } from "./textFaults.ts"

/** A kind of file that DuckDB does not read by itself, and what makes a table of it that it does. */
interface Foreign {
  /** After "is": "an Excel workbook". */
  readonly what: string
  readonly ending: RegExp
  /** Whether the first bytes are those of this kind; absent: by its ending alone. */
  readonly begins?: (first: Buffer) => boolean
  /** `name` is the file without folder and ending. */
  readonly remedy: (path: string, name: string) => string
}

const bytes =
  (...magics: ReadonlyArray<string>) =>
  (first: Buffer) =>
    magics.some((magic) => first.subarray(0, magic.length).equals(Buffer.from(magic, "latin1")))

const holds = (text: string) => (first: Buffer) => first.includes(Buffer.from(text, "latin1"))

const both =
  (a: (first: Buffer) => boolean, b: (first: Buffer) => boolean) =>
  (first: Buffer): boolean =>
    a(first) && b(first)

const zip = bytes("PK\x03\x04")

const pandas = (read: (path: string) => string) => (path: string, name: string) =>
  `Write it as parquet once, with Python: import pandas; pandas.${read(JSON.stringify(path))}.to_parquet(${JSON.stringify(`${name}.parquet`)})`

const R = (expression: string, name: string) =>
  `in R: arrow::write_parquet(${expression}, ${JSON.stringify(`${name}.parquet`)})`

const unpack = (command: (path: string) => string) => (path: string) => `Unpack it first: ${command(shell(path))}`

// Those that are told by their bytes stand before those that share them with others.
const kinds: ReadonlyArray<Foreign> = [
  {
    what: "an Excel workbook",
    ending: /\.xls[xmb]$/i,
    begins: both(zip, (first) => holds("[Content_Types].xml")(first) || holds("xl/")(first)),
    remedy: (path, name) =>
      `Save the sheet as CSV UTF-8 in Excel, or with Python: import pandas; pandas.read_excel(${JSON.stringify(path)}, dtype=str).to_csv(${JSON.stringify(`${name}.csv`)}, index=False)`
  },
  {
    what: "an Excel workbook of the old kind",
    ending: /\.xls$/i,
    begins: bytes("\xd0\xcf\x11\xe0"),
    remedy: (path, name) =>
      `Save the sheet as CSV UTF-8 in Excel, or with Python: import pandas; pandas.read_excel(${JSON.stringify(path)}, dtype=str).to_csv(${JSON.stringify(`${name}.csv`)}, index=False)`
  },
  {
    what: "an OpenDocument spreadsheet",
    ending: /\.ods$/i,
    begins: both(zip, holds("application/vnd.oasis")),
    remedy: (path, name) =>
      `Save the sheet as CSV, or with Python: import pandas; pandas.read_excel(${JSON.stringify(path)}, dtype=str, engine="odf").to_csv(${JSON.stringify(`${name}.csv`)}, index=False)`
  },
  {
    what: "an archive of NumPy arrays",
    ending: /\.npz$/i,
    begins: both(zip, holds(".npy")),
    remedy: (path, name) =>
      `Write its arrays, of one length each, as a table with Python: import numpy, pandas; pandas.DataFrame({k: v for k, v in numpy.load(${JSON.stringify(path)}).items()}).to_parquet(${JSON.stringify(`${name}.parquet`)})`
  },
  {
    what: "a NumPy array",
    ending: /\.npy$/i,
    begins: bytes("\x93NUMPY"),
    remedy: (path, name) =>
      `Write it as a table with Python, its columns named: import numpy, pandas; pandas.DataFrame(numpy.load(${JSON.stringify(path)}), columns=["patient", "score"]).to_parquet(${JSON.stringify(`${name}.parquet`)})`
  },
  {
    what: "an SQLite database",
    ending: /\.(sqlite3?|db3?)$/i,
    begins: bytes("SQLite format 3\0"),
    remedy: (path) =>
      `Write the table to a file: sqlite3 -header -csv ${shell(path)} "select * from predictions" > predictions.csv`
  },
  {
    what: "a DuckDB database",
    ending: /\.(duckdb|ddb)$/i,
    begins: (first) => bytes("DUCK")(first.subarray(8)),
    remedy: (path) =>
      `Write the table to a file: duckdb ${shell(path)} "copy (select * from predictions) to 'predictions.parquet'"`
  },
  {
    what: "an Access database",
    ending: /\.(mdb|accdb)$/i,
    begins: (first) =>
      holds("Standard Jet DB")(first.subarray(0, 32)) || holds("Standard ACE DB")(first.subarray(0, 32)),
    remedy: (path) => `Write the table to a file: mdb-export ${shell(path)} predictions > predictions.csv`
  },
  {
    what: "a Feather or Arrow file",
    ending: /\.(feather|arrow|ipc|ft)$/i,
    begins: bytes("ARROW1", "FEA1"),
    remedy: (path, name) =>
      `${pandas((file) => `read_feather(${file})`)(path, name)}, or ${R(`arrow::read_feather(${JSON.stringify(path)})`, name)}`
  },
  {
    what: "an Arrow stream",
    ending: /\.arrows$/i,
    begins: bytes("\xff\xff\xff\xff"),
    remedy: (path, name) =>
      `Write it as parquet once, with Python: import pyarrow; pyarrow.ipc.open_stream(open(${JSON.stringify(path)}, "rb")).read_pandas().to_parquet(${JSON.stringify(`${name}.parquet`)}), or ${R(`arrow::read_ipc_stream(${JSON.stringify(path)})`, name)}`
  },
  {
    what: "a pickle",
    ending: /\.(pkl|pickle|p|joblib)$/i,
    begins: (first) => first[0] === 0x80 && first[1]! >= 2 && first[1]! <= 5,
    remedy: (path, name) =>
      `${pandas((file) => `read_pickle(${file})`)(path, name)}. A pickle runs code when it is read: only if you trust who made it.`
  },
  {
    what: "a MATLAB file",
    ending: /\.mat$/i,
    begins: bytes("MATLAB "),
    remedy: (path, name) =>
      `Write its arrays as a table with Python: import scipy.io, pandas; m = scipy.io.loadmat(${JSON.stringify(path)}, squeeze_me=True); pandas.DataFrame({k: m[k] for k in ["patient", "score"]}).to_parquet(${JSON.stringify(`${name}.parquet`)})`
  },
  {
    what: "an HDF5 file",
    ending: /\.(h5|hdf5?|h5ad|he5)$/i,
    begins: bytes("\x89HDF\r\n\x1a\n"),
    remedy: (path, name) =>
      `Write a table of it with Python, by its key: import pandas; pandas.read_hdf(${JSON.stringify(path)}, "predictions").to_parquet(${JSON.stringify(`${name}.parquet`)}); pandas.HDFStore(${JSON.stringify(path)}).keys() lists the keys.`
  },
  {
    what: "a SAS data set",
    ending: /\.sas7bdat$/i,
    begins: (first) => holds("\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92")(first.subarray(0, 32)),
    remedy: (path, name) =>
      `${pandas((file) => `read_sas(${file}, encoding="infer")`)(path, name)} (pandas 2 or newer), or ${R(`haven::read_sas(${JSON.stringify(path)})`, name)}`
  },
  {
    // pandas reads version 5 alone, text as bytes and 0 as 5e-79.
    what: "a SAS transport file",
    ending: /\.(v8)?(xpt|xport)$/i,
    begins: bytes("HEADER RECORD***"),
    remedy: (path, name) => `Write it as parquet once, ${R(`haven::read_xpt(${JSON.stringify(path)})`, name)}`
  },
  {
    what: "a Stata data set",
    ending: /\.dta$/i,
    begins: (first) =>
      bytes("<stata_dta>")(first) || (first[0]! >= 0x6c && first[0]! <= 0x73 && first[1]! <= 2 && first[2] === 1),
    remedy: (path, name) =>
      `${pandas((file) => `read_stata(${file}, convert_categoricals=False)`)(path, name)}, or ${R(`haven::read_dta(${JSON.stringify(path)})`, name)}`
  },
  {
    what: "an SPSS data set",
    ending: /\.z?sav$/i,
    begins: bytes("$FL2", "$FL3"),
    remedy: (path, name) =>
      `${pandas((file) => `read_spss(${file}, convert_categoricals=False)`)(path, name)}, or ${R(`haven::read_sav(${JSON.stringify(path)})`, name)}`
  },
  {
    what: "data of R (RDS)",
    ending: /\.rds$/i,
    begins: bytes("X\n\0\0\0", "A\n2\n", "A\n3\n"),
    remedy: (path, name) => `Write it as parquet once, ${R(`readRDS(${JSON.stringify(path)})`, name)}`
  },
  {
    what: "data of R (RData)",
    ending: /\.(rda|rdata)$/i,
    begins: bytes("RDX2\n", "RDX3\n", "RDA3\n"),
    remedy: (path) =>
      `Write its table as parquet once, in R: load(${JSON.stringify(path)}); arrow::write_parquet(predictions, "predictions.parquet"); load() returns the names of the tables.`
  },
  {
    what: "an Avro file",
    ending: /\.avro$/i,
    begins: bytes("Obj\x01"),
    remedy: (path, name) =>
      `Write it as parquet once, with Python: import fastavro, pandas; pandas.DataFrame(fastavro.reader(open(${JSON.stringify(path)}, "rb"))).to_parquet(${JSON.stringify(`${name}.parquet`)})`
  },
  {
    what: "an ORC file",
    ending: /\.orc$/i,
    begins: bytes("ORC"),
    remedy: pandas((path) => `read_orc(${path})`)
  },
  {
    what: "an encrypted parquet file",
    ending: /\.parquet\.encrypted$/i,
    begins: bytes("PARE"),
    remedy: () => "Write it again without encryption."
  },
  { what: "a PDF", ending: /\.pdf$/i, begins: bytes("%PDF"), remedy: () => "Ask for the table behind it." },
  { what: "a zip archive", ending: /\.zip$/i, begins: zip, remedy: unpack((path) => `unzip ${path}`) },
  {
    what: "a tar archive",
    ending: /\.(tar(\.\w+)?|tgz)$/i,
    begins: (first) => holds("ustar")(first.subarray(257, 263)),
    remedy: unpack((path) => `tar xf ${path}`)
  },
  { what: "compressed by bzip2", ending: /\.bz2$/i, begins: bytes("BZh"), remedy: unpack((path) => `bunzip2 ${path}`) },
  { what: "compressed by xz", ending: /\.xz$/i, begins: bytes("\xfd7zXZ\0"), remedy: unpack((path) => `unxz ${path}`) },
  {
    what: "compressed by lz4",
    ending: /\.lz4$/i,
    begins: bytes("\x04\x22\x4d\x18"),
    remedy: unpack((path) => `unlz4 ${path}`)
  },
  {
    what: "a 7z archive",
    ending: /\.7z$/i,
    begins: bytes("7z\xbc\xaf\x27\x1c"),
    remedy: unpack((path) => `7z x ${path}`)
  },
  { what: "a rar archive", ending: /\.rar$/i, begins: bytes("Rar!"), remedy: unpack((path) => `unrar x ${path}`) },
  {
    what: "a pointer to a file that Git LFS keeps, not the file",
    ending: /^$/,
    begins: bytes("version https://git-lfs.github.com/spec/"),
    remedy: (path) => `Fetch the file itself: git lfs pull --include ${shell(path)}`
  },
  {
    what: "a pointer to a file that DVC keeps, not the file",
    ending: /\.dvc$/i,
    remedy: (path) => `Fetch the file itself, and name that: dvc pull ${shell(path)}`
  },
  {
    what: "a web page, such as one that asks to log in or says that something failed",
    ending: /\.html?$/i,
    begins: (first) => /^(\uFEFF)?\s*(<!doctype html|<html)/i.test(first.toString("utf8")),
    remedy: () => "Open it in a browser to see what it says, and download the table again."
  },
  {
    what: "XML",
    ending: /\.xml$/i,
    begins: (first) => /^(\uFEFF)?\s*<\?xml/i.test(first.toString("utf8")),
    remedy: (path, name) =>
      `${pandas((file) => `read_xml(${file})`)(path, name)}; where it is a sheet of Excel, save that as CSV UTF-8.`
  }
]

/** What a file is, where it is nothing that can be read, by its first bytes or else its ending. */
export const foreignFault = (shown: string, first: Buffer, ending = shown): Fault | undefined => {
  const kind =
    kinds.find(({ begins }) => begins?.(first)) ??
    // A file of text by such a name is told by its text.
    (isText(first) ? undefined : kinds.find((kind) => kind.ending.test(ending)))
  const name = basename(shown).replace(/\.[^.]*$/, "")
  return kind === undefined ? undefined : { problem: `is ${kind.what}`, remedy: kind.remedy(shown, name) }
}

/** Whether bytes can be the beginning of a text: none that text does not hold. */
export const isText = (first: Buffer) =>
  first.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x1b)

const stores: ReadonlyArray<readonly [RegExp, string, (address: string) => string]> = [
  [
    /^(postgres(ql)?|redshift):/i,
    "a PostgreSQL database",
    () => `psql "$DATABASE_URL" -c "\\copy (select * from predictions) to 'predictions.csv' csv header"`
  ],
  [
    /^(mysql|mariadb):/i,
    "a MySQL database",
    () => `mysql --batch -e "select * from predictions" DATABASE > predictions.tsv`
  ],
  [
    /^(jdbc|odbc|mssql|sqlserver|oracle|snowflake|bigquery|mongodb(\+srv)?|databricks|sqlite|duckdb)[:+]/i,
    "a database",
    () =>
      `with Python: import pandas; pandas.read_sql("select * from predictions", connection).to_parquet("predictions.parquet")`
  ],
  [/^s3[an]?:/i, "in S3", (address) => `aws s3 cp ${shell(address)} .`],
  [/^(gs|gcs):/i, "in Google Cloud Storage", (address) => `gsutil cp ${shell(address)} .`],
  [/^(abfss?|wasbs?|az|azure):/i, "in Azure Storage", (address) => `azcopy copy ${shell(address)} .`],
  [/^(hdfs|dbfs):/i, "in a distributed file system", (address) => `hdfs dfs -get ${shell(address)} .`],
  [/^(https?|ftp|sftp):/i, "on the web", (address) => `curl -LO ${shell(address)}`],
  [
    /^hf:/i,
    "on Hugging Face",
    (address) => `hf download ${shell(address.replace(/^hf:\/\/(datasets\/)?/i, ""))} --repo-type dataset`
  ]
]

/** An address with a password in it, made fit to be shown. */
export const withoutPassword = (address: string) => address.replace(/^(\w[\w+.-]*:\/\/[^/@:]*):[^@]*@/, "$1:***@")

/** What an address of something else than a file is. */
export const addressFault = (from: string): Fault | undefined => {
  const store = /^[a-z][\w+]+:(\/\/|[a-z@])/i.test(from) ? stores.find(([scheme]) => scheme.test(from)) : undefined
  if (store === undefined) return undefined
  const [, what, command] = store
  const database = what.includes("database")
  return {
    problem: database ? `is the address of ${what}, and nothing is fetched` : `lies ${what}, and nothing is fetched`,
    remedy: `${database ? "Write the table to a file" : "Download it"} first, and name the file: ${command(withoutPassword(from))}`
  }
}
