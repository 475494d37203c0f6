// `make gen` writes every generated view; with --check it writes nothing and fails where a committed one differs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assemblyFiles } from './assembly.ts';
import { boundaryFiles } from './boundary/files.ts';
import { cFiles } from './c.ts';
import { commandFiles } from './commands.ts';
import { dlt645Files } from './dlt645.ts';
import { documentFiles } from './document.ts';
import { eventLogFiles } from './event-logs.ts';
import { eventFiles } from './events.ts';
import { loadModel } from './model.ts';
import { objectFiles } from './objects/files.ts';
import { checkProviderFiles } from './objects/providers.ts';
import { isSpecFault } from './schema/faults.ts';
import { serviceFiles } from './services/messages.ts';
import { p1Files } from './p1.ts';
import { programmingFiles } from './programming.ts';
import { provisionFiles } from './provision.ts';
import { storageDocument } from './storage/document.ts';
import { textFiles } from './texts.ts';
import { typescriptFiles } from './typescript.ts';

const root = join(import.meta.dirname, '../..');

/** All generated files, path from the project root to content. */
export function generate(model = loadModel()): Record<string, string> {
  checkProviderFiles(model.objects.providers, root);
  checkProviderFiles(model.device.objects.providers, root);
  const views = [
    assemblyFiles,
    cFiles,
    typescriptFiles,
    boundaryFiles,
    serviceFiles,
    documentFiles,
    commandFiles,
    storageDocument,
    objectFiles,
    eventFiles,
    eventLogFiles,
    textFiles,
    dlt645Files,
    provisionFiles,
    programmingFiles,
    p1Files,
  ];
  return Object.assign({}, ...views.map((view) => view(model)));
}

/** Paths whose committed content is not what the specifications say. */
export function stale(): string[] {
  const differs = ([path, text]: [string, string]) =>
    !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text;
  return Object.entries(generate())
    .filter(differs)
    .map(([path]) => path);
}

function write(paths: readonly string[]): void {
  const files = generate();
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), files[path]);
  }
}

function main(): void {
  const paths = stale();
  if (!process.argv.includes('--check')) return write(paths);
  if (paths.length === 0) return;
  console.error(`generated files differ from shared-protocol/spec (run make gen):\n  ${paths.join('\n  ')}`);
  process.exitCode = 1;
}

/** A fault of a specification is told in its lines, not with the stack of the generator. */
function run(): void {
  try {
    main();
  } catch (error) {
    if (!isSpecFault(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

if (import.meta.filename === process.argv[1]) run();
