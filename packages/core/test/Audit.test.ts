import { describe, expect, it } from "@effect/vitest"
import { table } from "arquero"
import { Effect, Exit, Fiber, Schema } from "effect"
import * as Audit from "../src/Audit.ts"
import * as AuditConfig from "../src/AuditConfig.ts"
import { AuditSummary, type StageFindings } from "../src/AuditFindings.ts"
import { Cohorts } from "../src/Cohorts.ts"
import { Compute } from "../src/Compute.ts"
import * as Dataset from "../src/Dataset.ts"
import * as Message from "../src/Message.ts"
import { Progress } from "../src/Progress.ts"
import { Resamples } from "../src/Resamples.ts"
import { Settings } from "../src/Settings.ts"
import * as Stage from "../src/Stage.ts"
import { Threshold } from "../src/Threshold.ts"
import { dataset } from "./fixtures/Patients.ts"
import looping from "./fixtures/stages/looping.ts"

type Analyse = Effect.Effect<{ readonly answer: number }, Stage.StageError | Stage.StageSkipped, Stage.Services>

const stage = (id: string, analyse: Analyse, needs: Stage.Inputs["needs"] = []): Stage.Any =>
  Stage.make({
    meta: { id, title: `Title of ${id}`, goal: `Goal of ${id}.`, version: "1.2.3", contract: "^2.0.0" },
    inputs: { needs },
    options: Schema.Struct({ size: Schema.Int.pipe(Schema.withDecodingDefaultKey(Effect.succeed(3))) }),
    findings: Schema.Struct({ answer: Schema.Finite }),
    analyse: () => analyse,
    report: () => ({ id, title: id, blocks: [] }),
    glossary: []
  })

const answering = (id: string, answer = 42) => stage(id, Effect.succeed({ answer }))

const data: Dataset.DatasetShape = {
  ...dataset({
    patients: [
      { id: "a", scores: [0.2, 0.9], labels: "11", events: [[2, 3]], attributes: { sex: "F" } },
      { id: "b", scores: [0.6, 0.1], labels: "11", events: [[2, 3]], attributes: { sex: "M" } },
      { id: "c", scores: [0.3, 0.4], labels: "00", attributes: { sex: "M" } }
    ],
    notes: [{ table: "events", message: Message.of`merged` }]
  }),
  tables: new Map([["alarms", table({ patient: [0, 2], minutes: [5, 9] })]])
}

const configOf = (change: Readonly<Record<string, unknown>> = {}) =>
  AuditConfig.decode({
    title: "Audit",
    timestep: "5 min",
    horizon: "15 min",
    data: {
      predictions: { from: "p", patient: "pid", time: "t", label: "l", score: "s" },
      patients: { from: "q", patient: "pid" }
    },
    threshold: { metric: "event-recall", value: 0.5 },
    groupings: { sex: { column: "sex" } },
    resampling: { replicates: 20 },
    ...change
  })

const compute = Compute.layer(1)

const auditOf = Effect.fnUntraced(function* (
  stages: ReadonlyArray<Stage.Any>,
  observer?: Audit.Observer,
  change?: Readonly<Record<string, unknown>>
) {
  const config = yield* configOf(change)
  const planned = yield* Audit.plan(stages, config)
  return yield* Audit.run(config, data, planned, observer)
}, Effect.provide(compute))

