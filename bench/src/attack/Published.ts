import type { Leak } from "./Attack.ts"

/** A statistic summed over cohorts that share nobody lies between bounds. */
export interface PublishedCount {
  readonly statistic: string
  readonly cohorts: ReadonlyArray<string>
  /** Statistics whose sum it is, each so many times; itself where it is not said. */
  readonly terms?: ReadonlyArray<readonly [statistic: string, times: number]>
  /** Of those of them who are in this cohort, too. */
  readonly within?: string
  readonly low: number
  readonly high: number
}

export interface Relation {
  readonly total: string
  readonly parts: ReadonlyArray<string>
}

export interface Published {
  readonly counts: ReadonlyArray<PublishedCount>
  readonly relations: ReadonlyArray<Relation>
}

type Json = Readonly<Record<string, unknown>>
type Named = Json & { readonly id: string; readonly below?: ReadonlyArray<string> }

export interface Findings extends Json {
  readonly audit: {
    readonly everyone: Json
    readonly groupings: ReadonlyArray<
      Json & { readonly id: string; readonly categories: ReadonlyArray<Named>; readonly dropped: ReadonlyArray<Named> }
    >
    readonly resampling: { readonly replicates: number }
  }
  readonly stages: Readonly<Record<string, { readonly findings?: Json }>>
}

const infinite = Number.POSITIVE_INFINITY

