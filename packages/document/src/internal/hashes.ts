import { createHash } from "node:crypto"
import type { Provenance } from "@fairward/core/AuditFindings"

export const shortHash = (sha256: string): string => sha256.slice(0, 12)

/** SHA-256 of the roles and hashes of all input files, in their order: two audits of the same files have the same. */
export const inputsHash = ({ inputs }: Provenance): string =>
  createHash("sha256")
    .update(inputs.map(({ role, sha256 }) => `${role} ${sha256}\n`).join(""))
    .digest("hex")