describe("Audit.plan", () => {
  const installed = [answering("performance"), answering("time-gap")]
  const planned = (stages: AuditConfig.AuditConfig["stages"]) => Audit.plan(installed, { stages })

  it.effect("takes every installed stage with its defaults when none is named", () =>
    Effect.gen(function* () {
      const plan = yield* planned({})
      expect(plan.map(({ prepared, stage }) => [stage.meta.id, prepared.options])).toEqual([
        ["performance", { size: 3 }],
        ["time-gap", { size: 3 }]
      ])
    })
  )

  it.effect("orders stages by their place, and those without one last, as they are installed", () =>
    Effect.gen(function* () {
      const placed = (id: string, order?: number): Stage.Any => {
        const { meta, ...others } = answering(id)
        return { ...others, meta: { ...meta, ...(order === undefined ? {} : { order }) } }
      }
      const stages = [placed("drift"), placed("missingness", 60), placed("audits-of-mine"), placed("performance", 10)]
      const plan = yield* Audit.plan(stages, { stages: {} })
      expect(plan.map(({ stage }) => stage.meta.id)).toEqual(["performance", "missingness", "drift", "audits-of-mine"])
    })
  )

  it.effect("leaves out what most audits do without, unless the configuration speaks of it or names the stage", () =>
    Effect.gen(function* () {
      const needing = (id: string, inputs: Stage.Inputs): Stage.Any => ({ ...answering(id), inputs })
      const stages = [
        answering("performance"),
        needing("models", { needs: ["predictions", "models"] }),
        needing("recognition", { needs: ["recognition"] }),
        needing("case-mix", { needs: [], settings: ["caseMix"] })
      ]
      const planned = (config: Partial<Parameters<typeof Audit.plan>[1]>) =>
        Effect.map(Audit.plan(stages, { stages: {}, ...config }), (plan) => plan.map(({ stage }) => stage.meta.id))
      expect(yield* planned({})).toEqual(["performance"])
      const recognition = { from: "r.csv", patient: "p", time: "t", timeUnit: "h" } as const
      expect(yield* planned({ data: { recognition }, caseMix: ["age"] })).toEqual([
        "performance",
        "recognition",
        "case-mix"
      ])
      expect(yield* planned({ stages: { "case-mix": {} } })).toEqual(["case-mix"])
    })
  )

  it.effect("takes the named stages, in their order, with their options", () =>
    Effect.gen(function* () {
      const plan = yield* planned({ "time-gap": { size: 5 }, performance: {} })
      expect(plan.map(({ prepared, stage }) => [stage.meta.id, prepared.options])).toEqual([
        ["time-gap", { size: 5 }],
        ["performance", { size: 3 }]
      ])
    })
  )

  it.effect("reports unknown stages and bad options together, with the nearest name", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(planned({ preformance: {}, "time-gap": { size: "x", sise: 1 } }))
      expect(error.issues[0]).toEqual({
        path: ["stages", "preformance"],
        message: 'No installed stage is called "preformance": did you mean "performance"?'
      })
      expect(error.issues.map(({ path }) => path.join(".")).toSorted()).toEqual([
        "stages.preformance",
        "stages.time-gap.sise",
        "stages.time-gap.size"
      ])
      expect(error.message.split("\n").length).toBeGreaterThanOrEqual(3)
    })
  )

  it.effect("says that none is installed when one is named", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Audit.plan([], { stages: { performance: {} } }))
      expect(error.message).toBe(
        'stages.performance: No installed stage is called "performance"; no stage is installed'
      )
      expect(yield* Audit.plan([], { stages: {} })).toEqual([])
    })
  )
})

