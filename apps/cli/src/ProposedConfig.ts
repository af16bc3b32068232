/** A proposed configuration as text: every setting, with why it is what it is beside it. */
import type { Proposal, Remark } from "@fairward/sources/Proposal"
import { Document, isMap, isPair, isScalar, type Node, type Pair, visit } from "yaml"

const widest = 100

/** What a remark says, as a comment: guesses are marked. */
export const remarkText = ({ origin, text }: Pick<Remark, "origin" | "text">): string =>
  origin === "assumed" ? `assumed: ${text}` : text

/** Lines of at most {@link widest} characters. */
const wrapped = (text: string): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const word of text.split(/\s+/u)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= widest) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

const commentOf = (text: string) =>
  wrapped(text)
    .map((line) => ` ${line}`)
    .join("\n")

const pairAt = (document: Document, path: ReadonlyArray<string>): Pair<Node, Node> | undefined => {
  let node: unknown = document.contents
  let found: Pair<Node, Node> | undefined
  for (const key of path) {
    if (!isMap<Node, Node>(node)) return found
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    if (pair === undefined) return found
    found = pair
    node = pair.value
  }
  return found
}

/** Short remarks on a value stand behind it, all others above its name. */
const comment = (document: Document, { path }: Remark, text: string) => {
  const pair = pairAt(document, path)
  if (pair === undefined) return
  const { key, value } = pair
  const isShort = isScalar(value) && value.comment == null && text.length + String(value.value).length < widest - 30
  if (isShort) value.comment = ` ${text}`
  else key.commentBefore = [...(key.commentBefore == null ? [] : [key.commentBefore]), commentOf(text)].join("\n")
}

/** Settings whose members each stand on a line of their own. */
const holders: ReadonlySet<unknown> = new Set(["groupings", "variables"])

const nameOf = (pair: unknown) => (isPair(pair) && isScalar(pair.key) ? pair.key.value : undefined)

/** Lists, categories, groupings and variables stand on a line. */
const compact = (document: Document) =>
  visit(document, {
    Seq: (_, seq) => {
      seq.flow = true
    },
    Map: (_, map, path) => {
      const pair = path.at(-1)
      map.flow = map.items.length === 0 || nameOf(pair) === "threshold" || holders.has(nameOf(path.at(-3)))
    }
  })

/** Questions that only whoever knows the hospital can put, and what to write for them. */
const unasked = (isTimed: boolean): ReadonlyArray<string> => [
  " Not asked here, since nothing in the tables says it:",
  " - caseMix: [age, ...]: is a cohort served worse, or sicker? It is also held against patients who are alike in these",
  ...(isTimed
    ? [
        " - data.recognition: {from, patient, time}: does the alarm come before clinicians know, such as by the first antibiotic?"
      ]
    : [])
]

/** The text of `fairward.yaml`. */
export const proposedText = ({ comparison, content, leftOut, remarks }: Proposal): string => {
  const document = new Document(content)
  compact(document)
  for (const remark of remarks) comment(document, remark, remarkText(remark))
  document.commentBefore = [
    " Written by fairward init. What is marked as assumed is a guess: read it, and change what is wrong.",
    " All settings: docs/configuration.md; fairward validate checks this file and the data."
  ].join("\n")
  const [models, ...lines] = comparison
  const trailing = [
    ...(models === undefined
      ? []
      : [[...wrapped(models).map((line) => ` ${line}`), ...lines.map((line) => `   ${line}`)]]),
    ...(leftOut.length === 0
      ? []
      : [
          [
            " Not used:",
            ...leftOut.flatMap((line) => wrapped(line).map((part, i) => ` ${i === 0 ? "-" : " "} ${part}`))
          ]
        ]),
    unasked(document.hasIn(["data", "predictions", "time"]))
  ]
  document.comment = trailing.map((part) => part.join("\n")).join("\n\n")
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}