const at = (value: unknown, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>((one, key) => (one as Json | null | undefined)?.[key], value)

const listAt = (value: unknown, ...path: ReadonlyArray<string | number>): ReadonlyArray<Json> =>
  (at(value, ...path) as ReadonlyArray<Json> | null | undefined) ?? []

/** What a count says that may be withheld: `fewest` in any case, and fewer than the minimum where it is marked. */
const bounds = (value: unknown, fewest: 0 | 1, isBelow: boolean, minimum: number) => {
  if (typeof value === "number") return { low: value, high: value }
  return { low: isBelow ? 1 : fewest, high: isBelow ? minimum - 1 : infinite }
}

const auditCounts = ({ audit: { everyone, groupings } }: Findings, minimum: number): ReadonlyArray<PublishedCount> => {
  const all = (statistic: string, value: unknown): PublishedCount => ({
    statistic,
    cohorts: ["everyone"],
    ...bounds(value, 0, false, minimum)
  })
  return [
    all("patients", everyone.patients),
    all("with event", everyone.eventPatients),
    all("events", everyone.events),
    ...groupings.flatMap(({ categories, dropped, id, ...grouping }) => [
      ...[...categories, ...dropped].flatMap((row) => {
        const cohorts = [`${id}/${row.id}`]
        const isBelow = (of: string) => (row.below ?? []).includes(of)
        // Zeros are published.
        return [
          { statistic: "patients", cohorts, ...bounds(row.patients, 1, isBelow("patients"), minimum) },
          { statistic: "with event", cohorts, ...bounds(row.eventPatients, 1, isBelow("eventPatients"), minimum) },
          { statistic: "events", cohorts, ...bounds(row.events, row.events === undefined ? 0 : 1, false, minimum) }
        ]
      }),
      {
        statistic: "patients",
        cohorts: [`${id}/`],
        ...bounds(
          grouping.unassigned,
          1,
          ((grouping.below as ReadonlyArray<string>) ?? []).includes("unassigned"),
          minimum
        )
      }
    ])
  ]
}

const leaf = (prefix: string, record: unknown, names: ReadonlyArray<string>, cohort: string, minimum: number) =>
  names.flatMap((name): ReadonlyArray<PublishedCount> => {
    const value = at(record, name)
    return value === undefined
      ? []
      : [{ statistic: `${prefix} ${name}`, cohorts: [cohort], ...bounds(value, 0, false, minimum) }]
  })

const flips = ["all", "both", "lost", "gained", "neither"]
const outcomes = ["events", "detected", "missed", "notDetectable", "noneAvailable"]
const policy = ["all", "caught", "silenced", "notDetectable", "unreached"]

const cohortOf = (record: Json | undefined) =>
  record?.category === undefined ? "everyone" : `${record.grouping}/${record.category}`

const recordCounts = (findings: Findings, minimum: number): ReadonlyArray<PublishedCount> => {
  const of = (stage: string) => findings.stages[stage]?.findings
  const records = (stage: string) => [
    ...listAt(of(stage), "cohorts").map((record) => [`${record.grouping}/${record.category}`, record] as const),
    ["everyone", at(of(stage), "everyone") as Json] as const
  ]
  return [
    ...records("time-gap").flatMap(([cohort, record]) => [
      ...leaf("gap", at(record, "outcomes"), outcomes, cohort, minimum),
      ...listAt(record, "outcomes", "windows").flatMap((window) =>
        leaf(`gap ${window.window}`, window, ["events", "detected", "patients"], cohort, minimum)
      ),
      ...listAt(record, "warned").flatMap((warned) =>
        leaf(`warned ${warned.lead}`, warned, ["warned", "possible"], cohort, minimum)
      )
    ]),
    ...records("clinical-safety").flatMap(([cohort, record]) => [
      ...leaf("safety", at(record, "counts", "events"), policy, cohort, minimum),
      ...leaf(
        "alarm steps with event",
        at(record, "counts", "positives"),
        ["all", "reached", "missed"],
        cohort,
        minimum
      ),
      ...leaf("steps without event", at(record, "counts", "negatives"), ["all", "reached", "quiet"], cohort, minimum),
      ...listAt(record, "tiers").flatMap((tier) =>
        leaf(`tier ${tier.tier}`, tier.patients, ["all", "withEvent", "withoutEvent"], cohort, minimum)
      )
    ]),
    ...records("recognition").flatMap(([cohort, record]) =>
      leaf("recognition", record, ["patients", "recognised", "events", "cut", "caught", "missed"], cohort, minimum)
    ),
    ...[...listAt(of("model-comparison"), "flips"), ...listAt(of("model-comparison"), "everyoneFlips")].flatMap(
      (record) => leaf("flips", record, flips, cohortOf(record), minimum)
    ),
    ...listAt(of("case-mix"), "support").flatMap((record) =>
      leaf(`alike ${record.metric}`, record, ["patients", "comparable", "alone", "unknown"], cohortOf(record), minimum)
    ),
    ...[...listAt(of("case-mix"), "mix"), ...listAt(of("case-mix"), "everyone")].flatMap((record) =>
      listAt(record, "levels").map(
        ({ level, patients }): PublishedCount => ({
          statistic: "patients",
          cohorts: [cohortOf(record)],
          within: `${record.attribute}/${level}`,
          ...bounds(patients, 0, false, minimum)
        })
      )
    ),
    ...[...listAt(of("missingness"), "cohorts"), ...listAt(of("missingness"), "everyone")].flatMap((record) =>
      (at(record, "counts") as ReadonlyArray<unknown>).map(
        (value, i): PublishedCount => ({
          statistic: `measured ${record.variable} ${i}`,
          cohorts: [cohortOf(record)],
          ...bounds(value, 0, false, minimum)
        })
      )
    ),
    ...[...listAt(of("feature-importance"), "cohorts"), of("feature-importance")].flatMap((record) =>
      leaf("attributed", record, ["members", "patients", "withoutAttributions"], cohortOf(record), minimum)
    ),
    ...[...listAt(of("medical-variables"), "distributions"), ...listAt(of("medical-variables"), "everyone")].flatMap(
      (record) => leaf(`value ${record.metric}`, record, ["patients"], cohortOf(record), minimum)
    )
  ]
}

/** Counts that are written nowhere. */
const unlisted = /^without event$|^not |^(?:recall|baseline) share/u

/** Those who are warned at least so long ahead are among those who are so at least a shorter time, and who could be. */
const leadsIn = (names: ReadonlySet<string>): ReadonlyArray<Relation> => {
  const leads = [...names]
    .flatMap((name) => /^warned (.+) possible$/u.exec(name)?.[1] ?? [])
    .toSorted((a, b) => Number(a) - Number(b))
  return leads.flatMap((lead, i) => [
    { total: `warned ${lead} possible`, parts: [`warned ${lead} warned`, `not warned ${lead}`] },
    { total: "gap events", parts: [`warned ${lead} possible`, `not possible ${lead}`] },
    ...leads
      .slice(i + 1, i + 2)
      .map((next) => ({ total: `warned ${lead} warned`, parts: [`warned ${next} warned`, `not ${lead} to ${next}`] }))
  ])
}

const relationsIn = (counts: ReadonlyArray<PublishedCount>) => {
  const names = new Set(counts.map(({ statistic }) => statistic))
  const all = (prefix: string, total: string, parts: ReadonlyArray<string>) => ({
    total: `${prefix} ${total}`,
    parts: parts.map((part) => `${prefix} ${part}`)
  })
  const tiers = [...names]
    .filter((name) => name.startsWith("tier ") && name.endsWith(" all"))
    .map((name) => name.slice(0, -4))
  const levels = [...names].filter((name) => name.startsWith("measured "))
  const variables = new Set(levels.map((name) => name.slice(0, name.lastIndexOf(" "))))
  return [
    { total: "patients", parts: ["with event", "without event"] },
    all("gap", "events", outcomes.slice(1)),
    all("safety", "all", policy.slice(1)),
    all("alarm steps with event", "all", ["reached", "missed"]),
    all("steps without event", "all", ["reached", "quiet"]),
    all("attributed", "members", ["patients", "withoutAttributions"]),
    ...tiers.map((tier) => all(tier, "all", ["withEvent", "withoutEvent"])),
    ...(tiers.length > 0 ? [{ total: "patients", parts: tiers.map((tier) => `${tier} all`) }] : []),
    ...(tiers.length > 0 ? [{ total: "with event", parts: tiers.map((tier) => `${tier} withEvent`) }] : []),
    ...[...variables].map((variable) => ({
      total: "patients",
      parts: levels.filter((name) => name.startsWith(`${variable} `))
    })),
    ...leadsIn(names),
    all("recognition", "events", ["cut", "caught", "missed"]),
    { total: "recognition patients", parts: ["patients"] },
    { total: "recognition patients", parts: ["recognition recognised", "not recognised"] },
    { total: "recognition events", parts: ["events"] },
    all("flips", "all", flips.slice(1)),
    { total: "flips all", parts: ["events"] },
    { total: "flips all", parts: ["recall share caught", "recall share missed"] },
    { total: "recall share caught", parts: ["flips both", "flips gained"] },
    { total: "baseline share caught", parts: ["flips both", "flips lost"] },
    { total: "attributed members", parts: ["patients"] },
    { total: "gap events", parts: ["events"] },
    { total: "safety all", parts: ["events"] },
    { total: "safety caught", parts: ["gap detected"] },
    { total: "events", parts: ["recall share caught", "recall share missed"] },
    { total: "safety caught", parts: ["recall share caught"] }
  ].filter(({ parts, total }) => [total, ...parts].every((one) => names.has(one) || unlisted.test(one)))
}

/** The smallest of 1, 2 or 5 times a power of ten that is at least so large. */
const stepAtLeast = (least: number) => {
  const power = 10 ** Math.floor(Math.log10(least) + 1e-12)
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least - 1e-12)!
}

