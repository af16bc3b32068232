/**
 * Says what a command is doing: a live line on a terminal, plain lines elsewhere. Keeps everything said for the log.
 */
import type { Audit } from "@fairward/core"
import * as Message from "@fairward/core/Message"
import { Clock, Context, Effect, Layer, Ref } from "effect"
import { type LiveLine, progressLine, secondsText } from "./internal/progressLine.ts"
import { visible } from "./internal/visible.ts"

/** Where it is said. */
export interface Screen {
  readonly write: (text: string) => void
  /** Whether a line can be written over. */
  readonly isLive: boolean
  readonly columns: () => number
}

export interface JournalShape {
  /** Says one line. */
  readonly say: (line: string) => Effect.Effect<void>
  /** Says one line that is wrong with something, also when hushed. */
  readonly warn: (line: string) => Effect.Effect<void>
  /** From now on only what is wrong is said; all is kept for the log. */
  readonly hush: Effect.Effect<void>
  /** Says one line, also when hushed, which may name patients, values and places, to whoever sits at the terminal, and keeps it as a detail. */
  readonly tell: (line: string) => Effect.Effect<void>
  /** Keeps one line for the log without saying it. */
  readonly keep: (line: string) => Effect.Effect<void>
  /** Says that something begins and, with its duration, that it ended. `outcome` adds what came of it. */
  readonly phase: <A, E, R>(
    title: string,
    effect: Effect.Effect<A, E, R>,
    outcome?: (value: A) => string
  ) => Effect.Effect<A, E, R>
  readonly observer: Audit.Observer
  /** From now on, what an interruption leaves behind. */
  readonly ifInterrupted: (left: string) => Effect.Effect<void>
  /** What an interruption at this moment leaves behind. */
  readonly leftBehind: Effect.Effect<string>
  /** Everything said and kept, each line with its time; without what may name patients or values where that is withheld. */
  readonly lines: (details: "with details" | "without details") => Effect.Effect<ReadonlyArray<string>>
}

const redrawMilliseconds = 100

export class Journal extends Context.Service<Journal, JournalShape>()("@fairward/cli/Journal") {
  static readonly layer = (screen: Screen) => Layer.effect(Journal, make(screen))
}

/** Progress goes to standard error, so that standard output holds results only. */
export const standardError: Screen = {
  write: (text) => process.stderr.write(text),
  isLive: process.stderr.isTTY === true && process.env.TERM !== "dumb" && process.env.CI === undefined,
  columns: () => process.stderr.columns ?? 80
}

const noReason = Message.of`no reason was given`

const clearLine = "\r\u001b[2K"

const make = Effect.fnUntraced(function* (screen: Screen) {
  const kept = yield* Ref.make<ReadonlyArray<{ readonly line: string; readonly isDetail: boolean }>>([])
  const live = yield* Ref.make<LiveLine | undefined>(undefined)
  const hushed = yield* Ref.make(false)
  const left = yield* Ref.make("No file was written or changed.")

  const keepAs = Effect.fnUntraced(function* (line: string, isDetail: boolean) {
    const time = new Date(yield* Clock.currentTimeMillis).toISOString()
    yield* Ref.update(kept, (lines) => [...lines, { line: `${time}  ${visible(line)}`, isDetail }])
  })
  const keep = (line: string) => keepAs(line, false)
  const write = (text: string) => Effect.sync(() => screen.write(text))
  const draw = (line: LiveLine, now: number) => write(clearLine + visible(progressLine(line, now, screen.columns())))
  const clear = Ref.set(live, undefined).pipe(Effect.andThen(screen.isLive ? write(clearLine) : Effect.void))

  const show = (line: string) => Effect.andThen(clear, write(`${visible(line)}\n`))
  const unlessHushed = (effect: Effect.Effect<void>) =>
    Effect.flatMap(Ref.get(hushed), (isHushed) => (isHushed ? Effect.void : effect))
  const say = (line: string) => Effect.andThen(keep(line), unlessHushed(show(line)))
  const warn = (line: string) => Effect.andThen(keep(line), show(line))
  const tell = (line: string) => Effect.andThen(keepAs(line, true), show(line))

  const begin = Effect.fnUntraced(function* (title: string) {
    const now = yield* Clock.currentTimeMillis
    if (!screen.isLive) return yield* say(`${title} ...`)
    yield* keep(`${title} ...`)
    const line: LiveLine = { title, drawn: now, counted: undefined }
    yield* Ref.set(live, line)
    yield* unlessHushed(draw(line, now))
  })

  const advance = Effect.fnUntraced(function* (title: string, done: number, total: number, unit: string) {
    if (!screen.isLive) return
    const now = yield* Clock.currentTimeMillis
    const before = yield* Ref.get(live)
    const counted = before?.counted
    const since = counted?.unit === unit && counted.total === total ? counted.since : now
    const line: LiveLine = { title, drawn: before?.drawn ?? 0, counted: { done, total, unit, since } }
    if (now - line.drawn < redrawMilliseconds && done < total) return yield* Ref.set(live, line)
    yield* Ref.set(live, { ...line, drawn: now })
    yield* unlessHushed(draw(line, now))
  })

  const observer: Audit.Observer = {
    stageStarted: ({ title }) => begin(title),
    stageProgress: ({ title }, done, total, unit) => advance(title, done, total, unit),
    stageEnded: Effect.fnUntraced(function* ({ title }, { reason = noReason, seconds, status }, fault) {
      if (status === "done") return yield* say(`${title}: done in ${secondsText(seconds)}`)
      yield* (status === "failed" ? warn : say)(`${title}: ${status}: ${Message.text(reason)}`)
      if (fault === undefined) return
      yield* tell(`  ${fault.message}`)
      for (const line of fault.at) yield* keep(`    ${line}`)
    })
  }

  const phase: JournalShape["phase"] = (title, effect, outcome) =>
    Effect.gen(function* () {
      yield* begin(title)
      const started = yield* Clock.currentTimeMillis
      const took = Effect.map(Clock.currentTimeMillis, (now) => secondsText((now - started) / 1000))
      const value = yield* Effect.tapError(effect, () =>
        Effect.flatMap(took, (time) => say(`${title}: failed after ${time}`))
      )
      const came = outcome === undefined ? "" : `: ${outcome(value)}`
      yield* say(`${title}: done in ${yield* took}${came}`)
      return value
    })

  yield* Effect.addFinalizer(() => clear)
  const lines: JournalShape["lines"] = (details) =>
    Effect.map(Ref.get(kept), (all) =>
      all.flatMap(({ isDetail, line }) => (isDetail && details === "without details" ? [] : [line]))
    )
  return Journal.of({
    say,
    warn,
    hush: Ref.set(hushed, true),
    tell,
    keep,
    phase,
    observer,
    ifInterrupted: (text) => Ref.set(left, text),
    leftBehind: Ref.get(left),
    lines
  })
})
