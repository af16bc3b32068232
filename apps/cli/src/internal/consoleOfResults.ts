import { Console } from "node:console"
import { Writable } from "node:stream"

/**
 * From now on standard output takes what this console writes, the results, and nothing else: what libraries, stages and
 * workers print goes to standard error.
 */
export const consoleOfResults = (): Console => {
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
