export * as BoxPlots from "./BoxPlots.ts"
export * as Intervals from "./Intervals.ts"
export * as Labels from "./Labels.ts"
export * as Theme from "./Theme.ts"
