import type { Effect } from "effect"

/** How a setting came about: read off the data, guessed where they leave it open, or said by a person. */
export type Origin = "seen" | "assumed" | "answered"

/** Why a setting is what it is. */
export interface Remark {
  readonly path: ReadonlyArray<string>
  readonly text: string
  readonly origin: Origin
}

/** What can be asked, and answered by an option of the command. */
export type QuestionId =
  | "patient"
  | "time"
  | "timeUnit"
  | "timestep"
  | "horizon"
  | "score"
  | "scale"
  | "label"
  | "positive"
  | "event"
  | "dateOrder"
  | "model"

export interface Choice {
  readonly value: string
  readonly title: string
}

/** What the data leave open, or what an answer could overrule. */
export interface Question {
  readonly id: QuestionId
  readonly text: string
  /** Nothing else is an answer; absent: any text. */
  readonly choices?: ReadonlyArray<Choice>
  /** What is taken where nobody answers. */
  readonly likeliest: string
  /** Why the likeliest is. */
  readonly because: string
  /** The data leave nothing open: nobody is asked, but an option may still say otherwise. */
  readonly isSure: boolean
  /** Whether a text is an answer: `undefined`, or what is wrong with it. */
  readonly refusal?: (answer: string) => string | undefined
}

export interface Answer {
  readonly value: string
  readonly origin: Origin
}

/** Answers a question: by an option, by asking a person, or by its likeliest answer. */
export type Answering<E, R> = (question: Question) => Effect.Effect<Answer, E, R>

export type Settings = { [setting: string]: unknown }

/** A configuration that is being put together. */
export class Draft {
  /** As it is to be written. */
  readonly content: Settings = {}
  readonly remarks: Array<Remark> = []
  /** Tables and columns that are not used, and why. */
  readonly leftOut: Array<string> = []

  /** Lines that compare the models of which one is audited, as the configuration would have them; none where there is one. */
  comparison: ReadonlyArray<string> = []

  /** What a refusal adds. */
  readonly hints: Array<string> = []

  set(path: ReadonlyArray<string>, value: unknown) {
    let holder = this.content
    for (const key of path.slice(0, -1)) {
      holder[key] ??= {}
      holder = holder[key] as Settings
    }
    holder[path.at(-1)!] = value
  }

  remove(path: ReadonlyArray<string>) {
    let holder: Settings | undefined = this.content
    for (const key of path.slice(0, -1)) holder = holder?.[key] as Settings | undefined
    delete holder?.[path.at(-1)!]
    this.forget(path)
  }

  get(path: ReadonlyArray<string>): unknown {
    let value: unknown = this.content
    for (const key of path) value = (value as Settings | undefined)?.[key]
    return value
  }

  say(path: ReadonlyArray<string>, text: string, origin: Origin) {
    this.remarks.push({ path, text, origin })
  }

  /** Takes back what was said of a setting and those below it. */
  forget(path: ReadonlyArray<string>) {
    const kept = this.remarks.filter((remark) => path.some((key, i) => remark.path[i] !== key))
    this.remarks.splice(0, this.remarks.length, ...kept)
  }
}
