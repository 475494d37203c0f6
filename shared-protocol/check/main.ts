// Holds the built modules against the ABI table; part of `make check`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../generate/model.ts';
import { moduleComplaints } from './module-rules.ts';

const FILES: Record<string, string> = {
  metering: 'metering-core.wasm',
  management: 'management-core.wasm',
  protocol: 'protocol.wasm',
};

const model = loadModel();
for (const [core, file] of Object.entries(FILES)) {
  const bytes = new Uint8Array(readFileSync(join(import.meta.dirname, '../../build', file)));
  for (const complaint of moduleComplaints(bytes, model.cores[core], model.hostModule)) {
    console.error(`build/${file}: ${complaint}`);
    process.exitCode = 1;
  }
}
