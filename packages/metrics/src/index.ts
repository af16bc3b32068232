export * as CohortMetrics from "./CohortMetrics.ts"
export * as Curves from "./Curves.ts"
export * as LabelledSteps from "./LabelledSteps.ts"
export * as Metric from "./Metric.ts"
