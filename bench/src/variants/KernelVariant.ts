/**
 * The kernel with one decision taken otherwise, compiled from its source.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { areaCount, type SweepMemory } from "../../../packages/metrics/src/kernel/SweepMemory.ts"

const shipped = fileURLToPath(new URL("../../../packages/metrics/assembly/sweep.ts", import.meta.url))
const compiler = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js")

type Edit = (source: string) => string

const replaced =
  (from: string, to: string): Edit =>
  (source) => {
    if (!source.includes(from)) throw new Error(`the kernel's source has no ${JSON.stringify(from)} to replace`)
    return source.replaceAll(from, to)
  }

const inOrder =
  (edits: ReadonlyArray<Edit>): Edit =>
  (source) =>
    edits.reduce((edited, edit) => edit(edited), source)

const vectors = (lanes: number) => Array.from({ length: lanes / 4 }, (_, i) => i)

const extended = (lanes: number): string => {
  if (lanes === 8) {
    return `const w = v128.load64_zero(weights + (unit << 3))
      const low8 = i16x8.extend_low_i8x16_u(w)
      const q0 = i32x4.extend_low_i16x8_u(low8)
      const q1 = i32x4.extend_high_i16x8_u(low8)`
  }
  return Array.from(
    { length: lanes / 16 },
    (_, k) => `const w${k} = v128.load(weights + unit * ${lanes}, ${16 * k})
      const low${k} = i16x8.extend_low_i8x16_u(w${k})
      const high${k} = i16x8.extend_high_i8x16_u(w${k})
      const q${4 * k} = i32x4.extend_low_i16x8_u(low${k})
      const q${4 * k + 1} = i32x4.extend_high_i16x8_u(low${k})
      const q${4 * k + 2} = i32x4.extend_low_i16x8_u(high${k})
      const q${4 * k + 3} = i32x4.extend_high_i16x8_u(high${k})`
  ).join("\n      ")
}

/** Another number of replicates at a time: 8, or a multiple of 16. */
export const withLanes = (lanes: number): Edit => {
  const q = vectors(lanes)
  const between = (source: string, from: string, to: string, by: string): string => {
    const begin = source.indexOf(from)
    const end = source.indexOf(to, begin)
    if (begin < 0 || end < 0) throw new Error(`the kernel's source has no ${JSON.stringify(from)} to replace`)
    return source.slice(0, begin) + by + source.slice(end + to.length)
  }
  const load = (source: string) =>
    between(
      source,
      "const w = v128.load(weights + (unit << 4))",
      "const d = i32x4.extend_high_i16x8_u(high8)",
      extended(lanes)
    )
  return inOrder([
    replaced("const COUNT_ROW: usize = 64", `const COUNT_ROW: usize = ${4 * lanes}`),
    replaced("const SUM_ROW: usize = 128", `const SUM_ROW: usize = ${8 * lanes}`),
    replaced("quarter < 4", `quarter < ${lanes / 4}`),
    load,
    load,
    (source) =>
      between(
        source,
        "function addWeights(",
        "\n}",
        `function addWeights(row: usize, ${q.map((i) => `q${i}: v128`).join(", ")}): void {\n${q
          .map((i) => `  v128.store(row, i32x4.add(v128.load(row, ${16 * i}), q${i}), ${16 * i})`)
          .join("\n")}\n}`
      ),
    (source) =>
      between(
        source,
        "function clearRow(",
        "\n}",
        `function clearRow(row: usize): void {\n  const zero = i64x2.splat(0)\n${q
          .map((i) => `  v128.store(row, zero, ${16 * i})`)
          .join("\n")}\n}`
      ),
    replaced(", a, b, c, d)", `, ${q.map((i) => `q${i}`).join(", ")})`)
  ])
}

/** Every tie group is closed, also those without a positive or an event, at which no sum changes. */
export const closingEveryGroup: Edit = replaced("if (!(item & MIXED))", "if (false)")

/** Precision and corrected precision by a division each. */
export const dividingTwice: Edit = inOrder([
  replaced("const scale = f64x2.div(tp, f64x2.max(f64x2.mul(raw, corrected), tiny))\n", ""),
  replaced("let p = f64x2.mul(corrected, scale)", "let p = f64x2.div(tp, f64x2.max(raw, tiny))"),
  replaced("let cp = f64x2.mul(raw, scale)", "let cp = f64x2.div(tp, f64x2.max(corrected, tiny))")
])

export const asShipped: Edit = (source) => source

const compiled = (edit: Edit): Uint8Array<ArrayBuffer> => {
  const folder = mkdtempSync(join(tmpdir(), "fairward-kernel-"))
  try {
    const source = join(folder, "sweep.ts")
    const binary = join(folder, "sweep.wasm")
    writeFileSync(source, edit(readFileSync(shipped, "utf8")))
    const flags =
      "-O3 --converge --noAssert --runtime stub --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536 --enable simd,threads,bulk-memory"
    const { status, stderr } = spawnSync(process.execPath, [compiler, source, "--outFile", binary, ...flags.split(" ")])
    if (status !== 0) throw new Error(`the variant does not compile:\n${stderr}`)
    return new Uint8Array(readFileSync(binary))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const align = (bytes: number) => Math.ceil(bytes / 64) * 64

/**
 * A variant on ranked items that lie in memory: `run(weights, factors)` gives the sums, sides x 5 x lanes, of steps.
 *
 * `weights`: patients x lanes; `factors`: sides x lanes. The memory must have room for scratch space of these lanes.
 */
export const kernelVariant = (memory: SweepMemory, lanes: number, edit: Edit) => {
  const module = new WebAssembly.Module(compiled(edit))
  const { exports } = new WebAssembly.Instance(module, { env: { memory: memory.memory } })
  const sweep = exports.sweep as (...addresses: ReadonlyArray<number | boolean>) => void
  const weightsAt = memory.scratch
  const countsAt = align(weightsAt + memory.units * lanes)
  const touchedAt = countsAt + 5 * memory.slots * 4 * lanes
  const factorsAt = touchedAt + align(memory.slots)
  const sumsAt = factorsAt + memory.sides * 8 * lanes
  const sumsLength = areaCount * memory.sides * lanes
  if (sumsAt + sumsLength * 8 > memory.memory.buffer.byteLength) throw new RangeError("too little scratch space")
  return (weights: Uint8Array, factors: Float64Array): Float64Array => {
    new Uint8Array(memory.memory.buffer, weightsAt, weights.length).set(weights)
    new Uint8Array(memory.memory.buffer, countsAt, factorsAt - countsAt).fill(0)
    new Float64Array(memory.memory.buffer, factorsAt, factors.length).set(factors)
    const sums = new Float64Array(memory.memory.buffer, sumsAt, sumsLength)
    sums.fill(0)
    sweep(
      memory.items,
      memory.size,
      memory.unitSlots,
      memory.groupings,
      memory.layout,
      weightsAt,
      countsAt,
      memory.slots,
      touchedAt,
      factorsAt,
      sumsAt,
      false,
      true
    )
    return sums.slice()
  }
}
