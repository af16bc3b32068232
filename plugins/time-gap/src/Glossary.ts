import type { ReportDocument } from "@fairward/core"

export const glossary: ReadonlyArray<ReportDocument.GlossaryEntry> = [
  {
    term: "Time gap",
    definition:
      "Time from the first alarm in the window before a detected event to the start of the event. Longer is better."
  },
  {
    term: "Time available",
    definition:
      "Time from the end of the patient's previous event, or from the start of the stay, to the start of the event. No alarm can come earlier than that, so events are compared with events that had about as much of it."
  },
  {
    term: "Median gap",
    definition:
      "Median time gap over the detected events of a cohort that had a given time available. Events that were missed take no part in it."
  },
  {
    term: "Detected event",
    definition: "An event with at least one alarm in the window before it."
  },
  {
    term: "Missed event",
    definition: "An event with labelled steps in the window before it, but no alarm at any of them."
  },
  {
    term: "Not detectable",
    definition: "An event without a labelled step in the window before it, so that no alarm was possible."
  },
  {
    term: "Warned at least so long ahead",
    definition:
      "The first alarm of the window comes at least so long before the event. The share is taken of all evaluable events, misses counting as not warned, which is what is judged; and again of the events for which an alarm so early was possible: those with a labelled step so long before them in the window."
  }
]
