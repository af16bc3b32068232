import type { EventCondition } from "../PatientMedians.ts"

/** What the panels of a variable show. */
export const conditionTitles: Readonly<Record<EventCondition, string>> = {
  whole_stay: "Whole stay",
  not_in_event: "Outside events",
  without_events: "Patients without events"
}
