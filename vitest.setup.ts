import fc from "fast-check"

/** The same cases in every run; `FAIRWARD_TEST_SEED=7 pnpm test --force` looks at others. */
fc.configureGlobal({ seed: Number(process.env.FAIRWARD_TEST_SEED ?? 20240208) })
