/** The package.json of installed packages, found as Node finds the packages themselves. */
import { readFileSync, realpathSync } from "node:fs"
import { findPackageJSON } from "node:module"
import { dirname } from "node:path"
import { pathToFileURL } from "node:url"
import { Option, Result, Schema } from "effect"

const Dependencies = Schema.optionalKey(Schema.Record(Schema.String, Schema.String))

const Content = Schema.fromJsonString(
  Schema.Struct({
    name: Schema.optionalKey(Schema.String),
    version: Schema.optionalKey(Schema.String),
    fairward: Schema.optionalKey(Schema.Unknown),
    dependencies: Dependencies,
    devDependencies: Dependencies
  })
)

export interface Manifest {
  /** Real path of the package.json. */
  readonly path: string
  /** Real path of its folder. */
  readonly folder: string
  readonly url: string
  readonly name: string | undefined
  readonly version: string
  readonly isStage: boolean
  readonly dependencies: ReadonlyArray<string>
  readonly devDependencies: ReadonlyArray<string>
}

const isStageMark = Schema.is(Schema.Struct({ stage: Schema.Literal(true) }))

/** The manifest at a path; none when there is no file or it is no package.json. */
export const read = (path: string): Option.Option<Manifest> => {
  const text = Result.try(() => readFileSync(path, "utf8"))
  if (Result.isFailure(text)) return Option.none()
  return Option.map(Schema.decodeUnknownOption(Content)(text.success), (content) => {
    const real = realpathSync(path)
    return {
      path: real,
      folder: dirname(real),
      url: pathToFileURL(real).href,
      name: content.name,
      version: content.version ?? "0.0.0",
      isStage: isStageMark(content.fairward),
      dependencies: Object.keys(content.dependencies ?? {}),
      devDependencies: Object.keys(content.devDependencies ?? {})
    }
  })
}

/** The manifest of a package as seen from a file: whatever its `exports` hide. `base` is a file URL. */
export const find = (name: string, base: string): Option.Option<Manifest> =>
  Result.try(() => findPackageJSON(name, base)).pipe(
    Result.getOrElse(() => undefined),
    Option.fromNullishOr,
    Option.flatMap(read)
  )

/** Of this package. */
export const own: Manifest = Option.getOrThrow(find("..", import.meta.url))
