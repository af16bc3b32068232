/** Where the rows of each patient begin, and where those of the last one end. */
export const offsetsOf = (lengths: ReadonlyArray<number>): Uint32Array => {
  const offsets = new Uint32Array(lengths.length + 1)
  lengths.forEach((length, i) => {
    offsets[i + 1] = offsets[i]! + length
  })
  return offsets
}
