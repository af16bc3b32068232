import { Effect } from "effect"
import type { Opening } from "./Loading.ts"
import { identifier, literal } from "./sql.ts"

/** The columns of a relation. */
export const describe = (loading: Opening, relation: string) =>
  loading.database
    .rows(`describe select * from ${relation}`)
    .pipe(Effect.map((rows) => rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }))))

const place = identifier("\u001fplace")

/** The rows of a relation with `__row`, from 1 in each `__file`. `rowid` may be a column of the user's. */
export const placed = (relation: string) =>
  `(select * exclude (${place}), ${place} - min(${place}) over (partition by __file) + 1 as __row from (select *, row_number() over () as ${place} from ${relation}))`

/** Files as DuckDB's readers take them. */
export const fileList = (files: ReadonlyArray<string>) => `[${files.map(literal).join(", ")}]`
