import { describe, expect, it } from "@effect/vitest"
import type { StageFindings } from "@fairward/core/AuditFindings"
import * as Message from "@fairward/core/Message"
import { type Block, heading, ReportDocument, type Verdict } from "@fairward/core/ReportDocument"
import { audit, findings, stageOf, stored } from "@fairward/fixtures/Findings"
import { factOf, sectionOf, tableOf, textOf, wordsOf } from "@fairward/fixtures/Text"
import { Effect, Schema } from "effect"
import * as AuditReport from "../src/AuditReport.ts"

const keyFinding = (
  verdict: Verdict,
  text: string,
  weight: number,
  evidence?: string
): Extract<Block, { readonly _tag: "KeyFinding" }> => ({
  _tag: "KeyFinding",
  verdict,
  text: [text],
  weight,
  ...(evidence === undefined ? {} : { evidence })
})

const done = (title: string, verdicts: ReadonlyArray<Verdict> = []) =>
  stored({ title, status: "done", findings: { comparisons: verdicts.map((verdict) => ({ verdict })) } })

const blocksOfKeyFindings = (document: ReportDocument) => {
  const { blocks } = sectionOf(document, "key-findings")
  const end = blocks.findIndex((block) => block._tag === "Heading" && block.id === "key-findings-all")
  return { front: blocks.slice(0, end), all: blocks.slice(end) }
}

const only = (blocks: ReadonlyArray<Block>) => blocks.flatMap((block) => (block._tag === "KeyFinding" ? [block] : []))

/** The findings that have a picture, or would have one if their stage compared. */
const evidence = (document: ReportDocument) => only(document.sections.find(({ id }) => id === "evidence")?.blocks ?? [])
const listedFindings = (document: ReportDocument) => only(blocksOfKeyFindings(document).all)
/** Those of the sections of these stages, then those of their annexes. */
const toldFindings = (document: ReportDocument, ...stages: ReadonlyArray<string>) =>
  stages.flatMap((stage) =>
    document.sections.filter(({ id }) => id === stage || id === `${stage}-annex`).flatMap(({ blocks }) => only(blocks))
  )
const frontText = (document: ReportDocument) =>
  blocksOfKeyFindings(document).front.map(wordsOf).join("\n").replaceAll("\u00a0", " ")

/** By `printf` of `predictions`, a space, the file's hash and a newline, into `sha256sum`. */
const hashOfInputs = "e38a225f88b32ab9521979d7ab8d98818b957654efaf68e01b69a3e649d9cb84"

describe("the assembled report", () => {
  it.effect("holds every other section where the code of one breaks off", () =>
    Effect.gen(function* () {
      const broken = {
        ...stageOf("a", []),
        render: () => Effect.die(new RangeError("toFixed() digits argument must be between 0 and 100"))
      }
      const odd = { a: done("A"), b: done("B") }
      const document = yield* AuditReport.assemble(findings(odd), [broken, stageOf("b", [])])
      expect(textOf(document, "a")).toContain("broke off while it wrote its section")
      expect(textOf(document, "key-findings")).toContain("A is not shown")
      expect(textOf(document, "b")).not.toContain("broke off")
      const unthinkable = { ...findings(odd), provenance: { ...findings(odd).provenance, configSha256: undefined } }
      const rest = yield* AuditReport.assemble(unthinkable as never, [stageOf("a", []), stageOf("b", [])])
      expect(textOf(rest, "provenance")).toContain("could not be put together")
      expect(rest.sections.length).toBe(document.sections.length)
    })
  )

  it.effect("takes a stage that is called as a method of every object for one that is not installed", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings({ toString: stored({ title: "S", status: "done" }) }), [])
      expect(sectionOf(document, "key-findings")).toBeDefined()
    })
  )

  it.effect("writes a threshold of any size", () =>
    Effect.gen(function* () {
      for (const value of [1e-100, 1e-300, 5e-324, 1.5e-12, 1e300]) {
        const document = yield* AuditReport.assemble(
          findings({}, { threshold: { value, chosenBy: null, warnings: [] } }),
          []
        )
        expect(textOf(document, "key-findings")).not.toContain("could not be put together")
        expect(textOf(document, "methods")).not.toContain("could not be put together")
      }
    })
  )

  it.effect("has the sections in the order of reading, with the stages in the order of the findings", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings({ b: done("B"), a: done("A") }), [
        stageOf("a", []),
        stageOf("b", [])
      ])
      expect(document.sections.map(({ id }) => id)).toEqual([
        "answer",
        "trust",
        "card",
        "b",
        "a",
        "key-findings",
        "reading",
        "population",
        "methods",
        "standards",
        "provenance"
      ])
      expect(document.sections.map(({ part }) => part)).toEqual([
        "front",
        "front",
        "front",
        undefined,
        undefined,
        ...Array.from({ length: 6 }, () => "annex")
      ])
      expect(sectionOf(document, "b").goal).toBe("Goal of B.")
    })
  )

  it.effect("is a valid document whose anchors are unique and whose links lead somewhere", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(
        findings({
          a: done("A", ["worse"]),
          b: stored({ title: "B", status: "skipped", reason: Message.of`needs time series of medical variables` }),
          c: stored({ title: "C", status: "failed", reason: Message.of`out of memory` }),
          d: done("D")
        }),
        [stageOf("a", [keyFinding("worse", "x", 1)]), stageOf("b", [], { needs: ["timeseries"] }), stageOf("c", [])]
      )
      yield* Schema.decodeUnknownEffect(ReportDocument)(JSON.parse(JSON.stringify(document)), {
        onExcessProperty: "error"
      })
      const anchors = [
        "glossary",
        ...document.sections.flatMap(({ blocks, id }) => [
          id,
          ...blocks.flatMap((block) => ("id" in block ? [block.id] : []))
        ])
      ]
      expect(new Set(anchors).size).toBe(anchors.length)
      const links = JSON.stringify(document).matchAll(/"(?:link":"#|evidence":")([^"]+)"/gu)
      const targets = [...links].map(([, target]) => target)
      expect(targets.length).toBeGreaterThan(5)
      for (const target of targets) expect(anchors).toContain(target)
    })
  )

  it.effect("fails when stored findings do not fit the installed stage", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.flip(
        AuditReport.assemble(findings({ a: stored({ title: "A", status: "done", findings: { comparisons: 3 } }) }), [
          stageOf("a", [])
        ])
      )
      expect(exit._tag).toBe("SchemaError")
    })
  )
})

