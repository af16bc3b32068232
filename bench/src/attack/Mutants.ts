type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

/** What an algorithm with a fault would have written, made of what this one wrote and of the truth. */
export type Mutant = (shown: string, truth: string) => string

const isHolder = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const merged = (
  shown: Json,
  truth: Json | undefined,
  replace: (shown: Json, truth: Json | undefined, path: string) => Json,
  path = ""
): Json => {
  if (Array.isArray(shown)) {
    return shown.map((one, i) => merged(one, (truth as ReadonlyArray<Json> | undefined)?.[i], replace, `${path}/${i}`))
  }
  if (isHolder(shown)) {
    return Object.fromEntries(
      Object.entries(shown).map(([key, one]) => [
        key,
        merged(one, isHolder(truth) ? truth[key] : undefined, replace, `${path}/${key}`)
      ])
    )
  }
  return replace(shown, truth, path)
}

const mutantOf =
  (replace: (shown: Json, truth: Json | undefined, path: string, minimum: number) => Json): Mutant =>
  (shown, truth) => {
    const findings = JSON.parse(shown) as Json & { readonly disclosure: { readonly minimumCell: number } }
    const minimum = findings.disclosure.minimumCell
    return JSON.stringify(merged(findings, JSON.parse(truth) as Json, (...given) => replace(...given, minimum)))
  }

const isSmall = (value: number, minimum: number) => value > 0 && value < minimum

const isCount = (value: Json | undefined): value is number => typeof value === "number" && Number.isInteger(value)

interface Row {
  patients: number | null
  eventPatients: number | null
  below?: ReadonlyArray<string>
}

interface Marked {
  readonly audit: {
    readonly groupings: Array<{ categories: Array<Row>; dropped: Array<Row>; unassigned: number | null }>
  }
  readonly disclosure: { readonly minimumCell: number }
}

export const mutants: Readonly<Record<string, Mutant>> = {
  /** Tells the usable replicates of each side. */
  replicates: mutantOf((shown, truth, path) =>
    /\/(?:replicates|usable)$/u.test(path) && isCount(truth) ? truth : shown
  ),
  /** Rounds nothing. */
  "no-rounding": mutantOf((shown, truth, path) =>
    path.startsWith("/stages") && typeof shown === "number" && typeof truth === "number" ? truth : shown
  ),
  /** Withholds small counts, and none that would give them away. */
  "no-secondary": mutantOf((shown, truth, path, minimum) =>
    shown === null && isCount(truth) && !isSmall(truth, minimum) && !path.startsWith("/provenance") ? truth : shown
  ),
  /** Says of every small count that it is one. */
  marks: (shown, truth) => {
    const own = JSON.parse(shown) as Marked
    const open = JSON.parse(truth) as Marked
    const minimum = own.disclosure.minimumCell
    own.audit.groupings.forEach((grouping, g) => {
      const given = open.audit.groupings[g]!
      const rows = [...given.categories, ...given.dropped]
      ;[...grouping.categories, ...grouping.dropped].forEach((row, r) => {
        row.below = (["patients", "eventPatients"] as const).filter((key) => isSmall(rows[r]![key] ?? 0, minimum))
      })
    })
    return JSON.stringify(own)
  },
  /** Protects each grouping by itself: the counts of its categories but for the smallest that a small one follows from. */
  "one-by-one": (shown, truth) => {
    const own = JSON.parse(shown) as Marked
    const open = JSON.parse(truth) as Marked
    const minimum = own.disclosure.minimumCell
    own.audit.groupings.forEach((grouping, g) => {
      const given = open.audit.groupings[g]!
      const rows = [...given.categories, ...given.dropped]
      const hidden = [...grouping.categories, ...grouping.dropped]
      for (const key of ["patients", "eventPatients"] as const) {
        const isOdd = (row: Row) =>
          isSmall(row[key]!, minimum) ||
          (key === "eventPatients" && isSmall(row.patients! - row.eventPatients!, minimum))
        const small = rows.flatMap((row, r) => (isOdd(row) ? [r] : []))
        const isLeft = key === "patients" && isSmall(given.unassigned ?? 0, minimum)
        const others = [...rows.keys()]
          .filter((r) => !small.includes(r))
          .sort((a, b) => rows[a]![key]! - rows[b]![key]!)
        const gone = new Set([...small, ...(small.length === 1 || isLeft ? others.slice(0, 1) : [])])
        rows.forEach((row, r) => {
          if (!gone.has(r) && !(key === "eventPatients" && hidden[r]!.patients === null)) hidden[r]![key] = row[key]
        })
      }
    })
    return JSON.stringify(own)
  }
}
