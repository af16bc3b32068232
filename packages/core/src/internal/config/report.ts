/** The settings under `report`: how it is drawn. */
import { Schema } from "effect"
import { describe, optional, withDefault } from "./fields.ts"

/** Those that are registered have at most 35 characters. */
const longestLocale = 100

/** A language and region whose way to write numbers is known. */
export const Locale = Schema.NonEmptyString.check(
  Schema.makeFilter((locale) => {
    const shown = JSON.stringify(locale.slice(0, 40))
    try {
      return locale.length <= longestLocale && Intl.NumberFormat.supportedLocalesOf(locale).length > 0
        ? true
        : `No numbers are known for the locale ${shown}: name one such as en, de-CH or fr`
    } catch {
      return `${shown} is no locale: name one such as en, de-CH or fr`
    }
  })
)

/** The whole report, or its first pages for those who decide on it. */
export const Edition = Schema.Literals(["full", "committee"])
export type Edition = typeof Edition.Type

/** Size of the pages. */
export const Paper = Schema.Literals(["A4", "Letter"])
export type Paper = typeof Paper.Type

/** A colour, as #rrggbb. */
export const Colour = Schema.String.check(
  Schema.isPattern(/^#[0-9a-fA-F]{6}$/u, { message: "Expected a colour, written as #14507a" })
)

export const ReportConfig = Schema.Struct({
  edition: withDefault(
    describe(Edition, "The whole report, or only its first pages, for a committee: answer, evidence, trust, card"),
    "full"
  ),
  annex: withDefault(
    describe(
      Schema.Boolean,
      "Whether the PDF has the annex, glossary and references; page and findings always have all"
    ),
    true
  ),
  sections: optional(
    describe(
      Schema.NonEmptyArray(Schema.NonEmptyString),
      "Sections to show, in their order: answer, evidence, trust, card, the ids of stages, key-findings, reading, population, methods, standards, provenance, glossary; absent: all"
    )
  ),
  locale: withDefault(
    describe(Locale, "Language and region by which numbers are written, such as en, de-CH or fr"),
    "en"
  ),
  paper: withDefault(Paper, "A4"),
  logo: optional(
    describe(
      Schema.NonEmptyString,
      "An image for the cover, PNG, JPEG or SVG; the path is relative to the configuration"
    )
  ),
  fonts: optional(
    describe(
      Schema.NonEmptyArray(Schema.NonEmptyString),
      "Fonts for characters that the built-in one lacks, TrueType, OpenType or WOFF, the first that has a character draws it; paths are relative to the configuration"
    )
  ),
  accent: optional(describe(Colour, "Colour of titles and rules, such as #14507a"))
})
export type ReportConfig = typeof ReportConfig.Type
