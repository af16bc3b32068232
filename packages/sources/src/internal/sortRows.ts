/** Rows grouped by patient: `order` lists row numbers, those of patient `i` from `offsets[i]` to `offsets[i + 1]`. */
export interface SortedRows {
  readonly offsets: Uint32Array
  readonly order: Uint32Array
}

/** Orders rows by patient, by counting, and within a patient by `compare`. */
export const sortRows = (
  patients: number,
  index: Int32Array,
  compare: (a: number, b: number) => number
): SortedRows => {
  const offsets = new Uint32Array(new SharedArrayBuffer((patients + 1) * 4))
  for (let row = 0; row < index.length; row++) offsets[index[row]! + 1]!++
  for (let i = 0; i < patients; i++) offsets[i + 1]! += offsets[i]!
  const next = offsets.slice()
  const order = new Uint32Array(index.length)
  for (let row = 0; row < index.length; row++) order[next[index[row]!]!++] = row
  for (let i = 0; i < patients; i++) {
    for (let k = offsets[i]! + 1; k < offsets[i + 1]!; k++) {
      if (compare(order[k - 1]!, order[k]!) <= 0) continue
      order.subarray(offsets[i]!, offsets[i + 1]!).sort(compare)
      break
    }
  }
  return { offsets, order }
}

export const sharedInt32 = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4))
export const sharedInt8 = (length: number) => new Int8Array(new SharedArrayBuffer(length))
export const sharedUint8 = (length: number) => new Uint8Array(new SharedArrayBuffer(length))
export const sharedUint32 = (length: number) => new Uint32Array(new SharedArrayBuffer(length * 4))
export const sharedFloat32 = (length: number) => new Float32Array(new SharedArrayBuffer(length * 4))
export const sharedFloat64 = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8))
