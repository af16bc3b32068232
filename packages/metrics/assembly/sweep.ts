// One pass over the ranked items of all units, patients or parts of them, for sixteen replicates at a time. AssemblyScript:
// compiled by `pnpm kernel` into src/kernel/sweepWasm.ts. All memory is laid out by src/kernel/SweepMemory.ts.
//
// An item is a labelled step or an event, in descending order of score. It is the index of its unit with flags in
// the upper bits. Items of one score are a tie group. Counts are 32-bit integers, one row of sixteen lanes a slot; a
// slot is a category of a grouping, the unassigned of a grouping, or (slot 0) everyone.

const POSITIVE: u32 = 1 << 31
const EVENT: u32 = 1 << 30
const LAST: u32 = 1 << 29
const MIXED: u32 = 1 << 28
const UNIT: u32 = MIXED - 1

const COUNT_ROW: usize = 64
const SUM_ROW: usize = 128
const SUMS: usize = 5

// biome-ignore format: one line a lane quarter
@inline
function addWeights(row: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(row, i32x4.add(v128.load(row), a))
  v128.store(row, i32x4.add(v128.load(row, 16), b), 16)
  v128.store(row, i32x4.add(v128.load(row, 32), c), 32)
  v128.store(row, i32x4.add(v128.load(row, 48), d), 48)
}

@inline
function clearRow(row: usize): void {
  const zero = i64x2.splat(0)
  v128.store(row, zero)
  v128.store(row, zero, 16)
  v128.store(row, zero, 32)
  v128.store(row, zero, 48)
}

@inline
function high(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 2, 3, 0, 1)
}

@inline
function addTo(pointer: usize, value: v128): void {
  v128.store(pointer, f64x2.add(v128.load(pointer), value))
}

// Two lanes of one side at the end of a tie group: tp, fp so far; dtp, dfp, de within the group.
@inline
function accumulateLanes(tp: v128, fp: v128, dtp: v128, dfp: v128, de: v128, factor: v128, sums: usize, linear: bool, events: bool): void {
  const tiny = f64x2.splat(1e-300)
  addTo(sums, f64x2.mul(dtp, f64x2.sub(fp, f64x2.mul(dfp, f64x2.splat(0.5)))))
  const raw = f64x2.add(tp, fp)
  const corrected = f64x2.add(tp, f64x2.mul(factor, fp))
  const scale = f64x2.div(tp, f64x2.max(f64x2.mul(raw, corrected), tiny))
  let p = f64x2.mul(corrected, scale)
  let cp = f64x2.mul(raw, scale)
  if (linear) {
    const half = f64x2.splat(0.5)
    const one = f64x2.splat(1)
    const tpBefore = f64x2.sub(tp, dtp)
    const fpBefore = f64x2.sub(fp, dfp)
    const rawBefore = f64x2.add(tpBefore, fpBefore)
    const correctedBefore = f64x2.add(tpBefore, f64x2.mul(factor, fpBefore))
    const none = f64x2.eq(rawBefore, f64x2.splat(0))
    const pBefore = v128.bitselect(one, f64x2.div(tpBefore, f64x2.max(rawBefore, tiny)), none)
    const cpBefore = v128.bitselect(one, f64x2.div(tpBefore, f64x2.max(correctedBefore, tiny)), none)
    p = f64x2.mul(half, f64x2.add(p, pBefore))
    cp = f64x2.mul(half, f64x2.add(cp, cpBefore))
  }
  addTo(sums + SUM_ROW, f64x2.mul(dtp, p))
  addTo(sums + 2 * SUM_ROW, f64x2.mul(dtp, cp))
  if (events) {
    addTo(sums + 3 * SUM_ROW, f64x2.mul(de, p))
    addTo(sums + 4 * SUM_ROW, f64x2.mul(de, cp))
  }
}

