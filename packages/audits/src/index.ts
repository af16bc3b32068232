export * as Changes from "./Changes.ts"
export * as ChangesReport from "./ChangesReport.ts"
export * as Gate from "./Gate.ts"
export * as GateReport from "./GateReport.ts"
