import { spawnSync } from "node:child_process"

export const runs = (command: string, ...args: ReadonlyArray<string>) => spawnSync(command, args).status === 0

/** FAIRWARD_PYTHON names an interpreter that has the libraries, where none on the path has. */
const pythons = [process.env.FAIRWARD_PYTHON, "python3", "/usr/bin/python3"].filter((name) => name !== undefined)

/** An interpreter of Python that has the libraries, where there is one. */
export const pythonWith = (...libraries: ReadonlyArray<string>): string | undefined =>
  pythons.find((python) => runs(python, "-c", `import ${libraries.join(", ")}`))
