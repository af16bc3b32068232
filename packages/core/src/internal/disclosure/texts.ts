import { isSmall } from "./protect.ts"

const countedThings = /(?<![\d.,-])(\d+)(?= (?:[a-z]+ )?(?:patients?|events?|stays?|rows?)\b)/gu

/** Text in which numbers of patients, events, stays or rows in 1 .. minimum - 1 are "fewer than minimum". */
export const disclosedText = (text: string, minimum: number): string =>
  text.replaceAll(countedThings, (digits) => (isSmall(Number(digits), minimum) ? `fewer than ${minimum}` : digits))