/** Numerators of a share, as its documented rounding leaves them open; of one that is not rounded so, the numerator. */
const numerators = (share: number, all: number, of: number) => {
  const step = Math.min(1, stepAtLeast(2 / Math.max(of, 2)))
  const isRounded = Math.abs(share / step - Math.round(share / step)) < 1e-6
  const half = isRounded ? step / 2 : 1e-6
  return { low: Math.max(0, (share - half) * all - 1e-6), high: Math.min(all, (share + half) * all + 1e-6) }
}

/** A margin that is not as declared is a fifth of the rarer side of everyone's value, to its last digit. */
const byMargin = (
  { margin, metric }: Record<string, unknown>,
  all: unknown,
  isMostlyCaught: boolean
): ReadonlyArray<PublishedCount> => {
  if (metric !== "event_recall" || typeof margin !== "number" || margin === 0.05 || typeof all !== "number") return []
  const half = margin === Number(margin.toPrecision(1)) ? 10 ** Math.floor(Math.log10(margin)) / 2 : 1e-9
  const [low, high] = [5 * (margin - half) * all - 1e-6, 5 * (margin + half) * all + 1e-6]
  const statistic = isMostlyCaught ? "recall share missed" : "recall share caught"
  return [{ statistic, cohorts: ["everyone"], low: Math.max(0, low), high: Math.min(all, high) }]
}