// Four lanes, from integers to doubles.
@inline
function accumulate(tp: v128, fp: v128, dtp: v128, dfp: v128, de: v128, factors: usize, sums: usize, linear: bool, events: bool): void {
  accumulateLanes(
    f64x2.convert_low_i32x4_s(tp),
    f64x2.convert_low_i32x4_s(fp),
    f64x2.convert_low_i32x4_s(dtp),
    f64x2.convert_low_i32x4_s(dfp),
    f64x2.convert_low_i32x4_s(de),
    v128.load(factors),
    sums,
    linear,
    events
  )
  accumulateLanes(
    f64x2.convert_low_i32x4_s(high(tp)),
    f64x2.convert_low_i32x4_s(high(fp)),
    f64x2.convert_low_i32x4_s(high(dtp)),
    f64x2.convert_low_i32x4_s(high(dfp)),
    f64x2.convert_low_i32x4_s(high(de)),
    v128.load(factors, 16),
    sums + 16,
    linear,
    events
  )
}

function accumulateCohort(row: usize, plane: usize, factors: usize, sums: usize, linear: bool, events: bool): void {
  for (let quarter: usize = 0; quarter < 4; quarter++) {
    const at = row + (quarter << 4)
    accumulate(
      v128.load(at),
      v128.load(at + plane),
      v128.load(at + 2 * plane),
      v128.load(at + 3 * plane),
      v128.load(at + 4 * plane),
      factors + (quarter << 5),
      sums + (quarter << 5),
      linear,
      events
    )
  }
}

@inline
function without(all: usize, none: usize, own: usize): v128 {
  return i32x4.sub(i32x4.sub(v128.load(all), v128.load(none)), v128.load(own))
}

function accumulateRest(everyone: usize, none: usize, own: usize, plane: usize, factors: usize, sums: usize, linear: bool, events: bool): void {
  for (let quarter: usize = 0; quarter < 4; quarter++) {
    const at = quarter << 4
    accumulate(
      without(everyone + at, none + at, own + at),
      without(everyone + at + plane, none + at + plane, own + at + plane),
      without(everyone + at + 2 * plane, none + at + 2 * plane, own + at + 2 * plane),
      without(everyone + at + 3 * plane, none + at + 3 * plane, own + at + 3 * plane),
      without(everyone + at + 4 * plane, none + at + 4 * plane, own + at + 4 * plane),
      factors + (quarter << 5),
      sums + (quarter << 5),
      linear,
      events
    )
  }
}

/**
 * @param items ranked items, u32 each
 * @param size count of items
 * @param unitSlots per unit one u32 a grouping: the slot of the unit's category
 * @param groupings count of groupings
 * @param layout per grouping three u32: first slot, count of categories, side of the first rest or 0 where there are none; the slot
 * after the last is the unassigned
 * @param weights per unit sixteen u8: multiplicity in each replicate
 * @param counts five planes (TP, FP, and TP, FP, events within the tie group) of `slots` rows, zero
 * @param slots count of slots
 * @param touched per slot one u8, zero
 * @param factors per side sixteen f64: the factor of prevalence correction
 * @param sums per side five rows of sixteen f64, zero: AUROC, AUPRC, corrected, event, corrected event
 * @param linear 1 for the trapezoid, 0 for steps
 * @param everyone 1 when everyone is a side
 */
