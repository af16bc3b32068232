import { workerData } from "piscina"
import type { Kernel } from "../Compute.ts"

const { module, shared } = workerData as { readonly module: string; readonly shared: unknown }

const kernel: { readonly default: Kernel<unknown, unknown, unknown> } = await import(module)

export default kernel.default(shared)
