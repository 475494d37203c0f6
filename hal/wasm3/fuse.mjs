// Writes wasm3's m3_compile.c with the fused operations built in: node hal/wasm3/fuse.mjs FROM/m3_compile.c TO.c
import { readFileSync, writeFileSync } from 'node:fs';

/** What is put where; each text must stand exactly once in the file. */
const CHANGES = [
  ['#include "m3_exec.h"\n', (found) => `${found}#include "fused_operations.h"\n`],
  ['const M3OpInfo c_operations [] =\n', (found) => `#include "fused_compile.h"\n\n${found}`],
  ['d_unaryOpList (i64, Load_i32),      Compile_Load_Store )', () => 'd_unaryOpList (i64, Load_i32), fused_load )'],
  ['d_commutativeBinOpList (i64, Multiply)  , NULL  )', () => 'd_commutativeBinOpList (i64, Multiply), fused_multiply )'],
];

function fuse(source, path) {
  return CHANGES.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`${path}: not once in it: ${from.trim()}`);
    return text.replace(from, to);
  }, source);
}

const [from, to] = process.argv.slice(2);
try {
  writeFileSync(to, fuse(readFileSync(from, 'utf8'), from));
} catch (error) {
  console.error(`fuse.mjs: ${error.message}: adapt hal/wasm3/fuse.mjs to this wasm3`);
  process.exit(2);
}
