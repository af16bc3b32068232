import type { Cell } from "./Cells.ts"
export const medianCells: ReadonlyArray<Cell> = []
