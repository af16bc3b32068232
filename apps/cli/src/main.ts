#!/usr/bin/env node
import { requireNode } from "./NodeVersion.ts"

requireNode()
const { main } = await import("./Cli.ts")
main()
