#!/usr/bin/env node
// Starts the command line interface: TypeScript compiled when it was changed, so there is no build step to forget.
import { fileURLToPath } from 'node:url';
import { currentProgram } from '../build/program/current.mjs';

const SOURCE = new URL('../cli/main.ts', import.meta.url);
const FOLDER = new URL('../../build/program', import.meta.url);
const NOT_OURS = ['EACCES', 'EPERM', 'EROFS'];

/** The compiled program, or its source where the project is somebody else's to write. */
async function program() {
  try {
    return await currentProgram(fileURLToPath(SOURCE), fileURLToPath(FOLDER));
  } catch (error) {
    if (!NOT_OURS.includes(error.code)) throw error;
    (await import('tsx/esm/api')).register();
    return SOURCE.href;
  }
}

await import(await program());
