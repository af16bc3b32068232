import type { ReportDocument } from "@fairward/core"

export const glossary: ReadonlyArray<ReportDocument.GlossaryEntry> = [
  {
    term: "F2",
    definition:
      "One number from precision and recall that counts recall twice as much: 5 PR / (4 P + R). Of steps, or of events, where precision is the share of alarms that are true and recall the share of events that are caught."
  },
  {
    term: "Miss rate",
    definition: "Share of the events, or of the positive steps, that raise no alarm: 1 - recall."
  },
  {
    term: "True and false alarm",
    definition:
      "An alarm inside the window before an evaluable event is true, any other false. Without events, an alarm at a positive step is true."
  },
  {
    term: "One alarm in k is true",
    definition: "1 + false alarms / true alarms: how many alarms have to be looked at for one that is true."
  },
  {
    term: "Alarm policy",
    definition:
      "After an alarm there is no other for a while (the silence), which silenced steps do not prolong; after an event a running silence ends early. An event whose window was only silenced is missed."
  },
  {
    term: "Budget of alarms",
    definition:
      "How many alarms per patient-day, true and false, a unit can answer. Of all thresholds and silences that are tried, the one that catches most events of all patients within it is shown; of equals the one that rings least often."
  },
  {
    term: "Patient-day",
    definition:
      "24 hours at risk by the clock: from a patient's first prediction to the last, and on by the usual interval between them or until monitoring is known to have ended, less the time in events. How often a patient is scored plays no part."
  },
  {
    term: "Cost of errors",
    definition:
      "Missed events times the cost of one, plus false alarms times the cost of one. What care costs otherwise plays no part."
  },
  {
    term: "Cheapest threshold",
    definition: "The threshold of least cost of errors; the highest among equals."
  },
  {
    term: "Alert fatigue",
    definition: "Staff stop answering alarms when too few of them are true; warned of below a limit, by default 10 %."
  },
  {
    term: "Tier",
    definition:
      "A range of scores with a name: by default GREEN below 0.4, YELLOW from there to below 0.7, RED from 0.7. A labelled step is in the tier of its score, a patient in that of the highest score."
  },
  {
    term: "Risk, observed in a tier",
    definition:
      "Share of the labelled steps with a score in the tier that are positive. The same tier should mean the same risk in every cohort."
  },
  {
    term: "Net benefit",
    definition:
      "True positives less false positives weighed by p / (1 - p), p being the threshold, divided by all patients or windows. Per patient, a true positive is a patient with a caught event, a false one a patient without event and with an alarm; per window, a caught event, and an alarm in a block of time with label 0. Alarming never has 0; a model is of use where it lies above that and above alarming always."
  }
]