describe("how often cohorts are scored", () => {
  const scored = (...minutes: ReadonlyArray<number>) =>
    findings(
      { a: done("A") },
      {
        groupings: ["Sex", "Twin of sex"].flatMap((title) =>
          audit.groupings.map((grouping) => ({
            ...grouping,
            id: title,
            title,
            categories: grouping.categories.map((category, i) => ({ ...category, scoredEvery: minutes[i]! }))
          }))
        )
      }
    )

  it.effect("is said once where all are alike", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(scored(60, 60), [stageOf("a", [])])
      const text = textOf(document, "population")
      expect(text.split("All cohorts are scored every 1 h, by the median of their patients.")).toHaveLength(2)
      expect(text).not.toContain("not scored equally often")
    })
  )

  it.effect("is warned of where intervals differ by more than a fifth", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(scored(240, 60), [stageOf("a", [])])
      const text = textOf(document, "population")
      expect(text.split("cohorts are scored at these intervals: Female every 4 h, Male every 1 h.")).toHaveLength(3)
      expect(text).toContain("Sex: cohorts are not scored equally often (Female every 4 h, Male every 1 h).")
    })
  )

  it.effect("is not on a grid where predictions are made at irregular times", () =>
    Effect.gen(function* () {
      const { cover, ...document } = yield* AuditReport.assemble(
        findings(
          { a: done("A") },
          { dataset: { ...audit.dataset, irregular: true, timestepMinutes: 1, horizonSteps: 720 } }
        ),
        [stageOf("a", [])]
      )
      expect(factOf({ cover, ...document }, "Time")).toBe(
        "predictions at irregular times, warnings up to 12 h ahead; stays are cut at 1 d 9 h 36 min"
      )
      expect(factOf({ cover, ...document }, "Kind of model")).toBe(
        "early-warning model, scored at irregular times of a stay"
      )
      expect(document.glossary.find(({ term }) => term === "Step")?.definition).toContain("at no fixed distance")
    })
  )
})

describe("the cover", () => {
  it.effect("says what was audited, on whom and how", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings({ a: done("A") }), [stageOf("a", [])])
      expect(document.cover.title).toBe("Circulatory failure alarm, test hospital")
      expect(document.cover.author).toBe("Audit team")
      const facts = Object.fromEntries(document.cover.facts.map(({ label }) => [label, factOf(document, label)]))
      expect(facts).toEqual({
        Model: "lgbm, version 1.0",
        "Intended use": "Warn of circulatory failure in intensive care",
        "Kind of model": "early-warning model, a score at every step of a stay",
        Site: "Test hospital, medical ICU",
        Period: "2019 to 2021",
        Population: "Adults, first stay",
        "Patients audited": "1,000 in the test split, of 2,500 in the data",
        "Of these": "200 event-bearing patients, with 400 evaluable events",
        Prevalence: "10 % of 100,000 labelled steps are positive",
        Time: "a step every 5 min, warnings up to 12 h ahead; stays are cut at 7 d",
        Threshold: "0.437, chosen on the audited patients for event recall of at least 80 %; it reaches 80.12 %",
        "Decided by": "Alarm committee",
        Groupings: "Sex (2 cohorts)",
        Uncertainty: "1,000 replicates of the patients; simultaneous intervals at 95 %",
        Analyses: "A",
        Software: "Fairward 1.2.3",
        Hashes: `configuration fedcba987654, inputs ${hashOfInputs.slice(0, 12)}`,
        Date: "2025-03-04"
      })
      expect(document.cover.keywords).toEqual(["fairness audit", "lgbm", "Test hospital, medical ICU", "Sex", "A"])
    })
  )

  it.effect("calls an FPR target an upper bound, and a given threshold given", () =>
    Effect.gen(function* () {
      const fpr = yield* AuditReport.assemble(
        findings(
          {},
          { threshold: { value: 0.5, chosenBy: { metric: "fpr", target: 0.1, reached: 0.0999 }, warnings: [] } }
        ),
        []
      )
      expect(factOf(fpr, "Threshold")).toBe(
        "0.5, chosen on the audited patients for FPR of at most 10 %; it reaches 9.99 %"
      )
      const given = yield* AuditReport.assemble(
        findings({}, { threshold: { value: 0.00001234, chosenBy: null, warnings: [] } }),
        []
      )
      expect(factOf(given, "Threshold")).toBe("0.0000123, given in the configuration")
    })
  )
})

