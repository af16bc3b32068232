/** Small data sets of random patients, with groupings that are nested, shifted, crossed and have missing values. */

export interface AttackedSet {
  readonly seed: number
  readonly minimum: number
  readonly patients: ReadonlyArray<Patient>
  readonly sick: ReadonlySet<string>
  readonly groupings: ReadonlyArray<AttackedGrouping>
  readonly files: Readonly<Record<string, string>>
  /** As `fairward.yaml` has it, but for `disclosure`. */
  readonly config: string
}

export const seeded = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const hours = 12

const table = (header: string, rows: ReadonlyArray<ReadonlyArray<string | number>>) =>
  `${[header, ...rows.map((row) => row.join(","))].join("\n")}\n`

export interface Patient {
  readonly id: string
  readonly sex: string
  readonly age: number
  readonly ward: string
}

/** As `fairward.yaml` has it, and which category a patient is in; none where a value is missing. */
export interface AttackedGrouping {
  readonly id: string
  readonly config: string
  readonly categoryOf: (patient: Patient) => string | undefined
}

const orNone = (text: string) => (text === "" ? undefined : text)

const binned = (id: string, edges: ReadonlyArray<number>): AttackedGrouping => ({
  id,
  config: `{column: age, bins: [${edges.join(", ")}]}`,
  categoryOf: ({ age }) => {
    const bin = edges.findLastIndex((edge) => age >= edge)
    if (bin < 0) return `<${edges[0]}`
    return bin === edges.length - 1 ? `>=${edges[bin]}` : `${edges[bin]}-${edges[bin + 1]}`
  }
})

const crossed = (id: string, one: AttackedGrouping, other: AttackedGrouping): AttackedGrouping => ({
  id,
  config: `{cross: [${one.id}, ${other.id}]}`,
  categoryOf: (patient) => {
    const both = [one, other].map(({ categoryOf }) => categoryOf(patient))
    return both.includes(undefined) ? undefined : both.join(" & ")
  }
})

/**
 * Two groupings of one column whose edges have few patients between them, and others that are nested in these, overlap or cross
 * with them.
 */
const groupingsOf = (
  random: () => number,
  patients: ReadonlyArray<Patient>,
  minimum: number
): ReadonlyArray<AttackedGrouping> => {
  const ages = patients.map(({ age }) => age).toSorted((a, b) => a - b)
  const ageAt = (share: number) => ages[Math.floor(share * ages.length)]!
  const below = (edge: number) => ages.filter((age) => age < edge).length
  const edge = ageAt(0.35 + 0.1 * random())
  const second = Math.max(edge + 4, ageAt(0.7))
  const others = [1, 2, 3].map((years) => edge + years).filter((other) => below(other) > below(edge))
  const next = others.findLast((other) => below(other) - below(edge) < minimum) ?? others[0] ?? edge + 1
  const sex: AttackedGrouping = { id: "sex", config: "{column: sex}", categoryOf: (patient) => orNone(patient.sex) }
  const ward: AttackedGrouping = { id: "ward", config: "{column: ward}", categoryOf: (patient) => orNone(patient.ward) }
  const age = binned("age", [edge, second])
  const shifted = binned("shifted", [next, second])
  // Some of few in a ward are in each of two categories, and their sum is few too.
  const one = random() < 0.5 ? sex : binned("halves", [second])
  return [age, shifted, one, ward, crossed("crossed", one, ward)]
}

export const setOf = (seed: number): AttackedSet => {
  const random = seeded(seed * 7919 + 17)
  const count = 60 + Math.floor(random() * 140)
  const minimum = random() < 0.5 ? 5 : 10
  const missing = random() * 0.06
  const rare = (minimum * (0.5 + 0.35 * random())) / count
  const sick = 0.25 + random() * 0.4
  const patients = Array.from({ length: count }, (_, i) => ({
    id: `p${1000 + i}`,
    sex: random() < missing ? "" : random() < 0.45 ? "F" : "M",
    age: 18 + Math.floor(random() * 72),
    ward: random() < missing ? "" : random() < rare ? "C" : random() < 0.5 ? "A" : "B"
  }))
  const events = patients.flatMap(({ id }) => (random() < sick ? [[id, 5 + Math.floor(random() * 6)] as const] : []))
  const startOf = new Map(events)
  const predictions = patients.flatMap(({ id }) => {
    const start = startOf.get(id)
    return Array.from({ length: hours }, (_, hour): ReadonlyArray<string | number> => {
      const isNear = start !== undefined && hour < start && start - hour <= 4
      return [id, hour, Math.min(0.999, Math.max(0.001, (isNear ? 0.35 : 0.15) + random() * 0.5)).toFixed(3)]
    })
  })
  const series = patients.flatMap(({ id }) =>
    random() < 0.15
      ? []
      : Array.from(
          { length: 1 + Math.floor(random() * 5) },
          (): ReadonlyArray<string | number> => [id, Math.floor(random() * hours), (60 + random() * 60).toFixed(3)]
        )
  )
  const former = predictions.map(([id, hour, score]) => [
    id!,
    hour!,
    score!,
    Math.min(0.999, Math.max(0.001, Number(score) + 0.35 * (random() - 0.5))).toFixed(3)
  ])
  const known = patients.flatMap(({ id }) => (random() < 0.15 ? [] : [[id, Math.floor(random() * 11)]]))
  const attributions = patients.flatMap(({ id }) =>
    random() < 0.1 ? [] : [[id, random().toFixed(4), random().toFixed(4), random().toFixed(4)]]
  )
  const groupings = groupingsOf(random, patients, minimum)
  return {
    seed,
    groupings,
    sick: new Set(startOf.keys()),
    minimum,
    patients,
    files: {
      "patients.csv": table(
        "id,sex,age,ward",
        patients.map(({ age, id, sex, ward }) => [id, sex, age, ward])
      ),
      "predictions.csv": table("id,hour,score,former", former),
      "events.csv": table(
        "id,start,stop",
        events.map(([id, start]) => [id, start, start + 1])
      ),
      "series.csv": table("id,hour,hr", series),
      "recognition.csv": table("id,known", known),
      "attributions.csv": table("id,a,b,c", attributions)
    },
    config: [
      "title: Attacked",
      "timestep: 1 h",
      "horizon: 4 h",
      "data:",
      "  predictions: {from: predictions.csv, patient: id, time: hour, timeUnit: h}",
      "  patients: {from: patients.csv, patient: id}",
      "  events: {from: events.csv, patient: id, start: start, stop: stop, timeUnit: h}",
      "  timeseries: {from: series.csv, patient: id, time: hour, timeUnit: h, definesLabel: [hr]}",
      "  recognition: {from: recognition.csv, patient: id, time: known, timeUnit: h}",
      "  attributions: {from: attributions.csv, patient: id}",
      "models:",
      "  proposed: {score: score}",
      "  former: {score: former, baseline: true, threshold: {value: 0.5}}",
      "caseMix: [age, {column: ward}]",
      "threshold: {value: 0.5}",
      "minEventPatients: 1",
      "groupings:",
      ...groupings.map(({ config, id }) => `  ${id}: ${config}`),
      "resampling: {replicates: 50, seed: 1}"
    ].join("\n")
  }
}
