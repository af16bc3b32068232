/**
 * The report as data. Stages return sections of blocks, renderers draw them. Numbers stay numbers until a renderer
 * formats them, so that PDF, HTML and findings agree.
 */
import { Schema } from "effect"

const optional = Schema.optionalKey

/** How a number reads. The same types give columns their format. */
const numeric = {
  integer: {},
  /** A number with a fixed count of decimals. */
  number: { digits: Schema.Int },
  /** A share of one, shown as a percentage. */
  percent: { digits: Schema.Int },
  pValue: {}
}

/**
 * A number within text, which stays a number until a renderer writes it in the report's locale; or text that is plain,
 * emphasised, or a link to an anchor (`#id`) or address.
 */
export const Inline = Schema.Union([
  Schema.String,
  Schema.Struct({ value: Schema.Finite, as: Schema.TaggedUnion(numeric), strong: optional(Schema.Boolean) }),
  Schema.Struct({ strong: Schema.String }),
  Schema.Struct({ emphasis: Schema.String }),
  Schema.Struct({ code: Schema.String }),
  Schema.Struct({ link: Schema.String, text: Schema.String })
])
export type Inline = typeof Inline.Type

/** A number within text. */
export type NumberInline = Extract<Inline, { readonly value: number }>

export const Text = Schema.Array(Inline)
export type Text = typeof Text.Type

/** How sure and how grave: the verdicts of METHODS, section 5. */
export const Verdict = Schema.Literals([
  "too small",
  "not estimable",
  "no verdict",
  "material",
  "equivalent",
  "worse",
  "better",
  "greater",
  "less",
  "inconclusive"
])
export type Verdict = typeof Verdict.Type

/**
 * Classes of harm, the gravest first: events that are missed; warnings that come late; false alarms and the burden of
 * alarms; a risk that means different things; how scores rank patients; and where differences may come from.
 */
export const harms = ["missed", "late", "false alarms", "risk", "ranking", "sources"] as const

export const Harm = Schema.Literals(harms)
export type Harm = typeof Harm.Type

/** What a column of a table holds, and so how it is aligned and formatted. */
export const Column = Schema.Struct({
  key: Schema.String,
  title: Schema.String,
  /** What its numbers count, behind the title: "of 1,000 steps". */
  unit: optional(Text),
  type: Schema.TaggedUnion({
    text: {},
    ...numeric,
    /** `[low, high]`. */
    interval: { digits: Schema.Int },
    verdict: {}
  }),
  /** Relative width; 1 when absent. */
  width: optional(Schema.Finite),
  /** What a reader may want to narrow the table to: cohort, metric, variable. A verdict always is. */
  filter: optional(Schema.Boolean)
})
export type Column = typeof Column.Type

const Scalar = Schema.NullOr(Schema.Union([Schema.Finite, Schema.String]))

/** A value, or a value with a mark and a reason when there is none. `null` is shown as a dash with its reason. */
export const Cell = Schema.Union([
  Scalar,
  Schema.Tuple([Schema.Finite, Schema.Finite]),
  Schema.Struct({
    value: Schema.Union([Scalar, Schema.Tuple([Schema.Finite, Schema.Finite])]),
    /**
     * `worse` and `better` judge, with a sign and a colour. The others do not: `strong` is bold, `muted` grey, `note` italic;
     * `added` is bold and red, for what is in a list only here; `moved` italic and blue, for what stands elsewhere in it. What
     * they mean in a table its caption says.
     */
    mark: optional(Schema.Literals(["worse", "better", "strong", "muted", "note", "added", "moved"])),
    /** What was found of the value: drawn as the verdict's sign and a fill, in place of a mark. */
    verdict: optional(Verdict),
    /** The smallest difference that would have been seen, in the unit of the value: stands behind it as ±0.1. */
    detectable: optional(Schema.Finite),
    /** The value is only a bound of what is told: "< 2.5", "> 97.5". */
    bound: optional(Schema.Literals(["<", ">"])),
    /** Decimals of this cell's numbers, where rows differ in unit; the column's when absent. */
    digits: optional(Schema.Int),
    /** Shown beside the value, small: "(F)", "not estimable: no events". */
    note: optional(Schema.String)
  })
])
export type Cell = typeof Cell.Type

const Chart = {
  id: Schema.String,
  /** A Vega-Lite specification with its data inline. */
  spec: Schema.Record(Schema.String, Schema.Json),
  caption: Schema.String,
  /** What the chart shows, in words, for those who cannot see it. Never empty. */
  alt: Schema.NonEmptyString,
  /** Share of the text width; 1 when absent. */
  width: optional(Schema.Finite)
}