describe("Audit.run", () => {
  it.effect("stores what a stage compares beside its findings", () =>
    Effect.gen(function* () {
      const share = { id: "answer", title: "Answer", sense: "higher", unit: "share", harm: "late" } as const
      const { stages } = yield* auditOf([
        { ...answering("comparing"), measured: () => Effect.succeed([share]) },
        answering("describing")
      ])
      expect(stages.comparing).toMatchObject({ status: "done", measures: [share], findings: { answer: 42 } })
      expect(stages.describing).not.toHaveProperty("measures")
    })
  )

  it.effect("gives each stage the margins of its measures, and stores what was configured", () =>
    Effect.gen(function* () {
      const told: Array<unknown> = []
      const asking = (id: string) =>
        stage(
          id,
          Effect.gen(function* () {
            told.push((yield* Settings).margins)
            return { answer: 1 }
          })
        )
      const margins = { recall: 0.02, "b.recall": 0.01, "b.fpr": { relative: 0.1 } }
      const { audit } = yield* auditOf([asking("a"), asking("b")], undefined, { margins, primary: ["recall"] })
      expect(told).toMatchObject([{ recall: 0.02 }, { recall: 0.01, fpr: { relative: 0.1 } }])
      expect(told[0]).not.toHaveProperty("fpr")
      expect(audit).toMatchObject({ margins, primary: ["recall"] })
    })
  )

  it.effect("fixes cohorts, threshold and resamples, and stores what each stage finds", () =>
    Effect.gen(function* () {
      const seen = stage(
        "seen",
        Effect.gen(function* () {
          const threshold = yield* Threshold
          const { groupings } = yield* Cohorts
          const settings = yield* Settings
          const { multiplicities } = yield* (yield* Resamples).of("test")
          expect(groupings.map(({ id }) => id)).toEqual(["sex"])
          expect(settings).toEqual({ significance: "simultaneous", level: 0.95, verdictMinimum: 30 })
          expect(multiplicities).toHaveLength(60)
          return { answer: threshold.value }
        })
      )
      const { audit, stages } = yield* auditOf([seen])
      expect(stages.seen).toEqual({
        status: "done",
        title: "Title of seen",
        goal: "Goal of seen.",
        version: "1.2.3",
        options: { size: 3 },
        seconds: 0,
        findings: { answer: 0.9 }
      })
      expect(audit.threshold).toEqual({
        value: 0.9,
        chosenBy: { metric: "event-recall", target: 0.5, reached: 0.5 },
        warnings: []
      })
      expect(audit.dataset).toEqual({
        timestepMinutes: 5,
        horizonSteps: 3,
        maxLengthSteps: null,
        isSplit: false,
        patients: { all: 3, test: 3, train: 3 },
        inputs: ["predictions", "events", "table:alarms"],
        notes: [{ table: "events", message: Message.of`merged` }]
      })
      expect(audit.groupings[0]).not.toHaveProperty("categoryOf")
      yield* Schema.decodeUnknownEffect(AuditSummary)(JSON.parse(JSON.stringify(audit)), { onExcessProperty: "error" })
    })
  )

  it.effect("skips a stage whose inputs are missing, or that finds nothing to analyse, with the reason", () =>
    Effect.gen(function* () {
      const { stages } = yield* auditOf([
        stage("missing", Effect.die("not run"), ["events", "timeseries", "attributions"]),
        stage(
          "empty",
          Effect.fail(new Stage.StageSkipped({ stage: "empty", reason: Message.of`no variable is measured` }))
        ),
        answering("fine")
      ])
      expect(stages.missing).toMatchObject({
        status: "skipped",
        reason: Message.of`needs time series of medical variables and feature attributions (SHAP values)`,
        seconds: 0
      })
      expect(stages.empty).toMatchObject({ status: "skipped", reason: Message.of`no variable is measured` })
      expect(stages.fine!.status).toBe("done")
    })
  )

  it.effect("ends a stage that fails, dies or breaks its own schema as failed, and goes on", () =>
    Effect.gen(function* () {
      const { stages } = yield* auditOf([
        stage("failing", Effect.fail(new Stage.StageError({ stage: "failing", reason: Message.of`no windows left` }))),
        stage("dying", Effect.die(new TypeError("undefined is not a number"))),
        stage(
          "throwing",
          Effect.sync(() => JSON.parse("{"))
        ),
        answering("breaking", Number.NaN),
        answering("fine")
      ])
      expect(Object.values(stages).map(({ status }) => status)).toEqual([
        "failed",
        "failed",
        "failed",
        "failed",
        "done"
      ])
      expect(stages.failing!.reason).toEqual(Message.of`no windows left`)
      expect(stages.dying!.reason).toEqual(Message.of`its code broke off; the log has what it said`)
      expect(stages.breaking!.reason).toEqual(Message.of`its findings do not fit their own schema; the log says where`)
      for (const id of ["failing", "dying", "throwing", "breaking"]) expect(stages[id]).not.toHaveProperty("findings")
    })
  )

  it.effect("ends a stage that cannot draw its own findings as failed, and goes on", () =>
    Effect.gen(function* () {
      const unreadable = Stage.make({
        meta: { id: "unreadable", title: "Unreadable", goal: "", version: "1.0.0", contract: "^2.0.0" },
        inputs: { needs: [] },
        options: Schema.Struct({}),
        findings: Schema.Struct({}),
        analyse: () => Effect.succeed({}),
        report: () => {
          throw new RangeError("no row for this cohort")
        },
        glossary: []
      })
      const { stages } = yield* auditOf([unreadable, answering("fine")])
      expect(stages.unreadable).toMatchObject({
        status: "failed",
        reason: Message.of`its code broke off; the log has what it said`
      })
      expect(stages.fine!.status).toBe("done")
    })
  )

  it.effect("ends a stage whose section does not fit the report model as failed, and goes on", () =>
    Effect.gen(function* () {
      const invalid = Stage.make({
        meta: { id: "invalid", title: "Invalid", goal: "", version: "1.0.0", contract: "^2.0.0" },
        inputs: { needs: [] },
        options: Schema.Struct({}),
        findings: Schema.Struct({}),
        analyse: () => Effect.succeed({}),
        report: () => ({
          id: "invalid",
          title: "Invalid",
          blocks: [
            {
              _tag: "Table",
              id: "table",
              caption: "A table",
              columns: [{ key: "share", title: "Share", type: { _tag: "number", digits: 2 } }],
              rows: [{ share: Number.NaN }]
            }
          ]
        }),
        glossary: []
      })
      const { stages } = yield* auditOf([invalid, answering("fine")])
      expect(stages.invalid!.status).toBe("failed")
      expect(stages.invalid!.reason).toEqual(Message.of`its own report cannot show its findings; the log says why`)
      expect(stages.fine!.status).toBe("done")
    })
  )

  it.effect("tells its observer what starts, how far it is and how it ends", () =>
    Effect.gen(function* () {
      const heard: Array<string> = []
      const hear = (text: string) => Effect.sync(() => void heard.push(text))
      const observer: Audit.Observer = {
        stageStarted: ({ id }) => hear(`${id} starts`),
        stageProgress: ({ id }, done, total, unit) => hear(`${id} ${done}/${total} ${unit}`),
        stageEnded: ({ id }, { status }: StageFindings) => hear(`${id} ${status}`)
      }
      const working = stage(
        "working",
        Effect.gen(function* () {
          const progress = yield* Progress
          yield* progress.update(1, 2, "replicates")
          return { answer: 1 }
        })
      )
      yield* auditOf([working, stage("missing", Effect.die("not run"), ["timeseries"])], observer)
      expect(heard).toEqual(["working starts", "working 1/2 replicates", "working done", "missing skipped"])
    })
  )

  it.effect("stops when it is interrupted, rather than calling the stage failed", () =>
    Effect.gen(function* () {
      const heard: Array<string> = []
      const observer: Audit.Observer = {
        ...Audit.silentObserver,
        stageEnded: ({ id }) => Effect.sync(() => void heard.push(id))
      }
      const fiber = yield* Effect.forkChild(auditOf([stage("waiting", Effect.never), answering("next")], observer))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      expect(Exit.hasInterrupts(yield* Fiber.await(fiber))).toBe(true)
      expect(heard).toEqual([])
    })
  )

  it.effect("stops when a stage is interrupted from within", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(auditOf([stage("cancelled", Effect.interrupt), answering("next")]))
      expect(Exit.hasInterrupts(exit)).toBe(true)
    })
  )

  it.effect("fails before any stage when a grouping or the threshold cannot be had", () =>
    Effect.gen(function* () {
      const never = [stage("never", Effect.die("must not run"))]
      const grouping = yield* Effect.flip(auditOf(never, undefined, { groupings: { g: { column: "sexx" } } }))
      expect(grouping.message).toContain('did you mean "sex"?')
      const threshold = yield* Effect.flip(auditOf(never, undefined, { threshold: { metric: "npv", value: 1 } }))
      expect(threshold._tag).toBe("ThresholdError")
    })
  )

  it.effect("gives the same findings every time", () =>
    Effect.gen(function* () {
      const drawn = stage(
        "drawn",
        Effect.gen(function* () {
          const { multiplicities } = yield* (yield* Resamples).of("test")
          return { answer: multiplicities.reduce((sum, w, i) => sum + w * (i + 1), 0) }
        })
      )
      const first = JSON.stringify(yield* auditOf([drawn]))
      expect(JSON.stringify(yield* auditOf([drawn]))).toBe(first)
      expect(JSON.stringify(yield* auditOf([drawn], undefined, { resampling: { replicates: 20, seed: 7 } }))).not.toBe(
        first
      )
    })
  )
})

