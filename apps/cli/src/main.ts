#!/usr/bin/env node
import { main } from "./Cli.ts"

main()