const shareCounts = (findings: Findings): ReadonlyArray<PublishedCount> => {
  const { everyone, groupings } = findings.audit
  const known = new Map(
    groupings.flatMap(({ categories, id }) =>
      categories.map((row) => [`${id}/${row.id}` as string, row.events] as const)
    )
  )
  const rows = (
    cohorts: ReadonlyArray<string>,
    share: unknown,
    all: unknown,
    of: number
  ): ReadonlyArray<PublishedCount> => {
    if (typeof share !== "number" || typeof all !== "number") return []
    const { high, low } = numerators(share, all, of)
    return [
      { statistic: "recall share caught", cohorts, low, high },
      { statistic: "recall share missed", cohorts, low: all - high, high: all - low }
    ]
  }
  const performance = findings.stages.performance?.findings
  const isMostlyCaught = listAt(performance, "everyone").some(
    ({ estimate, metric }) => metric === "event_recall" && Number(estimate) > 0.5
  )
  return [
    ...listAt(performance, "comparisons").flatMap((one) => {
      if (one.metric !== "event_recall") return []
      const own = `${one.grouping}/${one.category}`
      const others = [...known.keys()].filter((cohort) => cohort.startsWith(`${one.grouping}/`) && cohort !== own)
      const sizes = others.map((cohort) => known.get(cohort))
      const rest = sizes.every((size) => typeof size === "number")
        ? sizes.reduce((sum: number, size) => sum + Number(size), 0)
        : null
      const all = known.get(own)
      const of = Math.min(Number(all ?? infinite), rest ?? infinite)
      return [
        ...rows([own], at(one, "cohort", "estimate"), all, of),
        ...rows(others, at(one, "rest", "estimate"), rest, of)
      ]
    }),
    ...listAt(performance, "comparisons").flatMap((one) => byMargin(one, everyone.events, isMostlyCaught)),
    ...listAt(findings.stages["model-comparison"]?.findings, "comparisons").flatMap((one) => {
      const own = `${one.grouping}/${one.category}`
      const all = known.get(own)
      if (one.metric !== "event_recall:former") return []
      return rows([own], at(one, "rest", "estimate"), all, Number(all)).map((count) => ({
        ...count,
        statistic: count.statistic.replace("recall", "baseline")
      }))
    }),
    ...listAt(performance, "everyone").flatMap((one) =>
      one.metric === "event_recall" ? rows(["everyone"], one.estimate, everyone.events, Number(everyone.events)) : []
    )
  ]
}

const judgements = new Set(["material", "equivalent", "worse", "better", "greater", "less", "inconclusive"])