describe("key findings", () => {
  it.effect("come gravest first, then weightiest, link to their evidence, each in its stage's section", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings({ a: done("A"), b: done("B") }), [
        stageOf("a", [
          keyFinding("better", "better", 9),
          keyFinding("worse", "worse, light", 0.1, "evidence-a"),
          heading(1, "evidence-a", "Evidence"),
          keyFinding("inconclusive", "inconclusive", 5)
        ]),
        stageOf("b", [keyFinding("worse", "worse, heavy", 0.2), keyFinding("material", "material", 0)])
      ])
      expect(evidence(document).map(({ evidence, text }) => [text[0], evidence])).toEqual([
        ["material", "b"],
        ["worse, heavy", "b"],
        ["worse, light", "evidence-a"]
      ])
      expect(toldFindings(document, "a").map(({ text }) => text[0])).toEqual(["worse, light", "inconclusive", "better"])
      expect(toldFindings(document, "b").map(({ text }) => text[0])).toEqual(["material", "worse, heavy"])
      expect(listedFindings(document)).toEqual([])
      expect(textOf(document, "key-findings")).not.toContain("No cohort was shown")
    })
  )

  it.effect("tell first what the audit is mainly about, of what is worse and of what is different", () =>
    Effect.gen(function* () {
      const of = (measure: string, verdict: "worse" | "material" | "less", harm: "missed" | "ranking"): Block => ({
        ...(keyFinding(verdict, `${verdict} ${measure}`, 1) as Extract<Block, { _tag: "KeyFinding" }>),
        measures: ["other", measure],
        harm
      })
      const blocks = [of("recall", "material", "missed"), of("auroc", "worse", "ranking"), of("gap", "less", "ranking")]
      const measures = [{ id: "auroc", title: "AUROC", sense: "higher", unit: "share", harm: "ranking" }] as const
      const orderWith = (primary: ReadonlyArray<string>) =>
        AuditReport.assemble(findings({ a: { ...done("A", ["worse"]), measures } }, { primary }), [
          stageOf("a", blocks)
        ]).pipe(
          Effect.map((document) => ({
            texts: evidence(document).map(({ text }) => text[0]),
            said: textOf(document, "key-findings")
          }))
        )
      expect((yield* orderWith([])).texts).toEqual(["material recall", "worse auroc"])
      const named = yield* orderWith(["a.auroc", "b.recall"])
      expect(named.texts).toEqual(["worse auroc", "material recall"])
      expect(named.said).toContain("Mainly about: AUROC.")
      expect(named.said).toContain("no stage of this audit compares b.recall")
      expect((yield* orderWith(["auroc"])).texts[0]).toBe("worse auroc")
      expect((yield* orderWith(["recall"])).texts[0]).toBe("material recall")
    })
  )

  it.effect("say once of a cohort that is worse off what else differs in it, and where that stands", () =>
    Effect.gen(function* () {
      const cohorts = [{ grouping: "sex", category: "F" }]
      const worse: Block = { ...keyFinding("worse", "Female misses more.", 1), cohorts, harm: "missed" }
      const other: Block = { ...keyFinding("worse", "Male misses more.", 0.5), harm: "missed" }
      const comparison = (metric: string, verdict: Verdict, difference: number, category = "F") => ({
        grouping: "sex",
        category,
        metric,
        verdict,
        difference,
        margin: 1
      })
      const source = (id: string) => ({ id, title: id, sense: "none", unit: "", harm: "sources" }) as const
      const comparisons = [
        comparison("MAP", "less", -2),
        comparison("HR", "greater", 5),
        comparison("GCS", "equivalent", 9),
        comparison("Lactate", "greater", 1.5),
        comparison("Age", "greater", 9, "M")
      ]
      const measures = ["MAP", "HR", "GCS", "Lactate", "Age"].map(source)
      const b = { ...stored({ title: "Variables", status: "done", findings: { comparisons } }), measures }
      const document = yield* AuditReport.assemble(findings({ a: done("A", ["worse"]), b }), [
        stageOf("a", [worse, { ...worse, weight: 0.7 }, other]),
        stageOf("b", [heading(1, "b-sex", "Sex")])
      ])
      const told = evidence(document).map(({ text }) =>
        text.map((part) =>
          typeof part === "string" ? part : "link" in part ? part.text : "value" in part ? part.value : ""
        )
      )
      expect(told.map((parts) => parts.join(""))).toEqual([
        "Female misses more. The same cohort also differs in variables (HR greater, MAP less, 1 more), which could explain it.",
        "Male misses more."
      ])
      expect(evidence(document)[0]!.text).toContainEqual({ link: "#b-sex", text: "variables" })
    })
  )

  it.effect("say whether the cohort is worse off among comparable patients too", () =>
    Effect.gen(function* () {
      const cohorts = [{ grouping: "sex", category: "F" }]
      const worse: Block = {
        ...keyFinding("worse", "Female misses more.", 1),
        cohorts,
        harm: "missed",
        measures: ["event_recall"]
      }
      const told = (verdict: Verdict) =>
        Effect.gen(function* () {
          const comparison = {
            grouping: "sex",
            category: "F",
            metric: "event_recall:alike",
            between: "comparable",
            verdict,
            difference: -0.1,
            margin: 0.05
          }
          const b = stored({ title: "Case mix", status: "done", findings: { comparisons: [comparison] } })
          const document = yield* AuditReport.assemble(findings({ a: done("A", ["worse"]), b }), [
            stageOf("a", [worse]),
            stageOf("b", [heading(1, "b-sex", "Sex")])
          ])
          const [first] = evidence(document)
          return first!.text
            .map((part) =>
              typeof part === "string" ? part : "link" in part ? part.text : "value" in part ? part.value : ""
            )
            .join("")
        })
      expect(yield* told("equivalent")).toBe(
        "Female misses more. Against comparable patients of the rest (case mix) the difference is inside its margin."
      )
      expect(yield* told("material")).toContain("the cohort is worse off too, by more than the margin.")
      expect(yield* told("too small")).toBe("Female misses more.")
    })
  )

  it.effect("count the verdicts of every stage that compares", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(
        findings({
          a: done("A", ["worse", "equivalent", "equivalent", "no verdict", "not estimable", "less"]),
          b: done("B"),
          c: done("C", ["too small"])
        }),
        [stageOf("a", []), stageOf("b", []), stageOf("c", [])]
      )
      const none = {
        material: 0,
        worse: 0,
        different: 0,
        better: 0,
        equivalent: 0,
        inconclusive: 0,
        small: 0,
        none: 0,
        described: 0,
        awaiting: 0
      }
      expect(tableOf(sectionOf(document, "key-findings"), "key-findings-verdicts").rows).toEqual([
        { ...none, stage: "A", comparisons: 6, worse: 1, equivalent: 2, different: 1, none: 1, described: 1 },
        { ...none, stage: "C", comparisons: 1, small: 1 }
      ])
      expect(textOf(document, "key-findings")).not.toContain("No cohort was shown")
    })
  )

  it.effect("say what it means and does not mean that nothing is worse, counting what stays open", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(
        findings({ a: done("A", ["inconclusive", "inconclusive", "too small", "equivalent", "better"]) }),
        [stageOf("a", [])]
      )
      const text = textOf(document, "key-findings")
      expect(text).toContain(
        "No cohort was shown to be worse off than its rest. None of 5 comparisons that are to be judged"
      )
      expect(text).toContain("It does not mean that the model serves every cohort equally well.")
      expect(text).toContain(
        "For 3 comparisons the question stays open: 2 were inconclusive, 1 had fewer than the 30 patients needed, 0 could not be estimated"
      )
      expect(text).toContain("Only the verdict equivalent (1 comparison)")
    })
  )

  it.effect("do not call too few replicates an all-clear", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(
        findings(
          { a: done("A", ["no verdict", "no verdict"]) },
          { resampling: { replicates: 100, seed: 1, scheme: "multinomial" } }
        ),
        [stageOf("a", [])]
      )
      expect(textOf(document, "key-findings")).toContain(
        "Verdicts need at least 1,000 replicates; this audit drew 100."
      )
      expect(textOf(document, "key-findings")).not.toContain("No cohort was shown")
      expect(textOf(document, "reading")).toContain("This audit gives no verdicts")
    })
  )

  it.effect("say plainly that no stage is installed, or that none was completed", () =>
    Effect.gen(function* () {
      const empty = yield* AuditReport.assemble(findings(), [])
      expect(textOf(empty, "key-findings")).toContain("No stage is installed, so nothing was analysed.")
      expect(factOf(empty, "Analyses")).toBe("none")
      const failed = yield* AuditReport.assemble(
        findings({ a: stored({ title: "A", status: "failed", reason: Message.of`out of memory` }) }),
        [stageOf("a", [])]
      )
      expect(textOf(failed, "key-findings")).toContain("No stage was completed.")
    })
  )

  it.effect("name dropped cohorts, unassigned patients, data notes and threshold warnings", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(
        findings(
          { a: done("A") },
          { threshold: { value: 0.5, chosenBy: null, warnings: [Message.of`The precision target is low`] } }
        ),
        [stageOf("a", [])]
      )
      const lines = textOf(document, "key-findings").split("\n")
      expect(lines).toContain("Site: the whole grouping was dropped, because fewer than two categories are left.")
      expect(lines).toContain(
        "Sex: 1 cohort was dropped and not audited: Diverse (1 patient with an event, at least 5 required). Composition"
      )
      expect(lines).toContain("Sex: 3 patients have no value or one that is not listed, and are in no cohort.")
      expect(lines).toContain("Threshold: The precision target is low.")
      expect(lines).toContain("Data (events): 3 events were merged.")
    })
  )

  it.effect("name cohorts whose own size, or whose rest, is too small for a verdict", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings({ a: done("A") }, { verdictMinimum: 100 }), [
        stageOf("a", [])
      ])
      expect(textOf(document, "key-findings")).toContain(
        "Sex: too few event-bearing patients for a verdict (100 needed in the cohort and in its rest): Female has 80; the rest of Male has 80."
      )
      const [sex] = audit.groupings
      const [female, male] = sex!.categories
      const categories = [
        { ...female!, eventPatients: null },
        { ...male!, eventPatients: null, below: ["eventPatients"] as const }
      ]
      const withheld = yield* AuditReport.assemble(
        {
          ...findings({ a: done("A") }, { verdictMinimum: 30, groupings: [{ ...sex!, categories }] }),
          disclosure: { minimumCell: 10 }
        },
        [stageOf("a", [])]
      )
      expect(textOf(withheld, "key-findings")).toContain(
        "Male has fewer than 10; how many Female has is withheld, so that it may have too few. A disparity"
      )
      const enough = yield* AuditReport.assemble(findings({ a: done("A") }, { verdictMinimum: 80 }), [stageOf("a", [])])
      expect(textOf(enough, "key-findings")).not.toContain("too few")
    })
  )
})

