#!/usr/bin/env node
import { interruptible } from "@fairward/cli/Interruption"
import { requireNode } from "@fairward/cli/NodeVersion"

requireNode()
const { main } = await interruptible(() => import("@fairward/cli"))
main({ started: import.meta.url })
