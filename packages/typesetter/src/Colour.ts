/** Colours as CSS writes them, for an engine that knows hexadecimal numbers and names only. */

export interface Colour {
  /** `#rrggbb`, or a name. */
  readonly value: string
  readonly opacity: number
}

const hex = (channels: ReadonlyArray<number>): string =>
  `#${channels
    .map((channel) =>
      Math.round(Math.min(255, Math.max(0, channel)))
        .toString(16)
        .padStart(2, "0")
    )
    .join("")}`

const ofHue = (hue: number, saturation: number, lightness: number): ReadonlyArray<number> => {
  const reach = saturation * Math.min(lightness, 1 - lightness)
  return [0, 8, 4].map((offset) => {
    const k = (offset + hue / 30) % 12
    return 255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)))
  })
}

const amount = (text: string | undefined, whole: number): number =>
  text === undefined ? whole : text.endsWith("%") ? (Number.parseFloat(text) / 100) * whole : Number.parseFloat(text)

/** `null` for nothing to draw: `none`, `transparent`. */
export const colourOf = (css: string): Colour | null => {
  const text = css.trim().toLowerCase()
  if (text === "none" || text === "transparent" || text === "") return null
  const short = /^#([\da-f])([\da-f])([\da-f])([\da-f])?$/.exec(text)
  if (short !== null)
    return colourOf(
      `#${short
        .slice(1)
        .map((digit) => `${digit ?? ""}`.repeat(2))
        .join("")}`
    )
  const long = /^(#[\da-f]{6})([\da-f]{2})?$/.exec(text)
  if (long !== null) return { value: long[1]!, opacity: long[2] === undefined ? 1 : Number.parseInt(long[2], 16) / 255 }
  const call = /^(rgb|hsl)a?\(([^)]*)\)$/.exec(text)
  if (call === null) return { value: text, opacity: 1 }
  const [first, second, third, fourth] = call[2]!.split(/[\s,/]+/).filter((part) => part !== "")
  const channels =
    call[1] === "rgb"
      ? [amount(first, 255), amount(second, 255), amount(third, 255)]
      : ofHue(((Number.parseFloat(first ?? "0") % 360) + 360) % 360, amount(second, 1), amount(third, 1))
  return { value: hex(channels), opacity: amount(fourth, 1) }
}

const channelsOf = (value: string): ReadonlyArray<number> | null =>
  /^#[\da-f]{6}$/i.test(value) ? [1, 3, 5].map((start) => Number.parseInt(value.slice(start, start + 2), 16)) : null

/** Contrast of `#rrggbb` with white paper, from 1 to 21 (WCAG 2.2); `null` for another notation. */
export const contrastOnWhite = (value: string): number | null => {
  const channels = channelsOf(value)
  if (channels === null) return null
  const [r, g, b] = channels.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.2126 * r! + 0.7152 * g! + 0.0722 * b! + 0.05)
}

/** The colour between two of `#rrggbb`; the nearer one of others. */
export const between = (from: string, to: string, share: number): string => {
  const [a, b] = [channelsOf(from), channelsOf(to)]
  if (a === null || b === null) return share < 0.5 ? from : to
  return hex(a.map((channel, index) => channel + (b[index]! - channel) * share))
}
