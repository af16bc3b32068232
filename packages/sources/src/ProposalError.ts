import { Schema } from "effect"

/** One thing that keeps a configuration from being proposed. */
export const ProposalProblem = Schema.Struct({
  /** A file, or an option of the command. */
  where: Schema.String,
  problem: Schema.String,
  remedy: Schema.String
})
export type ProposalProblem = typeof ProposalProblem.Type

/** No configuration can be proposed: what was looked for, what there is instead, and what to do. */
export class ProposalError extends Schema.TaggedError<ProposalError>()("ProposalError", {
  problems: Schema.NonEmptyArray(ProposalProblem)
}) {
  override get message() {
    return this.problems.map(({ problem, remedy, where }) => `${where}: ${problem}\n${remedy}`).join("\n")
  }
}
