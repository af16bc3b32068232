/**
 * What stands for piscina in the processes of the torture: jobs in the calling thread. Starting threads takes most of the time
 * of an audit of fifty patients; that they compute the same is tested where they are.
 */
import { EventEmitter } from "node:events"

type Compute = (job: unknown) => unknown

interface Options {
  readonly workerData: { readonly module: string; readonly shared: unknown }
}

export class Piscina extends EventEmitter {
  readonly #compute: Promise<Compute>

  constructor({ workerData: { module, shared } }: Options) {
    super()
    this.#compute = import(module).then((kernel: { readonly default: (shared: unknown) => Compute }) =>
      kernel.default(shared)
    )
  }

  async run(job: unknown): Promise<unknown> {
    return (await this.#compute)(job)
  }

  async destroy(): Promise<void> {}
}