describe("what a reader has to know before any finding", () => {
  it.effect("is that scores point the wrong way, on the first page", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(
        findings({ a: done("A") }, { wrongDirection: { auroc: 0.3124, standardError: 0.0121 } }),
        [stageOf("a", [])]
      )
      expect(textOf(document, "answer").split("\n")[0]).toMatch(
        /^Scores point the wrong way. AUROC is 0\.312 \(standard error 0\.012, over patients\)/u
      )
    })
  )

  it.effect("is that labels contradict the events, and why that is meant", () =>
    Effect.gen(function* () {
      const labels = {
        from: "column",
        positives: 104,
        contradictions: [{ kind: "positive-after-event", steps: 24 }],
        because: "labels are of the treatment"
      } as const
      const withLabels = AuditReport.assemble(findings({ a: done("A") }, { dataset: { ...audit.dataset, labels } }), [
        stageOf("a", [])
      ])
      const document = yield* withLabels
      expect(JSON.stringify(document).split("Labels contradict the events")).toHaveLength(2)
      expect(textOf(document, "answer")).toContain(
        "Labels contradict the events. With 104 steps labelled 1, these labels do not fit events and horizon: 24 are 1 after an event, with none within the horizon. They were taken as given. The reason stated: labels are of the treatment."
      )
      expect(
        textOf(
          yield* AuditReport.assemble(
            findings({ a: done("A") }, { dataset: { ...audit.dataset, labels: { ...labels, contradictions: [] } } }),
            [stageOf("a", [])]
          ),
          "answer"
        )
      ).not.toContain("Labels contradict")
      expect(
        textOf(yield* AuditReport.assemble(findings({ a: done("A") }), [stageOf("a", [])]), "answer")
      ).not.toContain("Labels contradict")
    })
  )

  it.effect("is, of labels that were derived, a limitation among the methods", () =>
    Effect.gen(function* () {
      const labels = { from: "events", positives: 104, contradictions: [] } as const
      const document = yield* AuditReport.assemble(
        findings({ a: done("A") }, { dataset: { ...audit.dataset, labels } }),
        [stageOf("a", [])]
      )
      expect(textOf(document, "methods")).toContain("The labels were derived. None were read from the data.")
    })
  )

  it.effect("is how many events no prediction could warn of, and event recall without them", () =>
    Effect.gen(function* () {
      const recalled = { notDetectable: 40, eventRecall: { all: 0.6, detectable: 2 / 3 } }
      const document = yield* AuditReport.assemble(
        findings(
          { a: done("A") },
          {
            everyone: { ...audit.everyone, ...recalled },
            groupings: audit.groupings.map((grouping) => ({
              ...grouping,
              categories: grouping.categories.map((category, i) => (i === 0 ? { ...category, ...recalled } : category))
            }))
          }
        ),
        [stageOf("a", [])]
      )
      expect(textOf(document, "population")).toContain(
        "Events without a prediction: 40 of 400 events (10 %) have no labelled prediction in the window before them. Nobody could be warned of them, and they count as missed. Event recall at the threshold is 60 %; without them it is 66.7 %."
      )
      const plain = yield* AuditReport.assemble(findings({ a: done("A") }), [stageOf("a", [])])
      expect(textOf(plain, "population")).not.toContain("Events without a prediction")
    })
  )
})

