import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { describe } from "vitest"
import { progressLine } from "../src/internal/progressLine.ts"
import { Journal, type Screen } from "../src/Journal.ts"

const meta = { id: "size", title: "Size", goal: "", version: "1.0.0", contract: "^2.0.0" }
const done = { status: "done", title: "Size", goal: "", version: "1.0.0", seconds: 3 } as const

const recording = (isLive: boolean) => {
  const written: Array<string> = []
  const screen: Screen = { write: (text) => written.push(text), isLive, columns: () => 80 }
  return { screen, written }
}

const stageOfFiftyReplicates = Effect.gen(function* () {
  const { observer } = yield* Journal
  yield* observer.stageStarted(meta)
  for (let i = 1; i <= 50; i++) {
    yield* TestClock.adjust("60 millis")
    yield* observer.stageProgress(meta, i, 50, "replicates")
  }
  yield* observer.stageEnded(meta, done)
})

describe("the journal", () => {
  it.effect("says one plain line at the start and one at the end where lines cannot be written over", () =>
    Effect.gen(function* () {
      const { screen, written } = recording(false)
      yield* stageOfFiftyReplicates.pipe(Effect.provide(Journal.layer(screen)))
      assert.deepStrictEqual(written, ["Size ...\n", "Size: done in 3.0 s\n"])
    })
  )

  it.effect("redraws a terminal's line at most ten times a second, and leaves it clear", () =>
    Effect.gen(function* () {
      const { screen, written } = recording(true)
      yield* stageOfFiftyReplicates.pipe(Effect.provide(Journal.layer(screen)))
      const drawn = written.filter((text) => text.includes("of 50 replicates"))
      assert.isAtMost(drawn.length, 30)
      assert.isAtLeast(drawn.length, 20)
      assert.include(drawn.at(-1), "50 of 50")
      assert.deepStrictEqual(written.slice(-2), ["Size: done in 3.0 s\n", "\r\u001b[2K"])
    })
  )

  it.effect("keeps for the log, with the time, what it says and what it does not", () =>
    Effect.gen(function* () {
      const { screen, written } = recording(false)
      const lines = yield* Effect.gen(function* () {
        const journal = yield* Journal
        yield* journal.keep("kept")
        yield* TestClock.adjust("1 second")
        yield* journal.say("said")
        return yield* journal.lines("with details")
      }).pipe(Effect.provide(Layer.fresh(Journal.layer(screen))))
      assert.deepStrictEqual(lines, ["1970-01-01T00:00:00.000Z  kept", "1970-01-01T00:00:01.000Z  said"])
      assert.deepStrictEqual(written, ["said\n"])
    })
  )

  it.effect("says how long a phase took and what came of it, and that one failed", () =>
    Effect.gen(function* () {
      const { screen, written } = recording(false)
      yield* Effect.gen(function* () {
        const { phase } = yield* Journal
        yield* phase("Reading", Effect.as(TestClock.adjust("4 seconds"), 12), (rows) => `${rows} rows`)
        yield* Effect.ignore(phase("Drawing", Effect.fail("no ink")))
      }).pipe(Effect.provide(Journal.layer(screen)))
      assert.deepStrictEqual(written, [
        "Reading ...\n",
        "Reading: done in 4.0 s: 12 rows\n",
        "Drawing ...\n",
        "Drawing: failed after 0.0 s\n"
      ])
    })
  )
})

describe("the progress line", () => {
  const counted = { done: 250, total: 1000, unit: "replicates", since: 0 }

  it("tells the time left from the time that the part done took", () => {
    const line = progressLine({ title: "Performance", drawn: 0, counted }, 5000, 120)
    assert.strictEqual(line, `Performance  ${"█".repeat(6)}${"░".repeat(18)}  250 of 1,000 replicates  15 s left`)
  })

  it("tells no time in the first second, when it could only guess", () => {
    assert.notInclude(progressLine({ title: "Performance", drawn: 0, counted }, 900, 120), "left")
  })

  it("is shorter than the terminal is wide", () => {
    assert.lengthOf(progressLine({ title: "Performance", drawn: 0, counted }, 5000, 40), 39)
  })
})
