/** Sizes of files and of memory, in words. */

/** `512 bytes`, `24 kB`, `1.3 MB`, `190 MB`, `10.5 GB`. */
export const sizeText = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} kB`
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
}