describe("the front page", () => {
  const ages = ["<50", "50-65", "65-75", "75-85", ">=85"]
  const reasons = ["Cardiovascular", "Gastrointestinal", "Hematology", "Metabolic", "Neurological", "Other", "Renal"]
  const grouping = (id: string, title: string, labels: ReadonlyArray<string>) => ({
    ...audit.groupings[0]!,
    id,
    title,
    categories: labels.map((label) => ({ ...audit.groupings[0]!.categories[0]!, id: label, label })),
    dropped: [],
    unassigned: 0
  })
  const groupings = [
    grouping("sex", "Sex", ["Female", "Male"]),
    grouping("age", "Age", ages),
    grouping("reason", "Admission reason", reasons),
    grouping("surgical", "Surgical status", ["Surgical", "Non-surgical"])
  ]
  const everyCohort = groupings.flatMap(({ categories, id, title }) =>
    categories.map(({ label }) => ({ grouping: id, category: label, title }))
  )
  const titles = [
    "Model performance",
    "Time gap between alarm and event",
    "Clinical safety",
    "Medical variables",
    "Feature importance",
    "Missingness"
  ]
  const metrics = 15

  /** As much to say as there can be: all cohorts worse off, or different, by every metric of six stages. */
  const gravest = (title: string): { readonly stored: StageFindings; readonly blocks: ReadonlyArray<Block> } => {
    const verdict: Verdict = title === "Medical variables" || title === "Feature importance" ? "greater" : "material"
    return {
      stored: stored({
        title,
        status: "done",
        findings: {
          comparisons: everyCohort.flatMap(({ category, grouping }) =>
            Array.from({ length: metrics }, () => ({ grouping, category, verdict }))
          )
        }
      }),
      blocks: everyCohort.map(({ category, title }) =>
        keyFinding(
          verdict,
          `${category} (${title}): Corrected event AUPRC is worse, 0.344 against 0.818 in the rest (difference -0.474, simultaneous interval -0.676 to -0.272). Also worse: Average score on the positive class, Corrected precision, Event recall and 11 more.`,
          metrics
        )
      )
    }
  }

  const six = titles.map((title, i) => [`s${i}`, gravest(title)] as const)

  const assembled = (made: ReadonlyArray<readonly [string, ReturnType<typeof gravest>]>, change = {}) =>
    AuditReport.assemble(
      findings(Object.fromEntries(made.map(([id, { stored }]) => [id, stored])), { groupings, ...change }),
      made.map(([id, { blocks }]) => stageOf(id, blocks))
    )

  it.effect("pictures the three gravest, however much six stages have to say, and says where the rest is", () =>
    Effect.gen(function* () {
      const document = yield* assembled(six)
      expect(evidence(document)).toHaveLength(3)
      expect(only(sectionOf(document, "key-findings").blocks)).toEqual([])
      for (const [id] of six) {
        expect(only(sectionOf(document, id).blocks)).toHaveLength(6)
        expect(textOf(document, id)).toContain("And 10 more findings in the annex.")
        expect(only(sectionOf(document, `${id}-annex`).blocks)).toHaveLength(everyCohort.length - 6)
      }
      expect(textOf(document, "answer")).toContain(
        `No. ${4 * everyCohort.length} findings are about other groups of patients.`
      )
      expect(frontText(document)).toContain("And 10 more cohorts that are worse off: see All findings.")
      expect(tableOf(sectionOf(document, "key-findings"), "key-findings-cohorts-all").rows).toHaveLength(16)
    })
  )

  it.effect("counts every comparison once, those of other groups of patients too", () =>
    Effect.gen(function* () {
      const row = { grouping: "sex", category: "F", metric: "recall", verdict: "worse" }
      const impact = [{ ...row, verdict: "material" }, { ...row, verdict: "too small" }, row]
      const findings = { comparisons: [row], impact: { comparisons: impact, metrics: ["recall"] }, variables: [] }
      const { blocks, stored } = gravest("Missingness")
      const document = yield* assembled([["m", { blocks, stored: { ...stored, findings } }]])
      const { caption, rows } = tableOf(sectionOf(document, "key-findings"), "key-findings-verdicts")
      expect(
        rows.map(({ comparisons, material, small, stage, worse }) => [stage, comparisons, material, worse, small])
      ).toEqual([
        ["Missingness", 1, 0, 1, 0],
        ["Missingness: other groups of patients", 3, 1, 1, 1]
      ])
      expect(caption).toContain("and of other groups of patients")
    })
  )

  it.effect("says apart from findings about cohorts what holds for everybody", () =>
    Effect.gen(function* () {
      const everyone: Block = { ...keyFinding("no verdict", "of 100 alarms 2 are true.", 0), scope: "everyone" }
      const made = { stored: done("A"), blocks: [keyFinding("material", "Women are missed.", 1), everyone] }
      const document = yield* assembled([["a", made]])
      expect(only(sectionOf(document, "key-findings").blocks)).toHaveLength(0)
      expect(textOf(document, "answer")).toContain("For everybody: of 100 alarms 2 are true.")
      expect(JSON.stringify(document).split("of 100 alarms 2 are true.")).toHaveLength(2)
      expect(only(sectionOf(document, "a").blocks)).toHaveLength(1)
      const { audit, ...others } = findings({ a: made.stored })
      const report = { locale: "en", paper: "A4", sections: ["key-findings", "a"] } as const
      const without = yield* AuditReport.assemble({ ...others, audit, report }, [stageOf("a", made.blocks)])
      for (const section of ["key-findings", "a"]) {
        expect(sectionOf(without, section).blocks.map(wordsOf)).toContain("For everybody: of 100 alarms 2 are true.")
      }
    })
  )

  it.effect("leaves differences in which neither direction is worse to the sections of the analyses", () =>
    Effect.gen(function* () {
      const document = yield* assembled(six)
      expect(new Set(evidence(document).map(({ verdict }) => verdict))).toEqual(new Set(["material"]))
      const told = toldFindings(document, ...six.map(([id]) => id))
      expect(told.filter(({ verdict }) => verdict === "greater")).toHaveLength(2 * everyCohort.length)
      const neutral = yield* assembled(six.filter(([, { blocks }]) => only(blocks)[0]!.verdict === "greater"))
      expect(neutral.sections.map(({ id }) => id)).not.toContain("evidence")
    })
  )

  it.effect(
    "tells per cohort and stage how many comparisons are worse, the cohort with the most material ones first",
    () =>
      Effect.gen(function* () {
        const judged = (category: string, verdicts: ReadonlyArray<Verdict>) =>
          verdicts.map((verdict) => ({ grouping: "sex", category, verdict }))
        const made = (comparisons: ReadonlyArray<object>) => ({
          stored: stored({ title: "A", status: "done", findings: JSON.parse(JSON.stringify({ comparisons })) }),
          blocks: []
        })
        const document = yield* assembled([
          [
            "a",
            made([...judged("Female", ["worse", "worse", "equivalent"]), ...judged("Male", ["material", "better"])])
          ],
          ["b", made([...judged("Female", ["inconclusive"]), ...judged("Male", ["worse", "too small"])])]
        ])
        expect(tableOf(sectionOf(document, "key-findings"), "key-findings-cohorts").rows).toEqual([
          {
            cohort: "Male (sex)",
            a: { value: "1 of 2", mark: "worse", note: "1 material" },
            b: "1 of 2"
          },
          { cohort: "Female (sex)", a: "2 of 3", b: { value: "0 of 1", mark: "muted" } }
        ])
        expect(frontText(document)).toContain(
          "Found: 1 of 16 cohorts is worse off than the rest by more than the margin, in at least one comparison (verdict material). 1 more is worse off, by how much is not settled."
        )
      })
  )

  it.effect("names once the cohorts that several stages find too small, and those of which nothing is settled", () =>
    Effect.gen(function* () {
      const small = (title: string, categories: ReadonlyArray<string>) => ({
        stored: stored({
          title,
          status: "done",
          findings: {
            comparisons: ages.flatMap((category) =>
              Array.from({ length: 3 }, () => ({
                grouping: "age",
                category,
                verdict: categories.includes(category) ? "too small" : "inconclusive"
              }))
            )
          }
        }),
        blocks: []
      })
      const document = yield* assembled([
        ["a", small("A", [">=85", "75-85"])],
        ["b", small("B", [">=85", "75-85", "<50"])]
      ])
      expect(frontText(document)).toContain(
        "Too few patients to judge: in every analysis 75-85 (age) and >=85 (age); in B <50 (age). A disparity there could go unseen."
      )
      expect(frontText(document)).toContain(
        "Not settled: the data do not tell whether <50 (age), 50-65 (age) and 65-75 (age) are served differently in some comparisons (inconclusive)."
      )
    })
  )

  it.effect("names first, of those of which nothing is settled, who could be worse off by most margins", () =>
    Effect.gen(function* () {
      const open = (category: string, low: number, margin: number) => ({
        grouping: "age",
        category,
        verdict: "inconclusive",
        sense: "higher",
        margin,
        interval: { low, high: 0.1 }
      })
      const comparisons = [open("<50", -0.08, 0.05), open("50-65", -0.08, 0.02), open("65-75", 0.01, 0.05)]
      const made = { stored: stored({ title: "A", status: "done", findings: { comparisons } }), blocks: [] }
      expect(frontText(yield* assembled([["a", made]]))).toContain(
        "whether 50-65 (age), <50 (age) and 65-75 (age) are served differently in some comparisons (inconclusive; first those who could be worse off by most)."
      )
    })
  )

  it.effect(
    "says of too few replicates that nothing was judged, not that anything is too small or does not stand out",
    () =>
      Effect.gen(function* () {
        const comparisons = [
          {
            grouping: "age",
            category: "<50",
            verdict: "no verdict",
            reason: "verdicts need at least 1000 replicates"
          },
          { grouping: "age", category: "<50", verdict: "no verdict", reason: "biased in small cohorts" },
          { grouping: "age", category: "<50", verdict: "too small" }
        ]
        const made = { stored: stored({ title: "A", status: "done", findings: { comparisons } }), blocks: [] }
        const document = yield* assembled([["a", made]], {
          resampling: { replicates: 100, seed: 42, scheme: "poisson" }
        })
        const text = textOf(document, "key-findings")
        expect(text).toContain("No verdicts were given. Verdicts need at least 1,000 replicates; this audit drew 100.")
        expect(textOf(document, "a")).toContain(
          "Not judged. Verdicts on 1 comparison need at least 1,000 replicates; this audit drew 100."
        )
        expect(text).not.toMatch(/Too few patients to judge|Nothing stands out/u)
        expect(tableOf(sectionOf(document, "key-findings"), "key-findings-verdicts").rows).toEqual([
          expect.objectContaining({ comparisons: 3, awaiting: 1, described: 1, small: 1, none: 0 })
        ])
      })
  )

  it.effect("says that nothing stands out only where everything was judged", () =>
    Effect.gen(function* () {
      const said = (verdicts: ReadonlyArray<Verdict>) =>
        Effect.map(
          assembled([
            [
              "a",
              {
                stored: stored({
                  title: "A",
                  status: "done",
                  findings: { comparisons: verdicts.map((verdict) => ({ verdict })) }
                }),
                blocks: []
              }
            ]
          ]),
          (document) => textOf(document, "a")
        )
      expect(yield* said(["equivalent", "better", "no verdict"])).toContain(
        "Nothing stands out, and everything was judged."
      )
      expect(yield* said(["equivalent", "inconclusive", "inconclusive", "too small"])).toContain(
        "not everything could be judged: 2 comparisons are inconclusive; 1 comparison has too few patients. A disparity there could go unseen."
      )
      expect(yield* said(["no verdict"])).toContain("This analysis judges nothing; it describes.")
    })
  )

  it.effect("says what failed before what was skipped", () =>
    Effect.gen(function* () {
      const text = frontText(
        yield* AuditReport.assemble(
          findings({
            a: stored({ title: "A", status: "skipped", reason: Message.of`needs events` }),
            b: stored({ title: "B", status: "failed", reason: Message.of`out of memory` })
          }),
          [stageOf("a", []), stageOf("b", [])]
        )
      )
      expect(text).toMatch(/B failed: out of memory\.\nA was skipped: needs events\./u)
    })
  )
})