describe("a table of one's own", () => {
  const counting = (needs: Dataset.Input) =>
    stage(
      "counting",
      Effect.map(Dataset.Dataset, ({ tables }) => ({ answer: tables!.get("alarms")!.numRows() })),
      [needs]
    )

  it.effect("reaches the stages that ask for it by name, and those that ask for another are told so", () =>
    Effect.gen(function* () {
      const given = yield* auditOf([counting("table:alarms")])
      expect(given.stages.counting).toMatchObject({ status: "done", findings: { answer: 2 } })
      expect(given.audit.dataset.inputs).toContain("table:alarms")
      const { counting: without } = (yield* auditOf([counting("table:transfers")])).stages
      expect(without!.status).toBe("skipped")
      expect(Message.text(without!.reason!)).toBe("needs a table of one's own named transfers (data.tables)")
    })
  )
})

describe("Audit.unmetByData", () => {
  it.effect("asks the stages whose inputs are there, and says where the option is", () =>
    Effect.gen(function* () {
      const asking = (id: string, needs: Stage.Inputs["needs"]) =>
        Stage.make({
          meta: { id, title: id, goal: "", version: "1.0.0", contract: "^2.0.0" },
          inputs: { needs },
          options: Schema.Struct({ most: Schema.Int.pipe(Schema.withDecodingDefaultKey(Effect.succeed(2))) }),
          findings: Schema.Struct({}),
          unmet: ({ most }, { patients }) =>
            patients.count > most ? [{ path: ["most"], message: `there are ${patients.count}` }] : [],
          analyse: () => Effect.succeed({}),
          report: () => ({ id, title: id, blocks: [] }),
          glossary: []
        })
      const stages = [asking("asked", []), asking("content", []), asking("unfed", ["timeseries"]), answering("plain")]
      const planned = yield* Audit.plan(stages, { stages: { asked: {}, content: { most: 3 }, unfed: {}, plain: {} } })
      expect(Audit.unmetByData(planned, data)).toEqual([{ path: ["stages", "asked", "most"], message: "there are 3" }])
    })
  )
})

