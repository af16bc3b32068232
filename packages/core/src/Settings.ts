/** How all stages of one audit judge differences. */
import { Context } from "effect"
import type { Significance } from "./AuditConfig.ts"

export interface SettingsShape {
  readonly significance: Significance
  /** Family-wise level of simultaneous intervals. */
  readonly level: number
  /** A cohort or rest with fewer event-bearing patients is too small for a verdict. */
  readonly verdictMinimum: number
}

export class Settings extends Context.Service<Settings, SettingsShape>()("@fairward/core/Settings") {}
