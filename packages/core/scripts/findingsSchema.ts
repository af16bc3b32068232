/** Writes findings.schema.json: `node scripts/findingsSchema.ts` in this package. */
import { writeFileSync } from "node:fs"
import { jsonSchema } from "../src/AuditFindings.ts"

writeFileSync(new URL("../findings.schema.json", import.meta.url), `${JSON.stringify(jsonSchema(), null, 2)}\n`)