/** A verdict tells that enough patients have an event on both sides; the lack of one that too few have on one, and on which where the other is known. */
const verdictCounts = (findings: Findings): ReadonlyArray<PublishedCount> => {
  const { groupings } = findings.audit
  const performance = findings.stages.performance?.findings
  const least = Number(performance?.verdictMinimum)
  return listAt(performance, "comparisons").flatMap((one): ReadonlyArray<PublishedCount> => {
    const categories = groupings.find(({ id }) => id === one.grouping)?.categories ?? []
    const own = categories.find(({ id }) => id === one.category)
    if (one.metric !== "event_recall" || own === undefined) return []
    const others = categories.filter((category) => category !== own)
    const cohorts = (rows: ReadonlyArray<Named>) => rows.map(({ id }) => `${one.grouping}/${id}`)
    const enough = (rows: ReadonlyArray<Named>) => ({
      statistic: "with event",
      terms: [["with event", 1] as const],
      cohorts: cohorts(rows),
      low: least,
      high: infinite
    })
    if (judgements.has(String(one.withheld ?? one.verdict))) return [enough([own]), enough(others)]
    const rest = others.reduce((sum, { eventPatients }) => sum + Number(eventPatients ?? Number.NaN), 0)
    return one.verdict === "too small" && rest >= least ? [{ ...enough([own]), low: 0, high: least - 1 }] : []
  })
}

/** Ranges of as many counts as the minimum, the last up to twice as wide, whose middle over that of all is written as the share. */
const rangesOf = (share: number, all: number, minimum: number): Pick<PublishedCount, "low" | "high"> => {
  const middle = Math.floor(all / minimum) * minimum + (minimum - 1) / 2
  const ranges = Array.from({ length: Math.max(1, Math.floor((all + 1) / minimum)) }, (_, i) => ({
    low: i * minimum,
    high: (i + 2) * minimum > all + 1 ? all : i * minimum + minimum - 1
  }))
  const own = ranges.filter(({ high, low }) => Number(Math.min(1, (low + high) / 2 / middle).toPrecision(3)) === share)
  const exactly = Math.round(share * all)
  return own.length === 0 ? { low: exactly, high: exactly } : { low: own[0]!.low, high: own.at(-1)!.high }
}

/** Counts behind the points of curves: those warned of so long ahead, of all events and of those that could be. */
const curveCounts = (findings: Findings, minimum: number): ReadonlyArray<PublishedCount> =>
  listAt(findings.stages["time-gap"]?.findings, "cohorts").flatMap((record) => {
    const cohorts = [`${record.grouping}/${record.category}`]
    const leads = (at(record, "curve", "lead") as ReadonlyArray<number> | undefined) ?? []
    return leads.flatMap((lead, i) => {
      const warned = listAt(record, "warned").find((one) => one.lead === lead)
      return [
        [at(record, "curve", "ofAll", "share", i), at(record, "outcomes", "events")] as const,
        [at(record, "curve", "ofPossible", "share", i), warned?.possible] as const
      ].flatMap(([share, all]) =>
        typeof share === "number" && typeof all === "number"
          ? [{ statistic: `warned ${lead} warned`, cohorts, ...rangesOf(share, all, minimum) }]
          : []
      )
    })
  })

