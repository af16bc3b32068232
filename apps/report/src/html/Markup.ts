/** HTML in which everything is escaped that was not written in a template here. */
import { Bidi } from "@fairward/typesetter"

/** A piece of a page; only `html` and `raw` make one. */
export interface Markup {
  readonly markup: string
}

export type Content = string | number | Markup | null | undefined | false | ReadonlyArray<Content>

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Text as it may stand between tags and in quoted attributes. */
export const escaped = (text: string): string =>
  text.replace(control, " ").replace(/[&<>"']/g, (character) => entities[character]!)

const rendered = (content: Content): string => {
  if (content === null || content === undefined || content === false) return ""
  if (typeof content === "string") return escaped(Bidi.isolated(content))
  if (typeof content === "number") return `${content}`
  return "markup" in content ? content.markup : content.map(rendered).join("")
}

/** A template whose values are escaped, except those that are markup already. Attributes must be quoted. */
export const html = (template: TemplateStringsArray, ...values: ReadonlyArray<Content>): Markup => ({
  markup: values.reduce<string>((page, value, index) => page + rendered(value) + template[index + 1]!, template[0]!)
})

/** What is markup already, from a source that can be trusted with it. */
export const raw = (markup: string): Markup => ({ markup })

/** The text of a script element: nothing in it ends the element. */
export const scriptText = (source: string): string =>
  source
    .replaceAll("\r\n", "\n")
    .replace(/<\/(script)/gi, "<\\/$1")
    .replaceAll("<!--", "<\\!--")
