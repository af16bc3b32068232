/** What a process has used until now. */
export interface Usage {
  /** Of all its threads, in user and system mode. */
  readonly cpuSeconds: number
  /** Largest resident set, in MB of 1,000,000 bytes. */
  readonly peakMegabytes: number
}

export const usage = (): Usage => {
  const { maxRSS, systemCPUTime, userCPUTime } = process.resourceUsage()
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: (maxRSS * 1024) / 1e6 }
}
