/** Numbers that carry their derivatives along: forward differentiation. */

/**
 * A value and its derivatives by some variables, of which every operation keeps both right by the chain rule.
 *
 * @example
 * const [a, b] = Dual.variables([3, 4])
 * a!.over(b!) // value 0.75, gradient [0.25, -0.1875]
 */
export class Dual {
  readonly value: number
  /** Partial derivatives, one a variable. */
  readonly gradient: Float64Array

  constructor(value: number, gradient: Float64Array) {
    this.value = value
    this.gradient = gradient
  }

  /** Every value as a variable of its own, whose derivative by itself is 1. */
  static variables(values: ReadonlyArray<number>): ReadonlyArray<Dual> {
    return values.map((value, i) => {
      const gradient = new Float64Array(values.length)
      gradient[i] = 1
      return new Dual(value, gradient)
    })
  }

  plus(other: Dual | number): Dual {
    return typeof other === "number"
      ? new Dual(this.value + other, this.gradient)
      : this.#with(other, this.value + other.value, 1, 1)
  }

  minus(other: Dual | number): Dual {
    return typeof other === "number"
      ? new Dual(this.value - other, this.gradient)
      : this.#with(other, this.value - other.value, 1, -1)
  }

  times(other: Dual | number): Dual {
    return typeof other === "number"
      ? this.#scaled(this.value * other, other)
      : this.#with(other, this.value * other.value, other.value, this.value)
  }

  /** The quotient; by 0 not a number, nor infinite, so that what cannot be estimated is told from what is large. */
  over(other: Dual | number): Dual {
    const divisor = typeof other === "number" ? other : other.value
    const value = divisor === 0 ? Number.NaN : this.value / divisor
    return typeof other === "number"
      ? this.#scaled(value, 1 / divisor)
      : this.#with(other, value, 1 / divisor, -value / divisor)
  }

  /** |x|, whose derivative at 0 is taken as 1: the side from above. */
  absolute(): Dual {
    return this.value < 0 ? this.#scaled(-this.value, -1) : this
  }

  #scaled(value: number, factor: number): Dual {
    return this.#with(this, value, factor, 0)
  }

  #with(other: Dual, value: number, own: number, others: number): Dual {
    const size = this.gradient.length
    if (size === 0) return new Dual(value, this.gradient)
    const gradient = new Float64Array(size)
    for (let i = 0; i < size; i++) gradient[i] = own * this.gradient[i]! + others * other.gradient[i]!
    return new Dual(value, gradient)
  }
}
