/** What columns are called, by what they are for: the names that presets and settings know, and words that people write. */
import { type Preset, presets } from "../../Presets.ts"

/** What a column can be for. */
export type Purpose =
  | "stay"
  | "person"
  | "time"
  | "score"
  | "label"
  | "start"
  | "stop"
  | "inEvent"
  | "split"
  | "variable"
  | "feature"
  | "value"
  | "admission"
  | "monitoredUntil"
  | "age"
  | "outcome"
  | "predictedLabel"

/** The words of a name: `HospAdmTime`, `hosp_adm_time` and `hosp adm time` have the same. */
export const wordsOf = (name: string): ReadonlyArray<string> =>
  name
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .replaceAll(/(\p{L})(\d)|(\d)(\p{L})/gu, "$1$3 $2$4")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")

const of = (...words: ReadonlyArray<string>) => new RegExp(`^(?:${words.join("|")})$`, "u")

const id = "(?:id|ids|nr|nbr|no|num|number|key|identifier|hash|pseudonym)"

/** By the name without what parts its words. */
const byName: Readonly<Record<Purpose, RegExp>> = {
  stay: of(
    `(?:p|pt|pat|patient|unit|icu)*(?:stay|encounter|visit|case|episode|icustay)s?${id}?`,
    `(?:hadm|admission|record|row)${id}`,
    "csn",
    "fall(?:id|nr|nummer)"
  ),
  person: of(`(?:patient|pat|pt|subject|person|participant|mrn|patienten?)s?${id}?`, "p?id", "patientennummer"),
  time: of(
    "time(?:index|stamp|step|point)?",
    "t",
    "date",
    "date?time",
    "(?:hours?|minutes?|mins?|seconds?|secs?|days?)(?:since\\p{L}*|in\\p{L}*|offset)?",
    "step(?:index)?",
    "zeit(?:punkt|stempel)?|stunden?",
    "iculos",
    "chart(?:time|date|hour|minute|offset)",
    "(?:prediction|predict|scor(?:e|ing)|observation|measurement|meas|record(?:ed)?|result|sample)(?:d|at|time|timestamp|hour|date|datetime|offset)",
    "scoredat",
    "scored",
    "(?:relative|elapsed|rel|icu)(?:time|hours?|minutes?)",
    "offset(?:minutes|hours)?"
  ),
  score: of(
    "(?:\\p{L}*)?(?:score|scores|risk|prob|proba|probs|probability|logit|logits|yhat|ypred|yprob|yscore)(?:v?\\d+|model\\p{L}*|mean|avg|raw|seed\\d+|[a-d])?",
    "pred|prediction|predicted|preds|output|p|phat|scorevalue",
    "seed\\d+",
    "(?:model|fold|run|rep|member)\\d+",
    "news\\d?|mews|pews|qsofa|sofa|modelscore|modeloutput"
  ),
  label: of(
    "\\p{L}*label\\d*(?:h|hours?|d)?",
    "y|ytrue|gt|groundtruth|truth|target|class|ground|positive|outcomes?|event",
    "outcome\\p{L}*",
    "(?:died|dies|death|dead|mortality|deteriorat\\p{L}*|sepsis|septic|aki|arrest|shock|readmi\\p{L}*|failure)\\p{L}*\\d*\\p{L}*"
  ),
  start: of(
    "start|starts|begin|begins|onset|starttime|begintime|onsettime|eventtime|eventstart|eventonset|timeofevent|timeofonset",
    "\\p{L}*onset\\p{L}*",
    "start(?:step|index|hours?|min|minutes?|time|date|at)|(?:event|t)start\\p{L}*"
  ),
  stop: of("stop|stops|end|ends|offset|stoptime|endtime|eventend|eventstop", "(?:stop|end|event(?:end|stop))\\p{L}*"),
  inEvent: of("in(?:event|failure|shock|sepsis|state)", "(?:event|failure)(?:status|state|flag|ongoing)"),
  split: of("split|set|fold|partition|dataset|splitname|datasplit|evaluationtype|subset"),
  variable: of(
    "(?:variable|var|item|parameter|param|measurement|concept|signal|lab|test|analyte|vital)s?(?:id|name|label|code)?",
    "name|code|label"
  ),
  feature: of("features?|featurename|variable|name|column"),
  value: of(
    "value|valuenum|val|result|numericvalue|measurementvalue|shap|shapvalue|attribution|importance|contribution"
  ),
  admission: of(
    "admission|admitted|admittedat|admissiontime|admissiondate|admittime|admitdate|admit|intime|icuin|icuintime|icuadmission\\p{L}*|icuadmit\\p{L}*|hospitaladmission\\p{L}*|admissionat|arrival\\p{L}*|admdate|admtime"
  ),
  monitoredUntil: of(
    "discharge|discharged|dischargedat|dischargetime|dischargedate|dischtime|disch|outtime|icuout|icuouttime|icudischarge\\p{L}*|monitoreduntil|dischargeat"
  ),
  age: of(
    "(?:age|alter)s?(?:in)?(?:y|years?|yrs|jahren?|d|days?|tagen?)?|patientage|anchorage|ageatadmission|admissionage|agenum"
  ),
  outcome: of(
    "\\p{L}*(?:died|death|dead|deceased|mortality|expire[d]?|survived|outcome|los|lengthofstay|iculos|survival)\\p{L}*",
    "dod|deathtime|hosp(?:ital)?expireflag"
  ),
  predictedLabel: of(
    "(?:pred|predicted|prediction|yhat|ypred)\\p{L}*(?:label|class|value|binary)",
    "alarm\\p{L}*|alert\\p{L}*|yhat"
  )
}

