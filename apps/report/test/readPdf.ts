/** Reads a PDF back with another library than wrote it. */
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs"

export interface Item {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface ReadPage {
  readonly items: ReadonlyArray<Item>
  /** All text, white space as single spaces. */
  readonly text: string
  /** Pages, from 1, that the links on this page lead to, and the distance of their targets from the upper edge. */
  readonly links: ReadonlyArray<{ readonly y: number; readonly page: number; readonly top: number }>
  readonly urls: ReadonlyArray<string>
  readonly width: number
  readonly height: number
}

export interface OutlineItem {
  readonly title: string
  readonly items: ReadonlyArray<OutlineItem>
}

export interface ReadPdf {
  readonly pages: ReadonlyArray<ReadPage>
  readonly text: string
  readonly outline: ReadonlyArray<OutlineItem>
  readonly info: Readonly<Record<string, unknown>>
  readonly fonts: ReadonlyArray<string>
}

const spaced = (text: string): string => text.replace(/\s+/g, " ")

/** Where a text is; one that is read upwards takes its width of the height of the page. */
const upright = (
  [a, b, , , x]: ReadonlyArray<number>,
  y: number,
  width: number,
  height: number
): Pick<Item, "x" | "y" | "width" | "height"> =>
  Math.abs(b!) > Math.abs(a!) ? { x: x! - height, y, width: height, height: width } : { x: x!, y, width, height }

export const readPdf = async (bytes: Uint8Array): Promise<ReadPdf> => {
  const fonts = [...new TextDecoder("latin1").decode(bytes).matchAll(/\/BaseFont \/(?:[A-Z]{6}\+)?([^\s/]+)/g)].map(
    ([, name]) => name!
  )
  const task = getDocument({ data: bytes.slice(), verbosity: 0 })
  const document = await task.promise
  const pages: Array<ReadPage> = []
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    const content = await page.getTextContent()
    const [, , width, height] = page.view as [number, number, number, number]
    const items = content.items.flatMap((item) =>
      "str" in item && item.str.trim() !== ""
        ? [
            {
              text: item.str,
              ...upright(item.transform, height - item.transform[5], item.width, item.height)
            }
          ]
        : []
    )
    const links: Array<{ y: number; page: number; top: number }> = []
    const urls: Array<string> = []
    for (const annotation of await page.getAnnotations()) {
      if (annotation.url) urls.push(annotation.url)
      if (!annotation.dest) continue
      const target =
        typeof annotation.dest === "string" ? await document.getDestination(annotation.dest) : annotation.dest
      if (target === null) throw new Error(`A link leads to ${annotation.dest}, which is nowhere`)
      links.push({
        y: height - annotation.rect[3],
        page: (await document.getPageIndex(target[0])) + 1,
        top: height - target[3]
      })
    }
    pages.push({ items, text: spaced(items.map(({ text }) => text).join(" ")), links, urls, width, height })
  }
  const outline = ((await document.getOutline()) ?? []) as ReadonlyArray<OutlineItem>
  const { info } = await document.getMetadata()
  await task.destroy()
  return {
    pages,
    text: pages.map((page) => page.text).join(" "),
    outline,
    info: info as Readonly<Record<string, unknown>>,
    fonts: [...new Set(fonts)]
  }
}

/** Two items of one line that lie over each other, if there are any. */
export const overlaps = (page: ReadPage): ReadonlyArray<string> => {
  const found: Array<string> = []
  page.items.forEach((left, index) => {
    for (const right of page.items.slice(index + 1)) {
      const across = Math.min(left.x + left.width, right.x + right.width) - Math.max(left.x, right.x)
      const down = Math.min(left.y, right.y) - Math.max(left.y - left.height * 0.7, right.y - right.height * 0.7)
      if (across > 1 && down > 1) found.push(`"${left.text}" and "${right.text}"`)
    }
  })
  return found
}
