/** @jsxRuntime automatic @jsxImportSource react */
import type { Cover } from "@fairward/core/ReportDocument"
import { Link, Page, Text, View } from "@react-pdf/renderer"
import { codePointName } from "../Glyphs.ts"
import type { Entry } from "../Outline.ts"
import { Callout } from "./Callouts.tsx"
import type { Press } from "./Press.ts"
import { inlines, isLong } from "./Prose.tsx"
import { bodyLine, bodySize, color, margin, sheet } from "./Sheet.ts"
import { SheetPage } from "./SheetPage.tsx"

export const CoverPage = ({ cover, press }: { readonly cover: Cover; readonly press: Press }) => (
  <Page size={press.size} experimentalPagination style={{ ...sheet.page, paddingTop: 120 }}>
    <Text style={{ fontSize: 9, letterSpacing: 1.6, color: color.muted, marginBottom: 12 }}>FAIRNESS AUDIT</Text>
    <Text
      style={{ fontSize: cover.title.length > 70 ? 22 : 28, lineHeight: 1.2, fontWeight: 700, color: color.accent }}
    >
      {cover.title}
    </Text>
    {cover.author === undefined ? null : <Text style={{ fontSize: 11, marginTop: 10 }}>{cover.author}</Text>}
    <View
      style={{ width: 72, borderBottomWidth: 3, borderBottomColor: color.accent, marginTop: 18, marginBottom: 36 }}
    />
    <View>
      {cover.facts.map((fact, index) => (
        <View
          key={`${index}`}
          wrap={isLong(fact.value)}
          style={{
            flexDirection: "row",
            alignItems: "flex-start",
            paddingTop: 5,
            paddingBottom: 4,
            borderTopWidth: index === 0 ? 0.5 : 0,
            borderBottomWidth: 0.5,
            borderColor: color.rule
          }}
        >
          <Text style={{ width: 148, paddingRight: 12, fontSize: bodySize, lineHeight: bodyLine, color: color.muted }}>
            {fact.label}
          </Text>
          <Text style={{ flex: 1, fontSize: bodySize, lineHeight: bodyLine }}>
            {inlines(fact.value, { press, section: null })}
          </Text>
        </View>
      ))}
    </View>
    <Text style={{ position: "absolute", bottom: 40, left: margin.left, fontSize: 7.5, color: color.muted }}>
      Produced by Fairward
    </Text>
  </Page>
)

/** The contents as far as headings of the second level, with leaders and the pages that the sections ended up on. */
export const ContentsPages = ({
  missing,
  press
}: {
  readonly missing: ReadonlyArray<string>
  readonly press: Press
}) => (
  <SheetPage press={press} section="Contents">
    <Text style={{ fontSize: 18, lineHeight: 1.25, fontWeight: 700, color: color.accent, marginBottom: 12 }}>
      Contents
    </Text>
    {missing.length === 0 ? null : (
      <Callout severity="warning">
        {`The report's font lacks ${missing.length === 1 ? "a character" : `${missing.length} characters`} of the data: each is shown as its Unicode number in brackets (${missing.slice(0, 12).map(codePointName).join(", ")}${missing.length > 12 ? " and others" : ""}).`}
      </Callout>
    )}
    {press.outline.entries
      .filter((entry) => entry.level <= 2)
      .map((entry) => (
        <ContentsLine key={entry.anchor} entry={entry} press={press} />
      ))}
  </SheetPage>
)

const numberWidths = [22, 30, 40, 48] as const

const ContentsLine = ({ entry, press }: { readonly entry: Entry; readonly press: Press }) => {
  const section = entry.level === 0
  const indent = entry.level === 0 ? 0 : entry.level === 1 ? 22 : 52
  return (
    <Link src={`#${press.outline.destination(entry.anchor)}`} style={{ color: color.text, textDecoration: "none" }}>
      <View
        wrap={false}
        style={{
          flexDirection: "row",
          alignItems: "flex-end",
          paddingLeft: indent,
          marginTop: section ? 7 : 1.5,
          ...(section ? { fontWeight: 700 } : {})
        }}
      >
        {entry.number === "" ? null : <Text style={{ width: numberWidths[entry.level] }}>{entry.number}</Text>}
        <Text style={{ flexShrink: 1, maxWidth: 380 }}>{entry.title}</Text>
        <View
          style={{
            flexGrow: 1,
            minWidth: 16,
            marginLeft: 4,
            marginRight: 4,
            marginBottom: 3.2,
            borderBottomWidth: 0.8,
            borderBottomStyle: "dotted",
            borderBottomColor: color.muted
          }}
        />
        <Text style={{ width: 22, textAlign: "right" }} render={() => `${press.pages.get(entry.anchor) ?? ""}`} />
      </View>
    </Link>
  )
}