export function sweep(
  items: usize,
  size: u32,
  unitSlots: usize,
  groupings: u32,
  layout: usize,
  weights: usize,
  counts: usize,
  slots: u32,
  touched: usize,
  factors: usize,
  sums: usize,
  linear: bool,
  everyone: bool
): void {
  const plane: usize = (<usize>slots) * COUNT_ROW
  const falsePositives = counts + plane
  const end = items + ((<usize>size) << 2)
  let at = items
  while (at < end) {
    let item = load<u32>(at)
    if (!(item & MIXED)) {
      const unit: usize = item & UNIT
      const w = v128.load(weights + (unit << 4))
      const low8 = i16x8.extend_low_i8x16_u(w)
      const high8 = i16x8.extend_high_i8x16_u(w)
      const a = i32x4.extend_low_i16x8_u(low8)
      const b = i32x4.extend_high_i16x8_u(low8)
      const c = i32x4.extend_low_i16x8_u(high8)
      const d = i32x4.extend_high_i16x8_u(high8)
      if (everyone) addWeights(falsePositives, a, b, c, d)
      let own = unitSlots + unit * (<usize>groupings << 2)
      for (let g: u32 = 0; g < groupings; g++) {
        addWeights(falsePositives + (<usize>load<u32>(own)) * COUNT_ROW, a, b, c, d)
        own += 4
      }
      at += 4
      continue
    }

    const first = at
    let events = false
    while (true) {
      item = load<u32>(at)
      const unit: usize = item & UNIT
      const w = v128.load(weights + (unit << 4))
      const low8 = i16x8.extend_low_i8x16_u(w)
      const high8 = i16x8.extend_high_i8x16_u(w)
      const a = i32x4.extend_low_i16x8_u(low8)
      const b = i32x4.extend_high_i16x8_u(low8)
      const c = i32x4.extend_low_i16x8_u(high8)
      const d = i32x4.extend_high_i16x8_u(high8)
      const own = unitSlots + unit * (<usize>groupings << 2)
      const isEvent = (item & EVENT) != 0
      const isPositive = (item & POSITIVE) != 0
      if (isEvent) events = true
      for (let g: i32 = everyone ? -1 : 0; g < <i32>groupings; g++) {
        const slot: usize = g < 0 ? 0 : load<u32>(own + ((<usize>g) << 2))
        const row = counts + slot * COUNT_ROW
        if (isEvent) {
          addWeights(row + 4 * plane, a, b, c, d)
        } else if (isPositive) {
          addWeights(row, a, b, c, d)
          addWeights(row + 2 * plane, a, b, c, d)
        } else {
          addWeights(row + plane, a, b, c, d)
          addWeights(row + 3 * plane, a, b, c, d)
        }
        if (isEvent || isPositive) store<u8>(touched + slot, 1)
      }
      at += 4
      if (item & LAST) break
    }

    if (everyone) accumulateCohort(counts, plane, factors, sums, linear, events)
    for (let g: u32 = 0; g < groupings; g++) {
      const own = layout + (<usize>g) * 12
      const firstSlot: usize = load<u32>(own)
      const categories: usize = load<u32>(own, 4)
      const firstRest: usize = load<u32>(own, 8)
      const side = firstSlot - (<usize>g)
      let touchedCategories: usize = 0
      for (let c: usize = 0; c < categories; c++) touchedCategories += load<u8>(touched + firstSlot + c)
      const none = counts + (firstSlot + categories) * COUNT_ROW
      for (let c: usize = 0; c < categories; c++) {
        const slot = firstSlot + c
        const row = counts + slot * COUNT_ROW
        const isTouched: usize = load<u8>(touched + slot)
        if (isTouched) {
          accumulateCohort(row, plane, factors + (side + c) * SUM_ROW, sums + (side + c) * SUMS * SUM_ROW, linear, events)
        }
        if (firstRest && touchedCategories > isTouched) {
          const rest = firstRest + c
          accumulateRest(counts, none, row, plane, factors + rest * SUM_ROW, sums + rest * SUMS * SUM_ROW, linear, events)
        }
      }
    }

    for (let member = first; member < at; member += 4) {
      const unit: usize = load<u32>(member) & UNIT
      const own = unitSlots + unit * (<usize>groupings << 2)
      for (let g: i32 = everyone ? -1 : 0; g < <i32>groupings; g++) {
        const slot: usize = g < 0 ? 0 : load<u32>(own + ((<usize>g) << 2))
        const row = counts + slot * COUNT_ROW
        clearRow(row + 2 * plane)
        clearRow(row + 3 * plane)
        clearRow(row + 4 * plane)
        store<u8>(touched + slot, 0)
      }
    }
  }
}
