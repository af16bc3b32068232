import { blocks, page } from "./markdown.ts"

const patients = 240
const hours = 18

/** Tables with the columns of the README: the model is blind to half of what it should see in women. */
export const tables = () => {
  const [predictionsExample, patientsExample] = blocks(page("README.md"), "csv")
  const predictions = [predictionsExample!.split("\n")[0]!]
  const people = [patientsExample!.split("\n")[0]!]
  for (let patient = 0; patient < patients; patient++) {
    const id = 1001 + patient
    const isWoman = patient % 2 === 0
    const hasEvent = patient % 3 !== 0
    people.push(`${id},${isWoman ? "F" : "M"},${40 + ((patient * 7) % 50)}`)
    for (let hour = 0; hour < hours; hour++) {
      const label = hasEvent && hour >= hours - 6 ? 1 : 0
      const noise = ((patient * 31 + hour * 17) % 40) / 100
      const rise = label === 1 ? (isWoman && patient % 4 === 0 ? 0.05 : 0.5) : 0
      predictions.push(`${id},${hour},${(0.05 + noise + rise).toFixed(3)},${label}`)
    }
  }
  return { predictions: `${predictions.join("\n")}\n`, people: `${people.join("\n")}\n` }
}
