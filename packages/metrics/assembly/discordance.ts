// Pairs of a positive and a negative step in the wrong order, of all cohorts, for sixteen replicates at a time: what areas under
// ROC curves follow from. AssemblyScript: compiled by `pnpm kernel` into src/kernel/discordanceWasm.ts. All memory is laid out by
// src/kernel/discordance.ts.
//
// Items, slots and lanes are those of sweep.ts; events are passed over. Counts and pairs are doubled, so that a tie, half a pair,
// is a whole number. An item costs the same however many categories a grouping has: rests follow from what is summed up per unit.

const POSITIVE: u32 = 1 << 31
const EVENT: u32 = 1 << 30
const LAST: u32 = 1 << 29
const MIXED: u32 = 1 << 28
const UNIT: u32 = MIXED - 1

const COUNT_ROW: usize = 64
const SUM_ROW: usize = 128

@inline
function high(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 2, 3, 0, 1)
}

// Lanes 4 q to 4 q + 3 of a unit's multiplicities.
@inline
function weight(weights: usize, quarter: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(weights + (quarter << 2))))
}

@inline
function addTo(pointer: usize, value: v128): void {
  v128.store(pointer, f64x2.add(v128.load(pointer), value))
}

function addCounts(row: usize, weights: usize, shift: i32): void {
  for (let q: usize = 0; q < 4; q++) {
    const at = row + (q << 4)
    v128.store(at, i32x4.add(v128.load(at), i32x4.shl(weight(weights, q), shift)))
  }
}

// Sums of doubles, less the multiplicities.
function takeWeights(row: usize, weights: usize): void {
  for (let q: usize = 0; q < 4; q++) {
    const w = weight(weights, q)
    const at = row + (q << 5)
    v128.store(at, f64x2.sub(v128.load(at), f64x2.convert_low_i32x4_s(w)))
    v128.store(at, f64x2.sub(v128.load(at, 16), f64x2.convert_low_i32x4_s(high(w))), 16)
  }
}

function addRow(row: usize, from: usize): void {
  for (let at: usize = 0; at < SUM_ROW; at += 16) addTo(row + at, v128.load(from + at))
}

function addConverted(row: usize, counts: usize): void {
  for (let q: usize = 0; q < 4; q++) {
    const c = v128.load(counts + (q << 4))
    addTo(row + (q << 5), f64x2.convert_low_i32x4_s(c))
    addTo(row + (q << 5) + 16, f64x2.convert_low_i32x4_s(high(c)))
  }
}

function addProducts(row: usize, counts: usize, weights: usize): void {
  for (let q: usize = 0; q < 4; q++) {
    const c = v128.load(counts + (q << 4))
    const w = weight(weights, q)
    addTo(row + (q << 5), f64x2.mul(f64x2.convert_low_i32x4_s(c), f64x2.convert_low_i32x4_s(w)))
    addTo(row + (q << 5) + 16, f64x2.mul(f64x2.convert_low_i32x4_s(high(c)), f64x2.convert_low_i32x4_s(high(w))))
  }
}

@inline
function addToSlots(slots: usize, groupings: u32, above: usize, weights: usize, shift: i32): void {
  const w0 = i32x4.shl(weight(weights, 0), shift)
  const w1 = i32x4.shl(weight(weights, 1), shift)
  const w2 = i32x4.shl(weight(weights, 2), shift)
  const w3 = i32x4.shl(weight(weights, 3), shift)
  for (let g: u32 = 0; g < groupings; g++) {
    const row = above + (<usize>load<u32>(slots + ((<usize>g) << 2))) * COUNT_ROW
    v128.store(row, i32x4.add(v128.load(row), w0))
    v128.store(row, i32x4.add(v128.load(row, 16), w1), 16)
    v128.store(row, i32x4.add(v128.load(row, 32), w2), 32)
    v128.store(row, i32x4.add(v128.load(row, 48), w3), 48)
  }
}

/**
 * @param items ranked items, u32 each
 * @param size count of items
 * @param unitSlots per unit one u32 a grouping: the slot of the unit's category
 * @param groupings count of groupings
 * @param layout per grouping three u32: first slot, count of categories, whether units are in none; the slot after the last is theirs
 * @param weights per unit sixteen u8: multiplicity in each replicate
 * @param units count of units
 * @param above per slot sixteen i32, zero: twice the negatives above
 * @param below one row of sixteen f64, zero: twice the positives below
 * @param pairs per slot sixteen f64, zero: twice the pairs within the slot; of slot 0 within all
 * @param crossed the same of pairs of a category with those in none
 * @param own per unit sixteen f64, zero: twice the pairs with anybody
 * @param shares per slot sixteen f64, zero: the same summed over its units, each as often as drawn
 */
