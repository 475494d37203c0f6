#!/usr/bin/env node
// Starts the command line interface: TypeScript compiled when it was changed, so there is no build step to forget.
import { fileURLToPath } from 'node:url';
import { currentProgram } from '../build/program/current.mjs';

const SOURCE = new URL('../cli/main.ts', import.meta.url);
const FOLDER = new URL('../../build/program', import.meta.url);

const program = await currentProgram(fileURLToPath(SOURCE), fileURLToPath(FOLDER));
if (program === undefined) (await import('tsx/esm/api')).register();
await import(program ?? SOURCE.href);