describe("Audit.misnamed", () => {
  const comparing = (id: string, compares?: () => ReadonlyArray<string> | undefined) =>
    Stage.make({
      meta: { id, title: id, goal: "", version: "1.0.0", contract: "^2.0.0" },
      inputs: { needs: [] },
      options: Schema.Struct({}),
      findings: Schema.Struct({}),
      analyse: () => Effect.succeed({}),
      report: () => ({ id, title: id, blocks: [] }),
      glossary: [],
      ...(compares === undefined ? {} : { compares })
    })
  const recall = comparing("performance", () => ["event_recall", "fpr"])
  const gap = comparing("time-gap", () => ["gap"])
  const misnamedBy = (planned: ReadonlyArray<Stage.Any>, installed: ReadonlyArray<Stage.Any>, isComplete = true) =>
    Effect.gen(function* () {
      const stages = Object.fromEntries(planned.map(({ meta: { id } }) => [id, {}]))
      return yield* Audit.misnamed(yield* Audit.plan(installed, { stages }), installed, data, { isComplete })
    })

  it.effect("knows what the stages of the audit compare, with and without the stage", () =>
    Effect.gen(function* () {
      const misnamed = yield* misnamedBy([recall, gap], [recall, gap])
      expect(["event_recall", "performance.event_recall", "gap"].map(misnamed)).toEqual([
        undefined,
        undefined,
        undefined
      ])
      expect(misnamed("event_recal")).toEqual({
        message: 'No stage of this audit compares "event_recal": did you mean "event_recall"?',
        isCertain: true
      })
      expect(misnamed("time-gap.event_recall")).toEqual({
        message: 'No stage of this audit compares "time-gap.event_recall"; known: time-gap.gap',
        isCertain: true
      })
      expect(misnamed("perfomance.fpr")?.message).toContain('did you mean "performance.fpr"?')
      expect(misnamed("something else")?.isCertain).toBe(true)
    })
  )

  it.effect("is in doubt where another stage has the name, or a stage does not say its names", () =>
    Effect.gen(function* () {
      const without = yield* misnamedBy([recall], [recall, gap])
      expect([without("gap"), without("time-gap.gap")].map((one) => one?.isCertain)).toEqual([false, false])
      expect(without("time-gap.gaps")?.isCertain).toBe(true)
      const silent = yield* misnamedBy([recall], [recall, comparing("own"), comparing("unfed", () => undefined)])
      const certain = ["own.x", "unfed.x", "something else", "event_recal"].map((name) => silent(name)?.isCertain)
      expect(certain).toEqual([false, false, false, true])
      const incomplete = yield* misnamedBy([recall], [recall], false)
      expect(incomplete("something else")?.isCertain).toBe(false)
    })
  )
})

