import { text, toldWhole } from "@fairward/core/Prose"
import type { Block, Section } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { paragraph } from "@fairward/core/ReportDocument"
import { inputsHash, shortHash } from "./hashes.ts"
import { caveat, type Subject, strong } from "./Subject.ts"

const filesTable = ({ findings }: Subject): Block =>
  Document.Block.make({
    _tag: "Table",
    id: "provenance-inputs",
    caption: "Input files",
    columns: [
      { key: "role", title: "Table", type: { _tag: "text" } },
      { key: "name", title: "File", type: { _tag: "text" }, width: 3 },
      { key: "bytes", title: "Bytes", type: { _tag: "integer" } },
      { key: "rows", title: "Rows", type: { _tag: "integer" } },
      { key: "sha256", title: "SHA-256", type: { _tag: "text" }, width: 1.5 }
    ],
    rows: findings.provenance.inputs.map(({ sha256, ...file }) => ({ ...file, sha256: shortHash(sha256) })),
    empty: "No input file was recorded."
  })

const softwareTable = ({ findings, stages }: Subject): Block =>
  Document.Block.make({
    _tag: "Table",
    id: "provenance-versions",
    caption: "Software",
    columns: [
      { key: "name", title: "Name", type: { _tag: "text" }, width: 2 },
      { key: "version", title: "Version", type: { _tag: "text" } },
      { key: "role", title: "Role", type: { _tag: "text" }, width: 2 }
    ],
    rows: [
      { name: "Fairward", version: findings.fairward, role: "audit and report" },
      ...stages.map(({ id, stored }) => ({ name: id, version: stored.version, role: `stage, ${stored.status}` })),
      ...Object.entries(findings.provenance.versions)
        .filter(([name]) => name !== "fairward")
        .map(([name, version]) => ({ name, version, role: "environment" }))
    ]
  })

const withheld = ({ findings: { disclosure } }: Subject): ReadonlyArray<Block> =>
  disclosure === undefined
    ? []
    : [
        caveat(
          "note",
          ...text`${strong("Small counts are withheld. ")}Counts of patients and events below ${Document.count(disclosure.minimumCell)}, others by which they could be had by subtraction, and numbers that rest on so few patients were replaced before anything was written. Other numbers are rounded, each by itself: a difference need not be that of the two numbers beside it. An audit without this setting has them all.`
        )
      ]

/** What holds in place of the configuration whose hash is told. */
const overridden = ({ findings: { provenance } }: Subject): ReadonlyArray<Block> =>
  provenance.overrides === undefined
    ? []
    : [
        paragraph(
          "Set on the command line, in place of the configuration: ",
          ...provenance.overrides.flatMap((override, i) => [...(i === 0 ? [] : [", "]), { code: override }]),
          "."
        )
      ]

const peculiarities = ({ findings: { audit } }: Subject): ReadonlyArray<Block> => {
  const { notes } = audit.dataset
  return [
    ...(notes.length === 0
      ? [paragraph("Nothing in the data had to be merged, cut or left out while reading them.")]
      : notes.map(({ message, table }) => caveat("note", strong(`Data (${table}): `), ...toldWhole(message))))
  ]
}

/** From what, with what and when the report was made, so that it can be made again. */
export const provenanceSection = (subject: Subject): Section => {
  const { configSha256, seed, startedAt } = subject.findings.provenance
  return {
    id: "provenance",
    title: "Provenance",
    goal: "What is needed to make this report again.",
    blocks: [
      paragraph("The audit started at ", { code: startedAt }, ` with seed ${seed}.`),
      paragraph(
        "SHA-256 of the configuration: ",
        { code: shortHash(configSha256) },
        "; of the inputs, over the hashes of the files in the order of the table: ",
        { code: shortHash(inputsHash(subject.findings.provenance)) },
        "."
      ),
      ...overridden(subject),
      ...withheld(subject),
      filesTable(subject),
      ...peculiarities(subject),
      softwareTable(subject),
      paragraph(
        "Hashes are shortened to their first 12 characters. The findings file that goes with this report, ",
        { code: "findings.json" },
        ", holds them in full, with the options of every stage and every number",
        subject.findings.disclosure === undefined ? " unrounded" : " that was not withheld",
        ". The same inputs, configuration and seed give the same findings."
      )
    ]
  }
}
