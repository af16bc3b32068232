import type { ReportDocument } from "@fairward/core"

export const glossary: ReadonlyArray<ReportDocument.GlossaryEntry> = [
  {
    term: "Recognition",
    definition:
      "The first time at which clinicians are known to have recognised what the model warns of, or to have treated it, such as the first antibiotic. What they thought before is not recorded."
  },
  {
    term: "Event recall before recognition",
    definition:
      "Share of events with an alarm in their window before recognition, among those whose window opens before it. An alarm at or after recognition does not count."
  },
  {
    term: "No alarm before recognition",
    definition:
      "Of 100 events whose window opens before recognition, those without an alarm in it before clinicians knew."
  },
  {
    term: "AUROC before recognition",
    definition: "The AUROC of the labelled steps before recognition, of patients with and without it."
  },
  {
    term: "Lead time to recognition",
    definition:
      "Minutes from the first alarm in an event's window to recognition, median over events with an alarm before it that were recognised before they ended."
  },
  {
    term: "Share of alarms after recognition",
    definition: "Of all steps with an alarm those at or after the patient's recognition: clinicians knew already."
  },
  {
    term: "Time from recognition to event",
    definition:
      "Minutes from recognition to the event's start, median over events recognised between the opening of their window and their end; below 0 where clinicians came after the start. Who is recognised late gives the alarm more time."
  },
  {
    term: "Event recall, whole stay",
    definition: "Share of evaluable events with an alarm in their window, also after recognition."
  },
  { term: "AUROC, whole stay", definition: "The AUROC of all labelled steps, also of those after recognition." },
  {
    term: "Lead time to the event",
    definition: "Minutes from the first alarm in an event's window to its start, median over events with an alarm."
  },
  {
    term: "Events left out",
    definition:
      "Events whose window opens at or after the patient's recognition: recognised before an alarm could have come, or later events of a patient who is treated already."
  },
  { term: "Missed", definition: "Events without an alarm in their window." }
]
