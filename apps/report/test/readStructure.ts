/** Reads the tags of a PDF back with another library than wrote them. */
import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFNumber, PDFRef, PDFString } from "@cantoo/pdf-lib"

export interface Read {
  readonly role: string
  readonly alt: string | null
  readonly attributes: Readonly<Record<string, string | number>>
  readonly kids: ReadonlyArray<Read>
  /** Marked content that is its own, by page and number. */
  readonly contents: ReadonlyArray<readonly [page: number, id: number]>
  /** What is said of the annotations that are its own. */
  readonly annotations: ReadonlyArray<string>
}

export interface ReadStructure {
  readonly root: Read
  /** All elements, each before what is in it. */
  readonly elements: ReadonlyArray<Read>
  /** How many annotations there are on all pages. */
  readonly annotations: number
  readonly isTitleShown: boolean
  readonly metadata: string
}

const textOf = (value: unknown): string | null =>
  value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : null

export const readStructure = async (bytes: Uint8Array): Promise<ReadStructure> => {
  const document = await PDFDocument.load(bytes, { updateMetadata: false })
  const { catalog, context } = document
  const pages = document.getPages()
  const pageOf = (ref: unknown): number => pages.findIndex((page) => page.ref === ref)
  const read = (ref: PDFRef, parent: PDFRef): Read => {
    const element = context.lookup(ref, PDFDict)
    const get = (key: string) => element.lookup(PDFName.of(key))
    if (element.get(PDFName.of("P")) !== parent) throw new Error("An element has another parent than it is part of")
    const attributes = get("A")
    const kids: Array<Read> = []
    const contents: Array<readonly [number, number]> = []
    const annotations: Array<string> = []
    for (const kid of (get("K") as PDFArray).asArray()) {
      if (kid instanceof PDFNumber) contents.push([pageOf(element.get(PDFName.of("Pg"))), kid.asNumber()])
      else if (kid instanceof PDFRef) kids.push(read(kid, ref))
      else if (kid instanceof PDFDict) {
        const page = pageOf(kid.get(PDFName.of("Pg")))
        const id = kid.get(PDFName.of("MCID"))
        const object = kid.lookupMaybe(PDFName.of("Obj"), PDFDict)
        if (id instanceof PDFNumber) contents.push([page, id.asNumber()])
        const isOnPage = pages[page]?.node
          .Annots()
          ?.asArray()
          .includes(kid.get(PDFName.of("Obj"))!)
        if (object !== undefined && isOnPage !== true) throw new Error("An annotation is not on the page that is told")
        if (object !== undefined) annotations.push(textOf(object.lookup(PDFName.of("Contents"))) ?? "")
      }
    }
    return {
      role: (get("S") as PDFName).decodeText(),
      alt: textOf(get("Alt")),
      attributes:
        attributes instanceof PDFDict
          ? Object.fromEntries(
              attributes
                .entries()
                .map(([key, value]) => [
                  key.decodeText(),
                  value instanceof PDFNumber ? value.asNumber() : value instanceof PDFName ? value.decodeText() : ""
                ])
            )
          : {},
      kids,
      contents,
      annotations
    }
  }
  const tree = catalog.get(PDFName.of("StructTreeRoot")) as PDFRef
  const kids = context.lookup(tree, PDFDict).lookup(PDFName.of("K"), PDFArray)
  const root = read(kids.get(0) as PDFRef, tree)
  const all = (element: Read): ReadonlyArray<Read> => [element, ...element.kids.flatMap(all)]
  const metadata = catalog.lookup(PDFName.of("Metadata")) as unknown as { readonly getContents: () => Uint8Array }
  return {
    root,
    elements: all(root),
    annotations: pages.reduce((sum, { node }) => sum + (node.Annots()?.size() ?? 0), 0),
    isTitleShown: catalog.getViewerPreferences()?.getDisplayDocTitle() ?? false,
    metadata: new TextDecoder().decode(metadata.getContents())
  }
}
