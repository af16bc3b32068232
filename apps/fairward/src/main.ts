#!/usr/bin/env node
import { main } from "@fairward/cli"

main({ started: import.meta.url })