export const Block = Schema.TaggedUnion({
  /** Level 1 is directly below the section's own title. */
  Heading: { level: Schema.Literals([1, 2, 3]), id: Schema.String, text: Schema.String },
  Paragraph: { text: Text },
  /** One finding in one sentence, drawn to the front of the report. */
  KeyFinding: {
    verdict: Verdict,
    text: Text,
    /** Measures of the differences that it tells, as the stage's comparisons name them. */
    measures: optional(Schema.Array(Schema.String)),
    /** Of the gravest difference that it tells. Findings stand in the order of harms, of one harm in that of verdicts. */
    harm: optional(Harm),
    /** Larger comes first among findings of one harm and verdict: how far the difference lies beyond the margin, in margins. */
    weight: Schema.Finite,
    /** Anchor of the evidence. */
    evidence: optional(Schema.String),
    /** It is about all patients, and so compares none; absent: about cohorts. */
    scope: optional(Schema.Literal("everyone")),
    /** The finding for the answer on the first page, where it is of no cohort against its rest. */
    answer: optional(Text),
    /**
     * Of everyone: by the rule of the stage all patients are served badly, in what `harm` says. The answer on the first page
     * says so before all differences that are no graver, in the words of `answer`.
     */
    isPoor: optional(Schema.Literal(true)),
    /** The cohorts that it is about. */
    cohorts: optional(Schema.Array(Schema.Struct({ grouping: Schema.String, category: Schema.String })))
  },
  Table: {
    id: Schema.String,
    caption: Schema.String,
    columns: Schema.Array(Column),
    rows: Schema.Array(Schema.Record(Schema.String, Cell)),
    /** Key of what rows that follow each other have in common: it stands above them, in no column. */
    group: optional(Schema.String),
    /** Said in place of the rows when there are none. */
    empty: optional(Schema.String)
  },
  Chart,
  Definitions: {
    items: Schema.Array(Schema.Struct({ term: Schema.String, text: Text })),
    /** Print has the pages that links lead to beside each item. */
    pages: optional(Schema.Literal(true))
  },
  Caveat: { severity: Schema.Literals(["note", "warning", "serious"]), text: Text },
  Reference: { id: Schema.String, text: Schema.String, doi: optional(Schema.String) }
})
export type Block = typeof Block.Type

export const GlossaryEntry = Schema.Struct({ term: Schema.String, definition: Schema.String })
export type GlossaryEntry = typeof GlossaryEntry.Type

const sectionFields = {
  id: Schema.String,
  title: Schema.String,
  goal: optional(Schema.String),
  blocks: Schema.Array(Block)
}

export const Section = Schema.Struct({
  ...sectionFields,
  /**
   * `front`: on pages of its own before the contents, in type that is read at arm's length; `annex`: after all others; in
   * between when absent.
   */
  part: optional(Schema.Literals(["front", "annex"]))
})
export type Section = typeof Section.Type

/** What a stage says: in its section, and in the annex of the report. */
export const StageSection = Schema.Struct({
  ...sectionFields,
  /**
   * All that the blocks sum up: it stands in a section of its own in the report's annex. A heading may have the id of one among
   * the blocks, to which links from elsewhere lead then.
   */
  annex: optional(Schema.Array(Block))
})
export type StageSection = typeof StageSection.Type

/** Every block of a stage, those of its annex last. */
export const allBlocks = ({ annex = [], blocks }: StageSection): ReadonlyArray<Block> => [...blocks, ...annex]

/** With every block of a section, and of its annex, rewritten. */
export const mapSection = <One extends StageSection>(section: One, rewrite: (block: Block) => Block): One => ({
  ...section,
  blocks: section.blocks.map(rewrite),
  ...(section.annex === undefined ? {} : { annex: section.annex.map(rewrite) })
})

/** The section of a stage, and that of its annex if it has one, whose id ends with `-annex`. */
export const withAnnex = ({ annex = [], ...section }: StageSection): ReadonlyArray<Section> =>
  annex.length === 0
    ? [section]
    : [section, { id: annexId(section.id), title: `${section.title} in full`, part: "annex", blocks: annex }]

export const annexId = (stage: string): string => `${stage}-annex`

