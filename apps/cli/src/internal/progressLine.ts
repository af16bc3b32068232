/** What the live line shows. Times are milliseconds. */
export interface LiveLine {
  readonly title: string
  readonly drawn: number
  readonly counted:
    | { readonly done: number; readonly total: number; readonly unit: string; readonly since: number }
    | undefined
}

const barWidth = 24
const whole = new Intl.NumberFormat("en")

/** `4.2 s`, `75 s`, or `12 min` from two minutes on. */
export const secondsText = (seconds: number): string =>
  seconds < 10
    ? `${seconds.toFixed(1)} s`
    : seconds < 120
      ? `${Math.round(seconds)} s`
      : `${Math.round(seconds / 60)} min`

/** One line, no longer than the terminal is wide: title, bar, counts, and the time left once it can be told. */
export const progressLine = ({ counted, title }: LiveLine, now: number, columns: number): string => {
  const parts = [title]
  if (counted !== undefined && counted.total > 0) {
    const { done, since, total, unit } = counted
    const filled = Math.min(barWidth, Math.floor((done / total) * barWidth))
    parts.push("█".repeat(filled) + "░".repeat(barWidth - filled))
    parts.push(`${whole.format(done)} of ${whole.format(total)} ${unit}`)
    const elapsed = (now - since) / 1000
    if (done > 0 && done < total && elapsed >= 1) parts.push(`${secondsText((elapsed / done) * (total - done))} left`)
  } else parts.push("...")
  return parts.join("  ").slice(0, Math.max(0, columns - 1))
}