describe("report.sections", () => {
  const stages = { a: done("A", ["worse"]), b: done("B") }
  const installed = [stageOf("a", [keyFinding("worse", "x", 1, "a")]), stageOf("b", [])]
  const asked = (sections: ReadonlyArray<string>) => ({
    ...findings(stages),
    report: { locale: "de-CH", paper: "Letter" as const, accent: "#14507a", sections }
  })

  it.effect(
    "shows the sections that it names in its order, and says on the cover and at the start what it leaves out",
    () =>
      Effect.gen(function* () {
        const document = yield* AuditReport.assemble(asked(["methods", "key-findings", "nonsense", "b"]), installed)
        expect(document.sections.map(({ id }) => id)).toEqual(["methods", "key-findings", "b"])
        expect(document.glossary).toEqual([])
        expect(factOf(document, "Left out here")).toBe(
          "on request: The answer, The evidence in pictures, May I trust it?, Model card, Title of a, How to read this report, Test population, Evidence for reporting standards, Provenance and Glossary"
        )
        expect(textOf(document, "methods").split("\n")[0]).toBe(
          "This report is not complete: The answer, The evidence in pictures, May I trust it?, Model card, Title of a, How to read this report, Test population, Evidence for reporting standards, Provenance and Glossary were left out on request. The key findings cover all analyses, also those that are not shown."
        )
        expect(document.presentation).toEqual({ locale: "de-CH", paper: "Letter", accent: "#14507a" })
      })
  )

  it.effect("tells findings of sections that are left out, without links into them", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(asked(["key-findings"]), installed)
      expect(listedFindings(document)).toEqual([keyFinding("worse", "x", 1)])
      expect(JSON.stringify(document)).not.toContain('"link":"#reading"')
      expect(textOf(document, "key-findings")).toContain(
        "explained in How to read this report, the names of measures in the Glossary."
      )
    })
  )

  it.effect("warns gravely where the key findings are left out", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(asked(["a", "glossary"]), installed)
      expect(textOf(document, "a")).toContain(
        "Without the key findings, nothing here says what the audit found over all."
      )
      expect(document.glossary.length).toBeGreaterThan(10)
    })
  )

  it.effect("shows everything, and says nothing of it, when absent or when no section has its names", () =>
    Effect.gen(function* () {
      const complete = yield* AuditReport.assemble(findings(stages), installed)
      const nonsense = yield* AuditReport.assemble(asked(["nonsense"]), installed)
      expect(nonsense.sections).toEqual(complete.sections)
      expect(JSON.stringify(complete)).not.toContain("not complete")
    })
  )

  it("is checked against the sections that there will be", () => {
    expect(AuditReport.sectionIssues(["key-findings", "performance", "glossary"], ["performance"])).toEqual([])
    expect(AuditReport.sectionIssues(["perfomance", "methods", "methods"], ["performance"])).toEqual([
      { path: ["report", "sections", "0"], message: 'No section is called "perfomance": did you mean "performance"?' },
      { path: ["report", "sections", "2"], message: '"methods" is named twice' }
    ])
    expect(AuditReport.sectionIssues(undefined, [])).toEqual([])
  })
})

