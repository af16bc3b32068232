import { isUtf8 } from "node:buffer"
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { open, stat } from "node:fs/promises"
import { pipeline } from "node:stream/promises"
import * as zlib from "node:zlib"
import { Effect } from "effect"

export type Compression = "none" | "gzip" | "zstd"

/** What reading a file once, from its first byte to its last, tells about it. */
export interface FileScan {
  readonly bytes: number
  readonly sha256: string
  readonly compression: Compression
  /** Why what is compressed cannot be trusted. */
  readonly broken: "ends early" | "is damaged" | undefined
  /** The beginning, decompressed: whole lines, or all that there is. */
  readonly head: Buffer
  /** Length of the longest line in bytes, where that is more than about a megabyte; else at most that. */
  readonly longestLine: number
  readonly holdsNul: boolean
  readonly isUtf8: boolean
}

const compressions: ReadonlyArray<readonly [Buffer, Compression]> = [
  [Buffer.from([0x1f, 0x8b]), "gzip"],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), "zstd"]
]

/** How a file is compressed, by its first bytes and not by its name. */
export const compressionOf = (beginning: Buffer): Compression =>
  compressions.find(([magic]) => beginning.subarray(0, magic.length).equals(magic))?.[1] ?? "none"

/** The first and the last bytes of a file as they lie on the disk. */
export const endsOf = (path: string) =>
  Effect.tryPromise(async () => {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      const part = async (position: number, length: number) => {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
        return buffer.subarray(0, bytesRead)
      }
      return { size, first: await part(0, 4096), last: await part(Math.max(0, size - 4), 4) }
    } finally {
      await file.close()
    }
  })

const decompressor = (compression: Compression) => {
  if (compression === "gzip") return zlib.createGunzip()
  return compression === "zstd" && "createZstdDecompress" in zlib ? zlib.createZstdDecompress() : undefined
}

/** Gives the decompressed bytes to `take`, and those on the disk to `raw`; false from `take` ends the reading. */
export const readBytes = async (
  path: string,
  compression: Compression,
  take: (bytes: Buffer) => boolean,
  { raw, signal }: { readonly raw?: (bytes: Buffer) => void; readonly signal?: AbortSignal | undefined } = {}
) => {
  const drain = async (source: AsyncIterable<Buffer>) => {
    for await (const bytes of source) if (!take(bytes)) return
  }
  const tap = async function* (source: AsyncIterable<Buffer>) {
    for await (const bytes of source) {
      raw?.(bytes)
      yield bytes
    }
  }
  const options = signal === undefined ? {} : { signal }
  const decompress = decompressor(compression)
  const { size } = await stat(path)
  // Thousands of small files would cost a megabyte of memory each.
  const disk = createReadStream(path, { highWaterMark: Math.min(Math.max(size, 1), 1 << 20) })
  if (decompress === undefined) return pipeline(disk, tap, drain, options)
  await pipeline(disk, tap, decompress, drain, options)
  // A file of several zstd frames: Node stops after the first, where gunzip goes on.
  let position = decompress.bytesWritten
  while (compression === "zstd" && position < size) {
    const frame = decompressor("zstd")!
    await pipeline(createReadStream(path, { start: position, highWaterMark: 1 << 20 }), frame, drain, options)
    position += frame.bytesWritten
  }
}

const headBytes = 1 << 16
const largestHead = 1 << 26
const newline = 0x0a
const carriageReturn = 0x0d

/** How many of the last bytes may be the beginning of a character that the next chunk ends. */
const unfinished = (bytes: Buffer) => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/** Lengths of lines from the first and the last line end of each chunk: exact for those longer than a chunk. */
const lineLengths = () => {
  let open = 0
  let longest = 0
  return {
    add: (bytes: Buffer) => {
      const end = bytes.includes(newline) ? newline : carriageReturn
      const first = bytes.indexOf(end)
      longest = Math.max(longest, open + (first < 0 ? bytes.length : first))
      open = first < 0 ? open + bytes.length : bytes.length - bytes.lastIndexOf(end) - 1
    },
    longest: () => longest
  }
}

const brokenBy = (cause: unknown): FileScan["broken"] => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : ""
  if (code === "Z_BUF_ERROR") return "ends early"
  return code.startsWith("Z_") || code.startsWith("ZSTD_") ? "is damaged" : undefined
}

/** Reads a file of text, compressed or not, once: its fingerprint, whether it is whole, and what its bytes are. */
export const scanFile = (path: string, compression: Compression) =>
  Effect.tryPromise(async (signal): Promise<FileScan> => {
    const hash = createHash("sha256")
    const lines = lineLengths()
    const head: Array<Buffer> = []
    let bytes = 0
    let headLength = 0
    let headEnds = false
    let holdsNul = false
    let sound = true
    let carried: Buffer = Buffer.alloc(0)
    const take = (chunk: Buffer) => {
      if (headLength < largestHead && !(headEnds && headLength >= headBytes)) {
        head.push(Buffer.from(chunk))
        headLength += chunk.length
        headEnds ||= chunk.includes(newline) || chunk.includes(carriageReturn)
      }
      lines.add(chunk)
      holdsNul ||= chunk.includes(0)
      if (sound) {
        const text = carried.length === 0 ? chunk : Buffer.concat([carried, chunk])
        const whole = text.length - unfinished(text)
        sound = isUtf8(text.subarray(0, whole))
        carried = Buffer.from(text.subarray(whole))
      }
      return true
    }
    const raw = (chunk: Buffer) => {
      hash.update(chunk)
      bytes += chunk.length
    }
    const broken = await readBytes(path, compression, take, { raw, signal }).then(
      () => undefined,
      (cause) => {
        const reason = brokenBy(cause)
        if (reason === undefined) throw cause
        return reason
      }
    )
    return {
      bytes,
      sha256: hash.digest("hex"),
      compression,
      broken,
      head: Buffer.concat(head),
      longestLine: lines.longest(),
      holdsNul,
      isUtf8: sound && carried.length === 0
    }
  })
