export * as AuditReport from "./AuditReport.ts"