describe("the logo", () => {
  it.effect("is on the cover, with words for those who cannot see it", () =>
    Effect.gen(function* () {
      const logo = "data:image/png;base64,iVBORw0KGgo="
      const document = yield* AuditReport.assemble({ ...findings(), report: { locale: "en", paper: "A4", logo } }, [])
      expect(document.cover.logo).toEqual({ image: logo, alt: "Logo of Audit team" })
      expect((yield* AuditReport.assemble(findings(), [])).cover.logo).toBeUndefined()
    })
  )
})

describe("a stage without findings", () => {
  const stages = {
    b: stored({ title: "B", status: "skipped" as const, reason: Message.of`needs time series of medical variables` }),
    c: stored({ title: "C", status: "failed" as const, reason: Message.of`out of memory` }),
    d: done("D")
  }
  const installed = [stageOf("b", [], { needs: ["predictions", "timeseries"] }), stageOf("c", [])]

  it.effect("that was skipped says why and what would let it run", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings(stages), installed)
      const expected =
        "needs time series of medical variables. To run it, name a source under data.timeseries in the configuration."
      expect(textOf(document, "skipped")).toContain(`Skipped: ${expected}`)
      expect(textOf(document, "key-findings")).toContain(`B was skipped: ${expected}`)
      expect(sectionOf(document, "skipped").blocks).toContainEqual({ _tag: "Heading", level: 1, id: "b", text: "B" })
    })
  )

  it.effect("shares a section with others that were skipped", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(
        findings({ a: done("A"), ...stages, e: { ...stages.b, title: "E" } }),
        []
      )
      expect(document.sections.map(({ id }) => id).filter((id) => /^.$|skipped/u.test(id))).toEqual([
        "a",
        "c",
        "d",
        "skipped"
      ])
      const { blocks } = sectionOf(document, "skipped")
      expect(blocks.flatMap((block) => (block._tag === "Heading" ? [block.text] : []))).toEqual(["B", "E"])
      expect(blocks.filter(({ _tag }) => _tag === "Caveat")).toHaveLength(1)
    })
  )

  it.effect("that failed says why, gravely", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings(stages), installed)
      expect(sectionOf(document, "c").blocks[0]).toMatchObject({ _tag: "Caveat", severity: "serious" })
      expect(textOf(document, "c")).toContain("This analysis failed: out of memory.")
      expect(textOf(document, "key-findings")).toContain("C failed: out of memory.")
    })
  )

  it.effect("whose package is not installed is named", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings(stages), installed)
      expect(textOf(document, "d")).toContain('the stage "d" 1.0.0 is not installed where this report was made')
      expect(textOf(document, "key-findings")).toContain("D is not shown: its package is not installed here.")
    })
  )
})

describe("a stage's section", () => {
  it.effect("notes when another version of the stage computed the numbers", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings({ a: done("A") }), [stageOf("a", [], { version: "1.1.0" })])
      expect(textOf(document, "a")).toContain(
        "The numbers were computed by version 1.0.0 of this stage, the section was written by version 1.1.0."
      )
    })
  )
})

describe("the population", () => {
  it.effect("lists every cohort, dropped ones and patients in none, as numbers", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings(), [])
      const section = sectionOf(document, "population")
      expect(section.title).toBe("Test population")
      const { columns, rows } = tableOf(section, "population-1-table")
      expect(columns.map(({ title }) => title)).toEqual([
        "Cohort",
        "Patients",
        "Share of test patients",
        "Event-bearing patients",
        "Events",
        "Labelled steps",
        "Prevalence"
      ])
      expect(rows).toHaveLength(5)
      expect(rows[0]).toMatchObject({ category: { value: "All test patients" }, patients: 1000, share: 1 })
      expect(rows[1]).toEqual({
        category: { value: "Female", note: "minority" },
        patients: 395,
        share: 0.395,
        eventPatients: 80,
        events: 160,
        steps: 39500,
        prevalence: 0.1
      })
      expect(rows[2]).toMatchObject({ category: "Male", patients: 600, share: 0.6 })
      expect(rows[3]).toMatchObject({
        category: { value: "Diverse", note: "dropped: 1 patient with an event, at least 5 required" },
        patients: { value: 2 },
        eventPatients: { value: 1 }
      })
      expect(rows[4]).toMatchObject({ category: { value: "In no cohort" }, patients: { value: 3 } })
      const patients = rows
        .slice(1)
        .map(({ patients }) => (typeof patients === "number" ? patients : (patients as { value: number }).value))
      expect(patients.reduce((sum, count) => sum + count)).toBe(1000)
      expect(textOf(document, "population")).toContain("Site: fewer than two categories are left.")
    })
  )
})

