import { fontFamily } from "@fairward/charts/Theme"
import { fonts } from "@fairward/typesetter/Fonts"
import { createCanvas, loadImage } from "@napi-rs/canvas"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { renderPng } from "../src/Png.ts"

const presentation = { locale: "en", paper: "A4" } as const

const spec = {
  width: 200,
  height: 100,
  data: { values: [{ x: 1 }] },
  mark: { type: "rect", color: "#d55e00" },
  encoding: {}
}

/** The colours of a PNG at points given as parts of its width and height. */
const colours = async (png: Uint8Array, points: ReadonlyArray<readonly [x: number, y: number]>) => {
  const image = await loadImage(Buffer.from(png))
  const context = createCanvas(image.width, image.height).getContext("2d")
  context.drawImage(image, 0, 0)
  return {
    size: [image.width, image.height],
    at: points.map(([x, y]) =>
      Array.from(context.getImageData(Math.floor(x * image.width), Math.floor(y * image.height), 1, 1).data)
    )
  }
}

describe("a chart as PNG", () => {
  it("has three pixels a point, and its colours on white", async () => {
    const png = await Effect.runPromise(renderPng(spec, presentation))
    expect(Array.from(png.subarray(1, 4), (byte) => String.fromCharCode(byte)).join("")).toBe("PNG")
    const { at, size } = await colours(png, [[0.5, 0.5]])
    expect(at).toEqual([[0xd5, 0x5e, 0, 255]])
    expect(size[0]).toBeGreaterThanOrEqual(600)
    expect(size[1]).toBeGreaterThanOrEqual(300)
    const empty = { ...spec, mark: { type: "rect", opacity: 0 } }
    const blank = await colours(await Effect.runPromise(renderPng(empty, presentation)), [[0.5, 0.5]])
    expect(blank.at).toEqual([[255, 255, 255, 255]])
  })

  it("sets text in the embedded font, as wide as in print", async () => {
    await Effect.runPromise(renderPng(spec, presentation))
    const context = createCanvas(10, 10).getContext("2d")
    for (const [style, face] of [
      ["", "regular"],
      ["bold ", "bold"],
      ["italic ", "oblique"]
    ] as const) {
      context.font = `${style}20px "${fontFamily}"`
      const text = "Calibration in the large ≥ 85 −0.05 ★"
      expect(context.measureText(text).width / fonts().width(text, 20, face), face).toBeCloseTo(1, 2)
    }
  })

  it("that cannot be drawn fails with a message", async () => {
    const broken = { ...spec, mark: "nothing" }
    const { message } = await Effect.runPromise(Effect.flip(renderPng(broken as never, presentation)))
    expect(message).toContain("A chart could not be drawn")
  })
})
