/** A stretch of local time, in microseconds by the clock as if it were UTC, and what holds in it. */
export interface Stretch {
  readonly until: number
  /** Microseconds that local time is ahead of UTC. */
  readonly offset: number
  /** Clocks show these times twice, or never. */
  readonly clock: "once" | "twice" | "never"
}

const day = 86_400_000
/** Two changes of the clock lie further apart: at least a month, during Ramadan in Morocco. */
const stride = 10 * day

const offsetsOf = (zone: string) => {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
  return (instant: number) => {
    const [, sign, hours, minutes, seconds = "0"] =
      /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/u.exec(format.format(instant)) ?? []
    const ahead = sign === undefined ? 0 : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    return (sign === "-" ? -1000 : 1000) * ahead
  }
}

/**
 * Local time of a zone in the years `first` to `last`, ascending, the outermost stretches without end. A time that clocks show twice has the offset of the first time, one
 * that they never show that of before.
 */
export const stretches = (zone: string, first: number, last: number): ReadonlyArray<Stretch> => {
  const offsetAt = offsetsOf(zone)
  const found: Array<Stretch> = []
  const add = (until: number, offset: number, clock: Stretch["clock"]) =>
    found.push({ until: until * 1000, offset: offset * 1000, clock })
  const end = Date.UTC(last + 1, 0)
  const begin = Date.UTC(first, 0) - stride
  let before = offsetAt(begin)
  for (let from = begin; from < end; from += stride) {
    const after = offsetAt(from + stride)
    if (after === before) continue
    let [low, high] = [from, from + stride]
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000
      if (offsetAt(middle) === before) low = middle
      else high = middle
    }
    add(high + Math.min(before, after), before, "once")
    add(high + Math.max(before, after), before, after < before ? "twice" : "never")
    before = after
  }
  add(Number.POSITIVE_INFINITY, before, "once")
  return found
}

/** SQL of what `of` says of the stretch in which the local time `local` lies, by halves. */
export const stretchSql = (found: ReadonlyArray<Stretch>, local: string, of: (stretch: Stretch) => number): string => {
  if (found.every((stretch) => of(stretch) === of(found[0]!))) return String(of(found[0]!))
  const middle = found.length >>> 1
  const [low, high] = [found.slice(0, middle), found.slice(middle)]
  return `case when ${local} < ${low.at(-1)!.until} then ${stretchSql(low, local, of)} else ${stretchSql(high, local, of)} end`
}