describe("an audit without time", () => {
  it.effect("is called one of a classical binary classifier, and speaks of no events or steps", () =>
    Effect.gen(function* () {
      const base = findings()
      const classical = {
        dataset: {
          ...base.audit.dataset,
          timestepMinutes: 0,
          horizonSteps: 0,
          maxLengthSteps: null,
          inputs: ["predictions" as const]
        },
        everyone: { ...base.audit.everyone, events: null },
        groupings: base.audit.groupings.map((grouping) => ({
          ...grouping,
          categories: grouping.categories.map((category) => ({ ...category, events: null }))
        }))
      }
      const skipped = stored({ title: "B", status: "skipped" as const, reason: Message.of`needs events` })
      const document = yield* AuditReport.assemble(findings({ a: done("A"), b: skipped }, classical), [
        stageOf("a", []),
        stageOf("b", [], { needs: ["predictions", "events"] })
      ])
      expect(textOf(document, "skipped")).toContain("It has nothing to say of one prediction per patient.")
      expect(textOf(document, "skipped")).not.toContain("data.events")
      expect(factOf(document, "Kind of model")).toBe("classical binary classifier, one prediction per patient")
      expect(factOf(document, "Time")).toBeUndefined()
      expect(factOf(document, "Of these")).toBe("200 patients with a positive label")
      for (const section of ["key-findings", "methods"]) {
        expect(textOf(document, section)).toContain("classical binary classifier")
        expect(textOf(document, section)).toMatch(/metrics of events and of warning time are left out/iu)
      }
      const { columns } = tableOf(sectionOf(document, "population"), "population-1-table")
      expect(columns.map(({ key }) => key)).not.toContain("events")
      const terms = document.glossary.map(({ term }) => term)
      expect(terms).not.toContain("Evaluable event")
      expect(terms).not.toContain("Window of an event")
      expect(terms).not.toContain("Horizon")
      expect(document.glossary.find(({ term }) => term === "Prevalence")?.definition).toContain("labelled predictions")
    })
  )
})

describe("an audit of data that are not split", () => {
  it.effect("says so on the cover, in the key findings, the population and the limitations", () =>
    Effect.gen(function* () {
      const base = findings()
      const document = yield* AuditReport.assemble(
        findings(
          {},
          { dataset: { ...base.audit.dataset, isSplit: false, patients: { all: 1000, test: 1000, train: 1000 } } }
        ),
        []
      )
      expect(factOf(document, "Patients audited")).toBe(
        "1,000, all of the data: they are not split into train and test"
      )
      expect(textOf(document, "key-findings")).toContain("The data are not split into train and test")
      expect(textOf(document, "population")).toContain("The data are not split into train and test")
      expect(textOf(document, "methods")).toContain("Train and test are the same patients.")
      expect(sectionOf(document, "population").title).toBe("Population")
      const split = yield* AuditReport.assemble(base, [])
      expect(JSON.stringify(split)).not.toContain("not split")
    })
  )
})

describe("how to read the report", () => {
  it.effect("explains every verdict, and which test drives the stars", () =>
    Effect.gen(function* () {
      const simultaneous = textOf(yield* AuditReport.assemble(findings(), []), "reading")
      for (const verdict of [
        "material",
        "worse",
        "equivalent",
        "better",
        "inconclusive",
        "greater, less",
        "too small",
        "not estimable",
        "no verdict"
      ]) {
        expect(simultaneous).toMatch(new RegExp(`^${verdict}: `, "mu"))
      }
      expect(simultaneous).toContain("significantly worse off on this number: its verdict is material or worse")
      const paper = textOf(yield* AuditReport.assemble(findings({}, { significance: "mann-whitney" }), []), "reading")
      expect(paper).toContain("the Mann-Whitney test of replicates says so; where it disagrees")
    })
  )
})

describe("methods and limitations", () => {
  it.effect("say how many patients equivalence takes, and that a chosen threshold is fixed", () =>
    Effect.gen(function* () {
      const text = textOf(yield* AuditReport.assemble(findings(), []), "methods")
      expect(text).toContain("takes thousands of event-bearing patients")
      expect(text).toContain("It was chosen on the audited patients and is the same in every replicate")
      expect(text).toContain("fewer than 30 event-bearing patients in the cohort or its rest")
    })
  )
})

describe("the provenance", () => {
  it.effect("names inputs with short hashes, versions and the seed", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings({ a: done("A") }), [stageOf("a", [])])
      const section = sectionOf(document, "provenance")
      expect(tableOf(section, "provenance-inputs").rows).toEqual([
        { role: "predictions", name: "predictions.parquet", bytes: 123456, rows: 9, sha256: "0123456789ab" }
      ])
      expect(tableOf(section, "provenance-versions").rows).toEqual([
        { name: "Fairward", version: "1.2.3", role: "audit and report" },
        { name: "a", version: "1.0.0", role: "stage, done" },
        { name: "node", version: "24.0.0", role: "environment" }
      ])
      expect(textOf(document, "provenance")).toContain("2025-03-04T05:06:07.000Z with seed 42")
      expect(textOf(document, "provenance")).toContain("SHA-256 of the configuration: fedcba987654; of the inputs")
    })
  )
})

describe("the glossary", () => {
  it.effect("merges core's terms with those of the stages shown, sorted, each once, core's meaning first", () =>
    Effect.gen(function* () {
      const glossary = [
        { term: "zebra", definition: "striped" },
        { term: "cohort", definition: "something else" },
        { term: "AUROC", definition: "area" }
      ]
      const document = yield* AuditReport.assemble(
        findings({ a: done("A"), b: done("B"), c: stored({ title: "C", status: "skipped", reason: Message.of`no` }) }),
        [
          stageOf("a", [], { glossary }),
          stageOf("b", [], { glossary: [{ term: "Auroc", definition: "again" }] }),
          stageOf("c", [], { glossary: [{ term: "unseen", definition: "not in the report" }] })
        ]
      )
      const terms = document.glossary.map(({ term }) => term)
      expect(terms.map((term) => term.toLowerCase())).toEqual(terms.map((term) => term.toLowerCase()).sort())
      expect(terms.at(-1)).toBe("zebra")
      expect(terms.filter((term) => term.toLowerCase() === "auroc")).toEqual(["AUROC"])
      expect(terms.filter((term) => term.toLowerCase() === "cohort")).toEqual(["Cohort"])
      expect(terms).not.toContain("unseen")
      expect(terms).toContain("Event-bearing patient")
      // Sections speak of it in their first sentence.
      expect(terms).toContain("Window of an event")
    })
  )
})