/** Counts behind the errors that cost at thresholds, and behind net benefit, and how they hang together with those of tiers. */
const safetyCurves = (findings: Findings, minimum: number): Published => {
  const safety = findings.stages["clinical-safety"]?.findings
  const numbersAt = (...path: ReadonlyArray<string>) => (at(safety, ...path) as ReadonlyArray<number> | undefined) ?? []
  const records = [
    ...listAt(safety, "cohorts").map((record) => [`${record.grouping}/${record.category}`, record] as const),
    ...(safety === undefined ? [] : [["everyone", at(safety, "everyone") as Json] as const])
  ]
  const thresholds = numbersAt("curve", "thresholds")
  const probabilities = numbersAt("netBenefit", "p")
  const counts = records.flatMap(([cohort, record]) => {
    const along = (statistic: string, points: ReadonlyArray<number>, shares: unknown, all: unknown) =>
      points.flatMap((point, i): ReadonlyArray<PublishedCount> => {
        const share = (shares as ReadonlyArray<number | null> | undefined)?.[i]
        return typeof share === "number" && typeof all === "number" && all > 0
          ? [{ statistic: `${statistic} ${point}`, cohorts: [cohort], ...rangesOf(share, all, minimum) }]
          : []
      })
    const [patient, window] = ["patient", "window"].map((kind) => at(record, "netBenefit", kind))
    const positives = at(patient, "positives")
    const patients = at(record, "patients")
    const negatives = typeof positives === "number" && typeof patients === "number" ? patients - positives : undefined
    const decided = (statistic: string, shares: unknown, all: unknown) => along(statistic, probabilities, shares, all)
    return [
      { statistic: "with event", cohorts: [cohort], ...bounds(positives, 0, false, minimum) },
      ...along("missed", thresholds, at(record, "errors", "missed", "share"), at(record, "counts", "events", "all")),
      ...decided("detected patients", at(patient, "detected", "share"), positives),
      ...decided("disturbed patients", at(patient, "disturbed", "share"), negatives),
      ...decided("detected windows", at(window, "detected", "share"), at(window, "positives"))
    ]
  })
  const names = new Set(counts.map(({ statistic }) => statistic))
  const threshold = at(safety, "threshold")
  const tiers = listAt(safety, "tiers").map(({ from, name }) => ({ name: String(name), from: Number(from) }))
  const relations = [
    { total: `missed ${threshold}`, parts: ["safety silenced", "safety notDetectable", "safety unreached"] },
    { total: `detected windows ${threshold}`, parts: ["safety caught"] },
    ...tiers.flatMap(({ from }) => {
      const reached = tiers.filter((one) => one.from >= from)
      const patients = (kind: string) => reached.map(({ name }) => `tier ${name} ${kind}`)
      return [
        { total: `disturbed patients ${from}`, parts: patients("withoutEvent") },
        { total: `warned in tiers from ${from}`, parts: patients("withEvent") },
        { total: `warned in tiers from ${from}`, parts: [`detected patients ${from}`, `warned elsewhere from ${from}`] }
      ]
    })
  ]
  return {
    counts,
    relations: relations.filter(
      ({ total }) =>
        names.has(total) || (total.startsWith("warned") && names.has(`detected patients ${total.split(" ").at(-1)}`))
    )
  }
}

const numbersIn = (value: unknown, path: string, found: Map<string, number>): Map<string, number> => {
  if (typeof value === "number") found.set(path, value)
  else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) numbersIn(one, `${path}/${key}`, found)
  }
  return found
}

const isLong = (value: number) => Number(value.toPrecision(3)) !== value && !Number.isInteger(value)

const settings =
  /\/(?:level|alpha|margin|adjustedP|lead|p|thresholds?|every|marginSd|resolution|minDelta|x)(?:\/|$)|\/windows\/|\/options\//u

const numberLeaks = (findings: Findings, open: Findings): ReadonlyArray<Leak> => {
  const drawn = findings.audit.resampling.replicates
  const truth = numbersIn(open.stages, "", new Map())
  return [...numbersIn(findings.stages, "", new Map())].flatMap(([path, value]): ReadonlyArray<Leak> => {
    if (/\/(?:replicates|usable)$/u.test(path) && value !== drawn && value !== 0) {
      return [{ by: "replicates", of: path, told: `${value} of ${drawn}` }]
    }
    if (!path.endsWith("seconds") && isLong(value) && !settings.test(path) && truth.get(path) === value) {
      return [{ by: "precision", of: path, told: String(value) }]
    }
    return []
  })
}

/** Texts that name what stands beside them. */
const named = ["variable", "metric", "tier", "model", "id"]

/** All numbers about cohorts, by what they are called and of whom. */
const cohortNumbers = (
  value: unknown,
  path: string,
  cohort: string | undefined,
  found: Map<string, Map<string, number>>
): void => {
  if (typeof value === "number" && cohort !== undefined) {
    found.set(path, (found.get(path) ?? new Map<string, number>()).set(cohort, value))
  }
  if (Array.isArray(value)) {
    value.forEach((one, i) => {
      const name = named.flatMap((key) => at(one, key) ?? []).join("/")
      const of = at(one, "grouping") === undefined || at(one, "category") === undefined ? cohort : cohortOf(one as Json)
      cohortNumbers(one, `${path}/${name || (of === cohort ? i : "")}`, of, found)
    })
  } else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) cohortNumbers(one, `${path}/${key}`, cohort, found)
  }
}

