#!/usr/bin/env node
import { requireNode } from "@fairward/cli/NodeVersion"

requireNode()
const { main } = await import("@fairward/cli")
main({ started: import.meta.url })