/** The settings whose values are names of columns, and what these are for. */
const settings: Readonly<Record<string, Purpose>> = {
  cluster: "person",
  time: "time",
  score: "score",
  label: "label",
  start: "start",
  stop: "stop",
  split: "split",
  admission: "admission",
  monitoredUntil: "monitoredUntil",
  variable: "variable",
  feature: "feature",
  value: "value",
  inEvent: "inEvent"
}

const joined = (name: string) => wordsOf(name).join("")

const namesIn = ({ tables }: Preset): ReadonlyArray<readonly [Purpose, string]> =>
  Object.values(tables).flatMap(({ settings: written }) =>
    Object.entries(settings).flatMap(([setting, purpose]) => {
      const name = written[setting]
      return typeof name === "string" && !name.includes("{{") ? [[purpose, joined(name)] as const] : []
    })
  )

const known = new Map<Purpose, Set<string>>()
for (const [purpose, name] of Object.values(presets).flatMap(namesIn)) {
  known.set(purpose, (known.get(purpose) ?? new Set()).add(name))
}

/** Whether a column may, by its name, be for a purpose. */
export const isCalled = (name: string, purpose: Purpose): boolean => {
  const whole = joined(name)
  return byName[purpose].test(whole) || (known.get(purpose)?.has(whole) ?? false)
}

/** Whether a name is that of a stay or a person. */
export const isPatientName = (name: string): boolean => isCalled(name, "stay") || isCalled(name, "person")

const units: ReadonlyArray<readonly [unit: "s" | "min" | "h" | "d" | "step", words: RegExp]> = [
  ["h", of("h|hr|hrs|hours?|iculos|stunden?")],
  ["min", of("min|mins|minutes?")],
  ["s", of("s|sec|secs|seconds?")],
  ["d", of("days?|d|tagen?")],
  ["step", of("steps?|index|idx|timestep")]
]

/** The unit of time that a name says, such as h for `onset_hour`. */
export const unitIn = (name: string) => {
  const words = wordsOf(name)
  return units.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0]
}

/** A span of time in a name, such as `12 h` in `label_12h` or `death_24_hours`. */
export const spanIn = (name: string): string | undefined => {
  const [, count, unit] =
    /(?:^|[^\p{L}\d.])(\d{1,3}) (h|hr|hrs|hours?|d|days?|min|minutes?)(?: |$)/u.exec(` ${wordsOf(name).join(" ")}`) ??
    []
  return count === undefined ? undefined : `${count} ${units.find(([, pattern]) => pattern.test(unit!))![0]}`
}
