import type { ReportDocument, Section } from "@fairward/core/ReportDocument"

/** Whether a section is on one page of the document that it is of. */
export type Fits = (document: ReportDocument, section: Section) => boolean

/** The largest count, at most so large, with which something holds; 0 where it never does. It holds of less where it holds of more. */
export const largest = (most: number, holds: (count: number) => boolean): number => {
  if (holds(most)) return most
  let [least, above] = [0, most]
  while (above - least > 1) {
    const middle = (least + above) >> 1
    if (holds(middle)) least = middle
    else above = middle
  }
  return least
}
