import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Message from "../src/Message.ts"

describe("a message", () => {
  const without = (patients: number) =>
    Message.of`${Message.count(patients, "patient")} of the test split without ${Message.name("lactate")}.`

  it("reads in the number that it counts", () => {
    expect(Message.text(without(1))).toBe("1 patient of the test split without lactate.")
    expect(Message.text(without(12_345))).toBe("12,345 patients of the test split without lactate.")
    expect(Message.text(Message.of`${Message.count(2, "category", "categories")} left`)).toBe("2 categories left")
    expect(Message.text(Message.of`a length of ${Message.quantity(1, "step")}`)).toBe("a length of 1 step")
  })

  it("says of a withheld count that it is one, and below what where that is why", () => {
    const isSmall = (count: number) => count > 0 && count < 10
    expect(Message.text(Message.withheld(without(5), isSmall, 10))).toBe(
      "fewer than 10 patients of the test split without lactate."
    )
    expect(Message.text(Message.withheld(without(50), () => true))).toBe(
      "a withheld number of patients of the test split without lactate."
    )
    expect(Message.withheld(without(0), isSmall, 10)).toEqual(without(0))
  })

  it("holds no withheld number, and numbers as numbers, where it is stored", () => {
    const stored = Schema.encodeSync(Schema.fromJsonString(Message.Message))
    expect(stored(without(5))).toBe(
      '[{"count":5,"noun":"patient","plural":"patients"}," of the test split without lactate."]'
    )
    expect(stored(Message.withheld(without(5), () => true, 10))).not.toMatch(/5/u)
    expect(Schema.decodeSync(Schema.fromJsonString(Message.Message))(stored(without(5)))).toEqual(without(5))
  })

  it("is put together from others", () => {
    const both = Message.joinedBy([without(1), without(2)], " ")
    expect(Message.text(Message.of`First: ${both}`)).toBe(
      "First: 1 patient of the test split without lactate. 2 patients of the test split without lactate."
    )
    expect(both.filter((part) => typeof part === "object")).toHaveLength(2)
    expect(Message.text(Message.listed(["a", "b", "c"].map(Message.name)))).toBe("a, b and c")
  })

  it("has no room for text that the source does not hold: an id, a value, a path", () => {
    const ids: ReadonlyArray<string> = ["MRN-1"]
    const table = "events" as "events" | "predictions"
    expect(Message.text(Message.of`without ${table}`)).toBe("without events")
    // @ts-expect-error a string is no part of a message
    Message.of`without ${ids[0]!}`
    // @ts-expect-error nor is one within words
    Message.of`without ${`patient ${ids[0]!}`}`
    // @ts-expect-error nor is it what is counted
    Message.count(1, ids[0]!)
    // @ts-expect-error nor are several at once
    Message.joinedBy([Message.of`a`], ids[0]!)
    // @ts-expect-error nor is a list of strings a message
    const message: Message.Message = ids
    expect(message).toBe(ids)
  })
})