describe("under a time limit", () => {
  const limited = Effect.fnUntraced(function* (
    options: Readonly<Record<string, unknown>>,
    limit: string | undefined,
    observer?: Audit.Observer
  ) {
    const config = yield* configOf({
      stages: { looping: options, fine: {} },
      ...(limit === undefined ? {} : { stageTimeLimit: limit })
    })
    const planned = yield* Audit.plan([looping, answering("fine")], config)
    const module = new URL("./fixtures/stages/looping.ts", import.meta.url).href
    const located = planned.map((one) => (one.stage === looping ? { ...one, module, isForeign: true } : one))
    const { stages } = yield* Audit.run(config, data, located, observer)
    expect(stages.fine!.status).toBe("done")
    return stages.looping!
  }, Effect.provide(compute))

  it.live.each([
    ["computes for ever without a pause", "never"],
    ["waits for what never comes", "wait"],
    ["is drawn for ever", "draw for ever"]
  ])("a stage that %s is stopped and ends as failed, and the others go on", ([, ending]) =>
    Effect.gen(function* () {
      expect(yield* limited({ ending }, "2 s")).toMatchObject({
        status: "failed",
        reason: [
          "It took longer than the time limit of 2 s and was stopped. The setting stageTimeLimit can give it more time."
        ]
      })
    })
  )

  it.live.each([
    ["ends its process", "exit", "its thread ended with code 7 before it had findings"],
    ["throws when nobody waits for it", "throw later", "its thread broke off; the log has what it said"]
  ])("and without one, a foreign stage that %s ends alone", ([, ending, reason]) =>
    Effect.gen(function* () {
      expect(yield* limited({ ending }, undefined)).toMatchObject({ status: "failed", reason: [reason] })
    })
  )

  it.live("a stage that waits for ever is stopped, wherever it came from", () =>
    Effect.gen(function* () {
      const config = yield* configOf({ stageTimeLimit: "1 s" })
      const planned = yield* Audit.plan([stage("waiting", Effect.never), answering("fine")], config)
      const { stages } = yield* Effect.provide(Audit.run(config, data, planned), compute)
      expect(Message.text(stages.waiting!.reason!)).toContain("time limit of 1 s")
      expect(stages.fine!.status).toBe("done")
    })
  )

  it.live("a stage finds what it finds without one, and tells how far it is", () =>
    Effect.gen(function* () {
      const heard: Array<string> = []
      const observer: Audit.Observer = {
        ...Audit.silentObserver,
        stageProgress: ({ id }, done, total, unit) =>
          Effect.sync(() => void heard.push(`${id} ${done}/${total} ${unit}`))
      }
      const inThread = yield* limited({}, "1 d", observer)
      const { stages } = yield* auditOf([looping])
      expect(inThread.status).toBe("done")
      expect(inThread.findings).toEqual(stages.looping!.findings)
      expect(heard).toEqual(["looping 1/2 loops"])
    })
  )

  it.live.each([
    ["skip", "skipped", "nothing to loop over"],
    ["die", "failed", "its code broke off; the log has what it said", "TypeError: undefined is no loop"],
    ["exit", "failed", "its thread ended with code 7 before it had findings"]
  ] as const)(
    "a stage that ends by %s is %s, with its reason, and only its observer hears what was thrown",
    ([ending, status, reason, thrown]) =>
      Effect.gen(function* () {
        const faults: Array<Audit.Fault | undefined> = []
        const stageEnded: Audit.Observer["stageEnded"] = ({ id }, _, fault) =>
          Effect.sync(() => void (id === "looping" && faults.push(fault)))
        const found = yield* limited({ ending }, "1 min", { ...Audit.silentObserver, stageEnded })
        expect(found).toMatchObject({ status, reason: [reason] })
        expect(faults.map((fault) => fault?.message)).toEqual([thrown])
        if (thrown !== undefined) expect(faults[0]!.at.join()).toContain("looping.ts")
      })
  )
})
