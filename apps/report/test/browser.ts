/** A browser for a test file, and pages that may not reach the network. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { inject } from "vitest"

export const launch = async (): Promise<Browser> => {
  const found = inject("chromium")
  if ("problem" in found) throw new Error(found.problem)
  const { environment, path } = found
  return chromium.launch({
    timeout: 10 * 60_000,
    executablePath: path,
    args: ["--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage"],
    env: { ...(process.env as Record<string, string>), ...environment }
  })
}

export interface Watched {
  readonly page: Page
  /** Requests for anything but the file itself. */
  readonly requests: ReadonlyArray<string>
  /** Errors and warnings of the console, and errors that nothing caught. */
  readonly complaints: ReadonlyArray<string>
}

/** Opens a file, and watches what it asks for and complains about. Requests that leave it fail. */
export const open = async (browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<Watched> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(10 * 60_000)
  page.setDefaultNavigationTimeout(10 * 60_000)
  const requests: Array<string> = []
  const complaints: Array<string> = []
  const address = `file://${path}`
  await page.route("**/*", (route) => {
    const url = route.request().url()
    if (url.split("#")[0] === address) return route.continue()
    requests.push(url)
    return route.abort()
  })
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(error.message))
  await page.goto(address)
  return { page, requests, complaints }
}
