export * as Withholding from "./Withholding.ts"
