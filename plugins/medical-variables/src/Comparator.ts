import { Schema, SchemaTransformation } from "effect"

const pattern = /^\s*(>=|<=|!=|>|<|=)\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*$/u

const holds = {
  ">": (measured: number, bound: number) => measured > bound,
  ">=": (measured: number, bound: number) => measured >= bound,
  "<": (measured: number, bound: number) => measured < bound,
  "<=": (measured: number, bound: number) => measured <= bound,
  "=": (measured: number, bound: number) => measured === bound,
  "!=": (measured: number, bound: number) => measured !== bound
} as const

type Operator = keyof typeof holds

const Parts = Schema.Struct({
  operator: Schema.Literals([">", ">=", "<", "<=", "=", "!="]),
  bound: Schema.Finite
})

/** A comparison with a number, written as text: `> 0`, `<= 5.5`, `= 0`. Read by a pattern; nothing is evaluated. */
export const Comparator = Schema.String.check(
  Schema.isPattern(pattern, { message: 'Expected a comparison with a number, such as "> 0", "<= 5" or "= 0"' })
)
  .annotate({ description: 'A comparison with a number: ">", ">=", "<", "<=", "=" or "!=", such as "> 0"' })
  .pipe(
    Schema.decodeTo(
      Parts,
      SchemaTransformation.transform({
        decode: (text) => {
          const [, operator, bound] = pattern.exec(text)!
          return { operator: operator as Operator, bound: Number(bound) }
        },
        encode: ({ bound, operator }) => `${operator} ${bound}`
      })
    )
  )
export type Comparator = typeof Comparator.Type

/** Whether a measured value meets a comparator. A missing value (NaN) meets none, not even `!=`. */
export const meets = ({ bound, operator }: Comparator, measured: number): boolean =>
  !Number.isNaN(measured) && holds[operator](measured, bound)

const words: Readonly<Record<Operator, string>> = { ">": ">", ">=": "≥", "<": "<", "<=": "≤", "=": "=", "!=": "≠" }

export const comparatorText = ({ bound, operator }: Comparator): string =>
  `${words[operator]} ${String(bound).replace("-", "−")}`
