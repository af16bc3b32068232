/**
 * Odd inputs, by families.
 */
import { oddArguments } from "./odd/Arguments.ts"
import { oddNames } from "./odd/Names.ts"
import { settings } from "./odd/Settings.ts"
import { dataShapes } from "./odd/Shapes.ts"
import { tableFiles } from "./odd/TableFiles.ts"
import { configTexts } from "./odd/Texts.ts"
import { columns, values } from "./odd/Values.ts"
import type { Trial } from "./Trial.ts"

/** `schema`: what `fairward schema` prints. */
export const oddTrials = (schema: string): ReadonlyArray<Trial> =>
  Object.entries({
    settings: settings(JSON.parse(schema), 2),
    "text of the configuration": configTexts,
    "files of tables": tableFiles,
    values: values(8),
    columns,
    names: oddNames,
    "shapes of data": dataShapes,
    arguments: oddArguments
  }).flatMap(([family, trials]) => trials.map((trial) => ({ family, ...trial })))
