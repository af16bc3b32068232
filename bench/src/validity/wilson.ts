const z = 1.959963984540054

/**
 * 95 % interval of a share seen in `count` of `of` independent trials, both ends in [0, 1].
 *
 * Wilson 1927, doi:10.1080/01621459.1927.10502953. `of` 0: NaN.
 */
export const wilsonInterval = (count: number, of: number): { readonly low: number; readonly high: number } => {
  const share = count / of
  const centre = (share + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
