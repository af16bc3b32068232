import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Dual } from "../src/Dual.ts"
import { at, width } from "../src/kernel/PatientSums.ts"
import {
  countSlopes,
  type MetricId,
  metricCount,
  placeOf,
  sideMetrics,
  slopesLength
} from "../src/kernel/SideMetrics.ts"

type Formula = (counts: Readonly<Record<"tp" | "fp" | "p" | "n", Dual>>) => Dual

const reference = { highest: 0.3, lowest: 0.05 }

/** Section 2 of the methods, as it stands there. */
const formulas: { readonly [Id in MetricId]?: Formula } = {
  recall: ({ p, tp }) => tp.over(p),
  precision: ({ fp, tp }) => tp.over(tp.plus(fp)),
  npv: ({ fp, n, p, tp }) => n.minus(fp).over(n.minus(fp).plus(p).minus(tp)),
  fpr: ({ fp, n }) => fp.over(n),
  corrected_precision: ({ fp, n, p, tp }) => {
    const factor = p.over(n).times(1 / reference.highest - 1)
    return tp.over(tp.plus(factor.times(fp)))
  },
  corrected_npv: ({ fp, n, p, tp }) => {
    const factor = n.over(p).over(1 / reference.lowest - 1)
    return n.minus(fp).over(n.minus(fp).plus(factor.times(p.minus(tp))))
  }
}

const counts = fc.tuple(...([1, 1, 1, 1] as const).map((min) => fc.integer({ min, max: 500 })))

describe("derivatives by counts that are written down", () => {
  it("are those of forward differentiation, and so are the values", () => {
    fc.assert(
      fc.property(counts, ([tp, fn, fp, tn]) => {
        const sums = new Float64Array(width(0))
        sums.set([tp!, fp!, tp! + fn!, fp! + tn!], at.tp)
        const values = new Float64Array(metricCount)
        const slopes = new Float64Array(slopesLength)
        sideMetrics(sums, new Float64Array(5), reference, 0, values)
        countSlopes(sums, values, reference, slopes)
        const [dTp, dFp, dP, dN] = Dual.variables([tp!, fp!, tp! + fn!, fp! + tn!])
        for (const [id, formula] of Object.entries(formulas)) {
          const place = placeOf[id as MetricId]
          const { gradient, value } = formula({ tp: dTp!, fp: dFp!, p: dP!, n: dN! })
          expect(values[place], id).toBeCloseTo(value, 12)
          gradient.forEach((slope, i) => {
            expect(slopes[4 * place + i], `${id} by count ${i}`).toBeCloseTo(slope, 12)
          })
        }
      })
    )
  })
})
