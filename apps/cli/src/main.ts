#!/usr/bin/env node
import { interruptible } from "./Interruption.ts"
import { requireNode } from "./NodeVersion.ts"

requireNode()
const { main } = await interruptible(() => import("./Cli.ts"))
main()
