/** How all stages of one audit judge differences. */
import { Context } from "effect"
import type { AuditConfig, Margin, Significance } from "./AuditConfig.ts"

export interface SettingsShape {
  readonly significance: Significance
  /** Family-wise level of simultaneous intervals. */
  readonly level: number
  /** A cohort or rest with fewer event-bearing patients is too small for a verdict. */
  readonly verdictMinimum: number
  /** By measure; absent: those of the stage. */
  readonly margins?: Readonly<Record<string, Margin>>
}

/** Those of one stage: a margin of `stage.measure` is for this stage alone. */
export const settingsOf = (
  {
    level,
    margins,
    significance,
    verdictMinimum
  }: Pick<AuditConfig, "level" | "margins" | "significance" | "verdictMinimum">,
  stage: string
): SettingsShape => {
  const own = Object.entries(margins ?? {})
    .filter(([name]) => name.startsWith(`${stage}.`))
    .map(([name, margin]) => [name.slice(stage.length + 1), margin] as const)
  return {
    level,
    significance,
    verdictMinimum,
    ...(margins === undefined ? {} : { margins: { ...margins, ...Object.fromEntries(own) } })
  }
}

export class Settings extends Context.Service<Settings, SettingsShape>()("@fairward/core/Settings") {}
