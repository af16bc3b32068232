import type { Effect } from "effect"
import { ProposalError } from "../../ProposalError.ts"
import type { Opening } from "../Loading.ts"
import { clipped, suggestion } from "../names.ts"
import type { Answer, Draft, Question, QuestionId } from "./Draft.ts"
import type { TableProfile } from "./TableProfile.ts"

/** A proposal under way. */
export interface Context {
  readonly opening: Opening
  readonly draft: Draft
  readonly answer: (question: Question) => Effect.Effect<Answer, ProposalError>
  /** What a person has said already. */
  readonly named: Readonly<Partial<Record<QuestionId, string>>>
}

const columnsShown = 16

/** What a table has, for a refusal. */
export const inventory = ({ columns, name: file, rows }: TableProfile): string => {
  const names = columns.slice(0, columnsShown).map(({ name }) => clipped(name))
  const more = columns.length > columnsShown ? `, and ${columns.length - columnsShown} more` : ""
  return `${file} has ${rows.toLocaleString("en-US")} rows with ${names.join(", ")}${more}.`
}

/** That a table has no column of a name, with the nearest that it has; `undefined` where it has it. */
export const absentColumn = ({ columns, name: file }: TableProfile, name: string): string | undefined => {
  const names = columns.map((column) => column.name)
  return names.includes(name) ? undefined : `there is no such column in ${file}. ${suggestion(name, names)}`
}

/** What was looked for and is not there, with what each table has and what could not be read. */
export const lacking = (
  { draft }: Pick<Context, "draft">,
  tables: ReadonlyArray<TableProfile>,
  problem: string,
  remedy: string
) => {
  const [first] = tables
  return new ProposalError({
    problems: [
      {
        where: tables.length === 1 ? first!.name : `${tables.length === 0 ? "no" : tables.length} tables`,
        problem: [
          problem,
          ...tables.map(inventory),
          ...draft.leftOut.map((line) => `Not used: ${line}`),
          ...draft.hints
        ].join("\n"),
        remedy
      }
    ]
  })
}
