import { workerData } from "piscina"
import type { Kernel } from "../Compute.ts"
import { spareProcess } from "./sparedProcess.ts"

spareProcess()

const { module, shared } = workerData as { readonly module: string; readonly shared: unknown }

type AnyKernel = Kernel<unknown, unknown, unknown>

const prepared = import(module).then((loaded: { readonly default: AnyKernel }) => loaded.default(shared))

// A kernel that cannot be made ready fails its jobs, which carry the reason back, and not the thread.
prepared.catch(() => undefined)

export default async (job: unknown): Promise<unknown> => (await prepared)(job)
