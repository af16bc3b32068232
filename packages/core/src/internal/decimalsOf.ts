/** The fewest decimals, `most` at the most, with which a number reads as it is. */
export const decimalsOf = (value: number, most: number): number => {
  let digits = 0
  while (digits < most && Math.abs(Number(value.toFixed(digits)) - value) > Math.abs(value) * 1e-12) digits++
  while (digits > 0 && Number(value.toFixed(digits)) === Number(value.toFixed(digits - 1))) digits--
  return digits
}
