/** Writes docs/commands.md from the help of the program. */
import { writeFileSync } from 'node:fs'
import { commandReference } from './command-reference.ts'

// Help is as wide as the terminal: here it is for no terminal.
process.stdout.isTTY = false
writeFileSync(new URL('../docs/commands.md', import.meta.url), await commandReference())
