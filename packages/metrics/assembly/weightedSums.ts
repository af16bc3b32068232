// Sums of sparse rows, each as often as its patient is drawn, for sixteen draws at a time. AssemblyScript: compiled by
// `pnpm kernel` into src/kernel/weightedSumsWasm.ts. All memory is laid out by src/kernel/weightedSums.ts.
//
// A sum is a row of sixteen lanes of doubles, a lane a draw; a weight is a byte a lane.

const SUM_ROW: usize = 128
const LANES: usize = 16

@inline
function addTo(pointer: usize, value: v128): void {
  v128.store(pointer, f64x2.add(v128.load(pointer), value))
}

@inline
function high(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 2, 3, 0, 1)
}

// Adds weight x value of the rows `first .. last - 1` to the sums that begin at `to`.
export function addRows(first: u32, last: u32, offsets: usize, places: usize, values: usize, patients: usize, weights: usize, to: usize): void {
  for (let row = first; row < last; row++) {
    const drawn = v128.load(weights + <usize>load<u32>(patients + (<usize>row << 2)) * LANES)
    if (!v128.any_true(drawn)) continue
    const below = i16x8.extend_low_i8x16_u(drawn)
    const above = i16x8.extend_high_i8x16_u(drawn)
    const a = i32x4.extend_low_i16x8_u(below)
    const b = i32x4.extend_high_i16x8_u(below)
    const c = i32x4.extend_low_i16x8_u(above)
    const d = i32x4.extend_high_i16x8_u(above)
    const w0 = f64x2.convert_low_i32x4_s(a)
    const w1 = f64x2.convert_low_i32x4_s(high(a))
    const w2 = f64x2.convert_low_i32x4_s(b)
    const w3 = f64x2.convert_low_i32x4_s(high(b))
    const w4 = f64x2.convert_low_i32x4_s(c)
    const w5 = f64x2.convert_low_i32x4_s(high(c))
    const w6 = f64x2.convert_low_i32x4_s(d)
    const w7 = f64x2.convert_low_i32x4_s(high(d))
    const end = load<u32>(offsets + (<usize>row << 2), 4)
    for (let at = load<u32>(offsets + (<usize>row << 2)); at < end; at++) {
      const value = v128.load64_splat(values + (<usize>at << 3))
      const sum = to + <usize>load<u32>(places + (<usize>at << 2)) * SUM_ROW
      addTo(sum, f64x2.mul(w0, value))
      addTo(sum + 16, f64x2.mul(w1, value))
      addTo(sum + 32, f64x2.mul(w2, value))
      addTo(sum + 48, f64x2.mul(w3, value))
      addTo(sum + 64, f64x2.mul(w4, value))
      addTo(sum + 80, f64x2.mul(w5, value))
      addTo(sum + 96, f64x2.mul(w6, value))
      addTo(sum + 112, f64x2.mul(w7, value))
    }
  }
}

// Adds `bytes` bytes of sums to others.
export function addSums(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) addTo(to + at, v128.load(from + at))
}
