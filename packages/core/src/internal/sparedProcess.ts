/** What code of a stage calls in its thread and what would end all threads throws instead: in a thread, `exit` ends only that. */
import { syncBuiltinESMExports } from "node:module"

/** Makes `process.kill` of this thread refuse the process itself, its group, and everything. `process.abort` does so already. */
export const spareProcess = (): void => {
  const { kill } = process
  process.kill = (pid, signal) => {
    if (signal !== 0 && (Number(pid) === process.pid || Number(pid) <= 0)) {
      throw new Error("process.kill would end the command and not only this stage")
    }
    return kill.call(process, pid, signal)
  }
  syncBuiltinESMExports()
}
