export const requireSameLength = (expected: number, actual: number, what: string): void => {
  if (expected !== actual) throw new RangeError(`${what}: expected ${expected} elements, found ${actual}`)
}

export const requireShare = (value: number, what: string): void => {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${what} must lie in [0, 1], found ${value}`)
}
