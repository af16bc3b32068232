/** What a proposal says of the stages: the units of measured variables. */
import type { MeasuredVariable, Proposal } from "@fairward/sources/Proposal"

/** The stage that shows variables with their units. */
const showsUnits = "medical-variables"

const settingsOf = ({ title, unit }: MeasuredVariable) => ({
  ...(title === undefined ? {} : { title }),
  ...(unit === undefined ? {} : { unit })
})

/**
 * The proposal with the units of its variables, if the stage that shows them is installed and any is known. All stages
 * that are installed, by their ids in the order of the report, are named then: those that are not named do not run.
 */
export const withUnits = (proposal: Proposal, installed: ReadonlyArray<string>): Proposal => {
  const { content, remarks, variables } = proposal
  const known = variables.filter(({ unit }) => unit !== undefined)
  if (known.length === 0 || !installed.includes(showsUnits)) return proposal
  const options = { variables: Object.fromEntries(variables.map((variable) => [variable.id, settingsOf(variable)])) }
  return {
    ...proposal,
    content: {
      ...content,
      stages: Object.fromEntries(installed.map((id) => [id, id === showsUnits ? options : {}]))
    },
    remarks: [
      ...remarks,
      {
        path: ["stages"],
        text: "all that are installed; one that is installed later runs once it is named here",
        origin: "seen"
      },
      {
        path: ["stages", showsUnits],
        text: `units by the names of variables and the medians of their values: ${known.map(({ id, unit }) => `${id} (${unit})`).join(", ")}`,
        origin: "assumed"
      }
    ]
  }
}
