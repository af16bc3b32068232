/**
 * Odd inputs, by families.
 */
import { oddArguments } from "./odd/Arguments.ts"
import { oddNames } from "./odd/Names.ts"
import { oddPolicies } from "./odd/Policies.ts"
import { settings } from "./odd/Settings.ts"
import { dataShapes } from "./odd/Shapes.ts"
import { tableFiles } from "./odd/TableFiles.ts"
import { configTexts } from "./odd/Texts.ts"
import { columns, values } from "./odd/Values.ts"
import type { Trial } from "./Trial.ts"

/** `schema`: what `fairward schema` prints. `findings`: of an audit. */
export const oddTrials = (schema: string, findings: string): ReadonlyArray<Trial> =>
  Object.entries({
    settings: settings(JSON.parse(schema), 2),
    "text of the configuration": configTexts,
    "files of tables": tableFiles,
    values: values(8),
    columns,
    names: oddNames,
    "shapes of data": dataShapes,
    arguments: oddArguments,
    policies: oddPolicies(findings)
  }).flatMap(([family, trials]) => trials.map((trial) => ({ family, ...trial })))
