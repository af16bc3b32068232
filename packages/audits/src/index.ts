export * as Changes from "./Changes.ts"
export * as ChangesReport from "./ChangesReport.ts"
