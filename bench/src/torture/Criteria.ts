/**
 * What no output may show, whatever came in.
 */
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs"
import type { Ended } from "./Pool.ts"
import { type Files, folderMark } from "./Project.ts"
import type { Outputs } from "./Trial.ts"

const marks = new RegExp(`MRKID\\w*|MRKVALUE\\w*|${folderMark}`, "gu")

/** Words of the machine, each with how an input holds it that may come out again. */
const machine = { NaN: "nan", undefined: "undefined", Infinity: "inf", "[object": "[object" }

const machineWords = (text: string, files: Files): ReadonlyArray<string> =>
  Object.entries(machine).flatMap(([word, written]) => {
    const at = text.search(word === "[object" ? /\[object/u : new RegExp(`(?<![\\w/.-])${word}(?![\\w.-])`, "u"))
    return at >= 0 && !Object.values(files).some((content) => holds(content, written)) ? [word] : []
  })

const holds = (content: string | Uint8Array, written: string) =>
  (typeof content === "string" ? content : Buffer.from(content).toString("latin1")).toLowerCase().includes(written)

const around = (text: string, what: string | RegExp) => {
  const at = typeof what === "string" ? text.indexOf(what) : text.search(what)
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 80))
}

/** What a terminal must not be given. */
const unspeakable: ReadonlyArray<readonly [string, RegExp]> = [
  ["a bug said", /has a bug|bug of fairward/u],
  ["a stack on the terminal", /^\s+at .+:\d+:\d+\)?$/mu],
  [
    "a library's words",
    /FileSystem\.|SchemaError|Cannot read propert|is not a function|is not iterable|toFixed|Maximum call stack/u
  ],
  ["a process that died", /the process ended/u],
  ["a control character", /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u]
]

export const terminalFaults = ({ stderr, stdout }: Ended, files: Files): ReadonlyArray<string> => {
  const text = `${stdout}\n${stderr}`
  return [
    ...unspeakable
      .filter(([, pattern]) => pattern.test(text))
      .map(([what, pattern]) => `${what}: ${around(text, pattern)}`),
    ...machineWords(text, files).map((word) => `"${word}" on the terminal: ${around(text, word)}`)
  ]
}

const brokenStage =
  /its code broke off|do not fit their own schema|its own report cannot show|thread broke off|thread ended/u

/** Text of a page without its styles and programs, and the data of its charts. */
const htmlText = (html: string) =>
  html
    .replaceAll(/<style[\s\S]*?<\/style>/gu, "")
    .replaceAll(/<script(?![^>]*application\/json)[\s\S]*?<\/script>/gu, "")

const documentText = (name: string, text: string) => (name.endsWith(".html") ? htmlText(text) : text)

/** All text of a PDF, with its metadata. */
export const pdfText = async (bytes: Buffer): Promise<string> => {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 })
  const document = await task.promise
  const parts = [JSON.stringify(await document.getMetadata())]
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    const { items } = await page.getTextContent()
    parts.push(items.map((item) => ("str" in item ? item.str : "")).join(" "))
  }
  await task.destroy()
  return parts.join("\n")
}

/** Leaks, words of the machine and broken stages in the documents of a run. */
export const documentFaults = async (
  outputs: Outputs,
  files: Files,
  folder: string
): Promise<ReadonlyArray<string>> => {
  const faults: Array<string> = []
  const findings = outputs["findings.json"]?.toString() ?? ""
  const texts = new Map<string, string>()
  for (const [name, content] of Object.entries(outputs)) {
    if (name === "fairward.log") continue
    texts.set(name, name.endsWith(".pdf") ? await pdfText(content) : documentText(name, content.toString("latin1")))
  }
  for (const [name, text] of texts) {
    for (const mark of new Set(text.match(marks))) faults.push(`leak in ${name}: ${around(text, mark)}`)
    if (text.includes(folder)) faults.push(`leak in ${name}: ${around(text, folder)}`)
    for (const word of machineWords(text, files)) faults.push(`"${word}" in ${name}: ${around(text, word)}`)
  }
  const undrawn = /could not be drawn/u
  for (const [name, text] of texts) {
    if (/\.(?:pdf|html)$/u.test(name) && undrawn.test(text)) faults.push(`undrawn in ${name}: ${around(text, undrawn)}`)
  }
  if (brokenStage.test(findings)) {
    const log = outputs["fairward.log"]?.toString() ?? ""
    faults.push(
      `a stage broke: ${around(findings, brokenStage)} ${log.slice(log.search(brokenStage), log.search(brokenStage) + 400)}`
    )
  }
  return faults
}
