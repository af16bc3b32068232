/** @jsxRuntime automatic @jsxImportSource react */
import type { ReportDocument } from "@fairward/core/ReportDocument"
import { Document } from "@react-pdf/renderer"
import { GlossaryPages, ReferencesPages } from "./BackPages.tsx"
import { ContentsPages, CoverPage } from "./FrontPages.tsx"
import type { Press } from "./Press.ts"
import { SectionPages } from "./SectionPages.tsx"

export const Report = ({
  createdAt,
  document,
  missing,
  press
}: {
  readonly createdAt: Date
  readonly document: ReportDocument
  readonly missing: ReadonlyArray<string>
  readonly press: Press
}) => (
  <Document
    title={document.cover.title}
    {...(document.cover.author === undefined ? {} : { author: document.cover.author })}
    subject="Fairness audit of a clinical early-warning model"
    creator="Fairward"
    producer="Fairward"
    language={document.cover.language}
    creationDate={createdAt}
    modificationDate={createdAt}
    pageMode="useOutlines"
    pdfVersion="1.7"
  >
    <CoverPage cover={document.cover} press={press} />
    <ContentsPages missing={missing} press={press} />
    {document.sections.map((section) => (
      <SectionPages key={section.id} press={press} section={section} />
    ))}
    {document.glossary.length === 0 ? null : <GlossaryPages glossary={document.glossary} press={press} />}
    {press.outline.references.length === 0 ? null : <ReferencesPages press={press} />}
  </Document>
)
