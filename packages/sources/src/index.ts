export { DataError, DataProblem } from "./DataError.ts"
export { type LoadOptions, loadDataset } from "./LoadDataset.ts"
