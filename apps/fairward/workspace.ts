// pnpm runs scripts in the workspace's root; paths are relative to where the user called from.
process.chdir(process.env.INIT_CWD ?? process.cwd())
await import("./src/main.ts")

export {}