export function discordance(
  items: usize,
  size: u32,
  unitSlots: usize,
  groupings: u32,
  layout: usize,
  weights: usize,
  units: u32,
  above: usize,
  below: usize,
  pairs: usize,
  crossed: usize,
  own: usize,
  shares: usize
): void {
  const end = items + ((<usize>size) << 2)
  const slotBytes: usize = (<usize>groupings) << 2
  for (let at = items; at < end; at += 4) {
    const item = load<u32>(at)
    if (!(item & POSITIVE) || item & EVENT) continue
    const w = weights + ((<usize>(item & UNIT)) << 4)
    for (let q: usize = 0; q < 4; q++) {
      const two = i32x4.shl(weight(w, q), 1)
      addTo(below + (q << 5), f64x2.convert_low_i32x4_s(two))
      addTo(below + (q << 5) + 16, f64x2.convert_low_i32x4_s(high(two)))
    }
  }

  let at = items
  while (at < end) {
    let item = load<u32>(at)
    if (!(item & MIXED)) {
      const unit: usize = item & UNIT
      const w = weights + (unit << 4)
      addCounts(above, w, 1)
      addToSlots(unitSlots + unit * slotBytes, groupings, above, w, 1)
      addRow(own + unit * SUM_ROW, below)
      at += 4
      continue
    }
    const first = at
    while (true) {
      item = load<u32>(at)
      at += 4
      if (!(item & EVENT)) {
        const unit: usize = item & UNIT
        const w = weights + (unit << 4)
        if (item & POSITIVE) takeWeights(below, w)
        else {
          addCounts(above, w, 0)
          addToSlots(unitSlots + unit * slotBytes, groupings, above, w, 0)
        }
      }
      if (item & LAST) break
    }
    for (let member = first; member < at; member += 4) {
      item = load<u32>(member)
      if (item & EVENT) continue
      const unit: usize = item & UNIT
      const w = weights + (unit << 4)
      if (!(item & POSITIVE)) {
        addRow(own + unit * SUM_ROW, below)
        continue
      }
      addConverted(own + unit * SUM_ROW, above)
      addProducts(pairs, above, w)
      for (let g: u32 = 0; g < groupings; g++) {
        const slot: usize = load<u32>(unitSlots + unit * slotBytes + ((<usize>g) << 2))
        addProducts(pairs + slot * SUM_ROW, above + slot * COUNT_ROW, w)
        const ranges = layout + (<usize>g) * 12
        if (!load<u32>(ranges, 8)) continue
        const from: usize = load<u32>(ranges)
        const none: usize = from + load<u32>(ranges, 4)
        if (slot != none) addProducts(crossed + slot * SUM_ROW, above + none * COUNT_ROW, w)
        else for (let c = from; c < none; c++) addProducts(crossed + c * SUM_ROW, above + c * COUNT_ROW, w)
      }
    }
    for (let member = first; member < at; member += 4) {
      item = load<u32>(member)
      if (item & EVENT) continue
      const unit: usize = item & UNIT
      const w = weights + (unit << 4)
      if (item & POSITIVE) takeWeights(below, w)
      else {
        addCounts(above, w, 0)
        addToSlots(unitSlots + unit * slotBytes, groupings, above, w, 0)
      }
    }
  }

  for (let unit: usize = 0; unit < units; unit++) {
    const w = weights + (unit << 4)
    const row = own + unit * SUM_ROW
    for (let q: usize = 0; q < 4; q++) {
      const drawn = weight(w, q)
      const low = f64x2.mul(v128.load(row + (q << 5)), f64x2.convert_low_i32x4_s(drawn))
      const upper = f64x2.mul(v128.load(row + (q << 5) + 16), f64x2.convert_low_i32x4_s(high(drawn)))
      for (let g: u32 = 0; g < groupings; g++) {
        const slot: usize = load<u32>(unitSlots + unit * slotBytes + ((<usize>g) << 2))
        addTo(shares + slot * SUM_ROW + (q << 5), low)
        addTo(shares + slot * SUM_ROW + (q << 5) + 16, upper)
      }
    }
  }
}
