/** Ctrl-C while the modules of the command are being imported, before it can hear of it itself. */
const interrupted = () => {
  process.stderr.write("\nInterrupted. No file was written or changed.\n")
  process.exit(130)
}

/** Imports the command, and says so where that is interrupted. */
export const interruptible = async <A>(imported: () => Promise<A>): Promise<A> => {
  process.on("SIGINT", interrupted)
  const loaded = await imported()
  process.off("SIGINT", interrupted)
  return loaded
}