/** The front of the report: what was audited. */
export const Cover = Schema.Struct({
  title: Schema.String,
  /** Label and value pairs, in order. */
  facts: Schema.Array(Schema.Struct({ label: Schema.String, value: Text })),
  author: optional(Schema.String),
  /** Language of the text, as a BCP 47 tag. */
  language: Schema.String,
  keywords: optional(Schema.Array(Schema.String)),
  /** An image as a `data:` address, PNG, JPEG or SVG, with what it shows in words. */
  logo: optional(Schema.Struct({ image: Schema.String, alt: Schema.NonEmptyString }))
})
export type Cover = typeof Cover.Type

/** How renderers draw the document: nothing here changes what it says. */
export const Presentation = Schema.Struct({
  /** BCP 47 tag of the numbers: `de-CH` writes 1’234.5. */
  locale: Schema.String,
  paper: Schema.Literals(["A4", "Letter"]),
  /** `#rrggbb`; the theme's own when absent. */
  accent: optional(Schema.String),
  /** Print does without the annex, cover and glossary, and says so. */
  annex: optional(Schema.Literal(false))
})
export type Presentation = typeof Presentation.Type

export const defaultPresentation: Presentation = { locale: "en", paper: "A4" }

/**
 * What a report compares, as its tables call it: renderers that a reader can narrow to one cohort and measure find them by
 * these names.
 */
export const Compares = Schema.Struct({
  groupings: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      title: Schema.String,
      categories: Schema.Array(Schema.Struct({ id: Schema.String, label: Schema.String }))
    })
  ),
  /** A measure's id is its own within its stage. */
  measures: Schema.Array(Schema.Struct({ stage: Schema.String, id: Schema.String, title: Schema.String }))
})
export type Compares = typeof Compares.Type

export const ReportDocument = Schema.Struct({
  cover: Cover,
  presentation: Presentation,
  /** Absent where it compares nothing. */
  compares: optional(Compares),
  sections: Schema.Array(Section),
  glossary: Schema.Array(GlossaryEntry)
})
export type ReportDocument = typeof ReportDocument.Type

export const heading = (level: 1 | 2 | 3, id: string, text: string): Block =>
  Block.make({ _tag: "Heading", level, id, text })
/** A count within text. */
export const count = (value: number): NumberInline => ({ value, as: { _tag: "integer" } })
/** A number with so many decimals within text. */
export const decimal = (value: number, digits: number): NumberInline => ({ value, as: { _tag: "number", digits } })
/** A share of one as a percentage within text. */
export const percentage = (value: number, digits: number): NumberInline => ({ value, as: { _tag: "percent", digits } })

/** The fewest decimals, `most` at the most, with which a number reads as it is. */
export const decimalsOf = (value: number, most: number): number => {
  let digits = 0
  while (digits < most && Math.abs(Number(value.toFixed(digits)) - value) > Math.abs(value) * 1e-12) digits++
  while (digits > 0 && Number(value.toFixed(digits)) === Number(value.toFixed(digits - 1))) digits--
  return digits
}

const scoreDigits = 4

/**
 * A score or threshold within text: four decimals at most or, where those would round it to 0, three significant digits.
 */
export const score = (value: number): NumberInline => {
  const most =
    value !== 0 && Math.abs(value) < 0.5 * 10 ** -scoreDigits
      ? 2 - Math.floor(Math.log10(Math.abs(value)))
      : scoreDigits
  return { value, as: { _tag: "number", digits: most > 15 ? most : decimalsOf(value, most) } }
}

/** The same number, emphasised. */
export const strongly = (number: NumberInline): NumberInline => ({ ...number, strong: true })
export const paragraph = (...text: ReadonlyArray<Inline>): Block => ({ _tag: "Paragraph", text })
export const caveat = (severity: "note" | "warning" | "serious", ...text: ReadonlyArray<Inline>): Block => ({
  _tag: "Caveat",
  severity,
  text
})

/** The document with every block of its sections rewritten. */
export const mapBlocks = (document: ReportDocument, rewrite: (block: Block) => Block): ReportDocument => ({
  ...document,
  sections: document.sections.map((section) => mapSection(section, rewrite))
})

/** The block with its running text rewritten: that of paragraphs, caveats, key findings and definitions. */
export const mapText = (block: Block, rewrite: (text: Text) => Text): Block => {
  switch (block._tag) {
    case "Paragraph":
    case "Caveat":
      return { ...block, text: rewrite(block.text) }
    case "KeyFinding":
      return {
        ...block,
        text: rewrite(block.text),
        ...(block.answer === undefined ? {} : { answer: rewrite(block.answer) })
      }
    case "Definitions":
      return { ...block, items: block.items.map(({ term, text }) => ({ term, text: rewrite(text) })) }
    default:
      return block
  }
}
