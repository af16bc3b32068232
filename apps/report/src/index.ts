export * as Format from "./Format.ts"
export { type Options, renderPdf, writePdf } from "./Pdf.ts"
export { RenderError } from "./RenderError.ts"
export * as Verdicts from "./Verdicts.ts"