/** Coefficients of patients and of those with an event whose sum a number is in every cohort; nothing where there are none. */
const fittedBy = (
  numbers: ReadonlyMap<string, number>,
  sizes: ReadonlyMap<string, readonly [patients: number, withEvent: number]>
): readonly [number, number] | undefined => {
  const rows = [...numbers].flatMap(([cohort, number]) => {
    const size = sizes.get(cohort)
    return size === undefined ? [] : [[...size, number] as const]
  })
  const [one, other] =
    rows.flatMap((a, i) => rows.slice(i + 1).flatMap((b) => (a[0] * b[1] === a[1] * b[0] ? [] : [[a, b]])))[0] ?? []
  if (one === undefined || other === undefined || rows.length < 4) return undefined
  const determinant = one[0] * other[1] - one[1] * other[0]
  const ofPatients = (one[2] * other[1] - one[1] * other[2]) / determinant
  const ofEvents = (one[0] * other[2] - one[2] * other[0]) / determinant
  const isExact = rows.every(([a, b, number]) => Math.abs(ofPatients * a + ofEvents * b - number) < 1e-9 * (1 + number))
  return isExact && rows.some(([, , number]) => number !== 0) ? [ofPatients, ofEvents] : undefined
}

/** What a published number says of the one that it was made of: it is the same, so many or up to the minimum more, or three digits of it. */
const roundings = (minimum: number): ReadonlyArray<(number: number) => Pick<PublishedCount, "low" | "high">> => [
  (number) => ({ low: number - 1e-6, high: number + 1e-6 }),
  (number) => ({ low: number, high: number + minimum - 1 }),
  (number) => {
    const half = number === 0 ? 0 : 10 ** Math.floor(Math.log10(Math.abs(number)) - 2) / 2
    return { low: number - half - 1e-9, high: number + half + 1e-9 }
  }
]

/** What follows from numbers for somebody who knows how long stays are, and how many steps an event takes. */
const linearCounts = (findings: Findings, open: Findings, minimum: number): ReadonlyArray<PublishedCount> => {
  const [shown, truth] = [findings, open].map(({ audit, stages }) => {
    const found = new Map<string, Map<string, number>>()
    for (const [id, stage] of Object.entries(stages)) cohortNumbers(stage.findings, id, undefined, found)
    for (const { categories, id } of audit.groupings) {
      for (const row of categories) cohortNumbers(row, "audit", `${id}/${row.id}`, found)
    }
    return found
  })
  const sizes = new Map(
    open.audit.groupings.flatMap(({ categories, id }) =>
      categories.map((row) => [`${id}/${row.id}`, [Number(row.patients), Number(row.eventPatients)] as const] as const)
    )
  )
  return [...truth!].flatMap(([path, numbers]) => {
    const fit = fittedBy(numbers, sizes)
    if (fit === undefined) return []
    const terms = [["patients", fit[0]] as const, ["with event", fit[1]] as const]
    const told = [...(shown!.get(path) ?? [])]
    const around = roundings(minimum).find((around) =>
      told.every(([cohort, number]) => {
        const { high, low } = around(number)
        return low <= numbers.get(cohort)! && numbers.get(cohort)! <= high
      })
    )
    return told.flatMap(
      ([cohort, number]): ReadonlyArray<PublishedCount> =>
        around === undefined ? [] : [{ statistic: "patients", terms, cohorts: [cohort], ...around(number) }]
    )
  })
}

export const publishedIn = (findings: Findings, open: Findings, minimum: number) => {
  const counts = [
    ...auditCounts(findings, minimum),
    ...recordCounts(findings, minimum),
    ...shareCounts(findings),
    ...curveCounts(findings, minimum)
  ]
  const curves = safetyCurves(findings, minimum)
  const published: Published = {
    counts: [...counts, ...curves.counts, ...verdictCounts(findings), ...linearCounts(findings, open, minimum)],
    relations: [...relationsIn(counts), ...curves.relations]
  }
  return { published, leaks: numberLeaks(findings, open) }
}
