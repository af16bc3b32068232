const packages = ["core", "stage-kit", "charts", "document", "stats", "metrics", "sources", "simulator"]

/** The names by which packages are imported, in place of the paths of their sources. */
const byImportName = (app) => {
  app.converter.on("resolveBegin", ({ project }) => {
    for (const entry of project.children ?? [])
      entry.name = entry.name.replace(/^packages\/(.*)\/src$/u, "@fairward/$1")
  })
}

/** @type {import("typedoc").TypeDocOptions} */
export default {
  name: "Fairward",
  readme: "none",
  entryPoints: packages.map((name) => `../packages/${name}/src/index.ts`),
  tsconfig: "tsconfig.api.json",
  out: "api",
  basePath: "..",
  plugin: [byImportName],
  sort: ["source-order"],
  sortEntryPoints: false,
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  hideGenerator: true,
  disableGit: true,
  sourceLinkTemplate: "https://github.com/fairward/fairward/blob/main/{path}#L{line}",
  validation: { invalidLink: true, notExported: false, notDocumented: false },
  treatWarningsAsErrors: true
}
