import { Console } from "node:console"
import { Writable } from "node:stream"

/** What a command is told by the system, SIGPIPE, when nobody reads on what it writes, as its exit code. */
const nobodyReads = 128 + 13

/** Ends the process, as other commands do, when what it writes to is closed: by `head`, or a pager that is left. */
const endWhenClosed = (stream: NodeJS.WriteStream) =>
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(nobodyReads)
    throw error
  })

/**
 * From now on standard output takes what this console writes, the results, and nothing else: what libraries, stages and
 * workers print goes to standard error.
 */
export const consoleOfResults = (): Console => {
  for (const stream of [process.stdout, process.stderr]) endWhenClosed(stream)
  const write = process.stdout.write.bind(process.stdout)
  const results = new Writable({
    decodeStrings: false,
    write: (chunk, encoding, done) => {
      write(chunk, encoding)
      done()
    }
  })
  process.stdout.write = process.stderr.write.bind(process.stderr)
  return new Console({ stdout: results, stderr: process.stderr })
}
