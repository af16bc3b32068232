/** What comparing like with like says of cohorts that are made up otherwise, and of those that are served worse. */
import caseMix from "@fairward/case-mix"
import { audited, cellsOf, type Setting, type Truth } from "./Judgements.ts"

/** What patients are alike in: of the severity that matters here one bin knows all. */
const attributes: NonNullable<Setting["caseMix"]> = [
  { column: "age", bins: [50, 65, 75, 85] },
  { column: "surgical_status" }
]

/** Data sets of a population, whose cohorts are also compared by age and surgical status. */
export const caseMixCell = cellsOf([audited("case-mix", caseMix, {}, ({ comparisons }) => comparisons)], {
  caseMix: attributes
})

const isAlike = (metric: string): boolean => metric.endsWith(":like_with_like")

/** Of cohorts that differ only by their case mix: nothing like with like, and crude by what nobody has told. */
export const onlyMixed = (attribute: string): Truth => ({
  of: ({ grouping, metric }) => (grouping !== attribute || isAlike(metric) ? 0 : Number.NaN),
  asked: ({ grouping, metric }) => grouping === attribute && metric === "event_recall"
})

/** Of a cohort that is also served worse, by event recall like with like. */
export const servedWorse = ({ attribute, value }: { readonly attribute: string; readonly value: string }): Truth => ({
  of: ({ grouping }) => (grouping === attribute ? Number.NaN : 0),
  asked: ({ category, grouping, metric }) =>
    grouping === attribute && category === value && metric === "event_recall:like_with_like"
})
