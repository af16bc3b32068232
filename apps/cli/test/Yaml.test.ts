import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Yaml from "../src/Yaml.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)

const problemsOf = (content: string | Uint8Array) =>
  Yaml.parse("fairward.yaml", typeof content === "string" ? bytesOf(content) : content).pipe(
    Effect.as<ReadonlyArray<string>>([]),
    Effect.catch(({ problems }) =>
      Effect.succeed(problems.map(({ fix, message, where }) => `${where} ${message} ${fix ?? ""}`.trim()))
    )
  )

const nested = (open: string, levels: number) => open.repeat(levels)
const bomb = [
  "a: &a [x, x, x, x, x, x, x, x]",
  "b: &b [*a, *a, *a, *a, *a, *a, *a, *a]",
  "c: &c [*b, *b, *b, *b, *b, *b, *b, *b]",
  "d: [*c, *c, *c]"
]

describe("the text of a configuration", () => {
  it.effect.each([
    [
      "a glob without quotes",
      "data:\n  from: *.csv\n",
      'fairward.yaml:2:9 In YAML a value that begins with * stands for another, and there is none called ".csv". Put it in quotes: "*.csv"'
    ],
    [
      "a setting twice",
      "title: A\nhorizon: 6 h\nhorizon: 12 h\n",
      'fairward.yaml:3:1 "horizon" is written twice here. Keep one of them.'
    ],
    [
      "a setting twice in JSON",
      '{"title": "A",\n "title": "B"}',
      'fairward.yaml:2:2 "title" is written twice here. Keep one of them.'
    ],
    [
      "two documents",
      "title: A\n---\ntitle: B\n",
      "fairward.yaml:2:1 A second document begins here, and a configuration is one. Remove the line --- and what follows, or keep it in a file of its own."
    ],
    [
      "tabs",
      "data:\n\tfrom: x.csv\n",
      "fairward.yaml:2:1 The line is indented by a tab. Indent by spaces: YAML does not take tabs."
    ],
    [
      "a tag",
      "title: !!js/function 'x'\n",
      "fairward.yaml:1:8 A value that begins with ! is a tag in YAML, and a configuration knows none. Leave the word with the ! away, or, if it is part of a text, put the whole text in quotes."
    ],
    [
      "a value that begins with @",
      "title: @home\n",
      'fairward.yaml:1:8 A value cannot begin with @ in YAML. Put it in quotes: "@home"'
    ],
    ["nothing", "", "fairward.yaml The file is empty. See one that works: fairward demo"],
    ["comments alone", "# to do\n", "fairward.yaml The file is empty. See one that works: fairward demo"],
    [
      "a list",
      "- title: A\n",
      "fairward.yaml:1:1 The file holds a list, and no settings. A configuration is lines of settings, such as title: My audit"
    ],
    [
      "aliases that grow without bound",
      bomb.join("\n"),
      "fairward.yaml:1:1 Values that stand for others (*) are written out more than 100 times. Write the settings themselves."
    ],
    [
      "brackets without end",
      nested("[", 5000),
      "fairward.yaml:1:101 Settings are nested more than 100 levels deep. No setting needs more than a handful of levels: look for an indentation that never ends."
    ],
    [
      "lists in lists without end",
      nested("- ", 5000),
      "fairward.yaml:1:1 Settings are nested more than 100 levels deep. No setting needs more than a handful of levels: look for an indentation that never ends."
    ]
  ] as const)("with %s is refused in words that mend it", ([, content, expected]) =>
    Effect.gen(function* () {
      expect(yield* problemsOf(content)).toEqual([expected])
    })
  )

  it.effect("may be UTF-16 that says so, and keeps its letters", () =>
    Effect.gen(function* () {
      for (const bytes of [
        Buffer.from("\uFEFFtitle: Zürich\n", "utf16le"),
        Buffer.from("\uFEFFtitle: Zürich\n", "utf16le").swap16()
      ]) {
        const { content } = yield* Yaml.parse("fairward.yaml", bytes)
        expect(content).toEqual({ title: "Zürich" })
      }
    })
  )

  it.effect("tells keys apart that are codes beyond 2^53, and finds those that are the same", () =>
    Effect.gen(function* () {
      const codes = (first: string, second: string) => `categories: { ${first}: A, ${second}: B }\n`
      expect(yield* problemsOf(codes("1155885100000010901", "1155885100000010902"))).toEqual([])
      expect(yield* problemsOf(codes("1155885100000010901", "1155885100000010901"))).toEqual([
        'fairward.yaml:1:39 "1155885100000010901" is written twice here. Keep one of them.'
      ])
    })
  )

  it.effect("is refused where its bytes are no text that it says", () =>
    Effect.gen(function* () {
      expect(yield* problemsOf(Buffer.from("title: A\n", "utf16le"))).toEqual([
        "fairward.yaml The file is UTF-16 or UTF-32 without a mark that says so. Save the file as UTF-8 text in your editor."
      ])
      expect(yield* problemsOf(Buffer.from("title: A\nauthor: Z\u00fcrich\n", "latin1"))).toEqual([
        'fairward.yaml The file is not UTF-8: line 2, "author: Z\uFFFDrich". Save the file as UTF-8 text in your editor.'
      ])
      expect(yield* problemsOf(Uint8Array.from([80, 65, 82, 49, 0, 0]))).toEqual([
        "fairward.yaml The file is no text: it holds NUL bytes. Name a configuration, YAML or JSON."
      ])
      expect((yield* problemsOf("#".repeat(1_100_000)))[0]).toContain(
        "The file has 1.1 MB, and a configuration at most 1.0 MB."
      )
    })
  )

  it.effect("is never more than words about its text, whatever it holds", () =>
    Effect.gen(function* () {
      const odd = [
        "{",
        "a: {b: [c}",
        "a: 'b",
        'a: "\\x"',
        "? {a: 1}\n: b",
        "%YAML 9\n---\na: 1",
        "a: &x 1\nb: *x",
        "<<: {a: 1}",
        "a: |\n b",
        ":",
        "a\n  b: c",
        "a: b: c",
        "\u0007",
        "a: [1, 2",
        "__proto__: {x: 1}",
        "a: &a\n  b: *a"
      ]
      for (const content of odd) {
        for (const problem of yield* problemsOf(content)) expect(problem).toMatch(/^fairward\.yaml(:\d+:\d+)? .{12,}/u)
      }
    })
  )
})
