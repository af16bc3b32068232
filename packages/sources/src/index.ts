export { DataError, DataProblem } from "./DataError.ts"
export { type LoadOptions, loadDataset } from "./LoadDataset.ts"
export * as Presets from "./Presets.ts"
