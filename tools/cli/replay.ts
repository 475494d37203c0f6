// The command `twinmeter replay`: a recorded run once more, and whether the same came out.
import { basename } from 'node:path';
import { replayFile, type ModulePair, type Replayed } from '../meter/replay/replay.ts';
import type { Role } from '../cores/core-runner.ts';
import { command } from './command.ts';
import { EXIT_FAILURE } from './errors.ts';
import { moduleBytes } from './module-bytes.ts';
import type { OptionTable } from './options.ts';
import { printable, printableJson } from './printable.ts';

const REPLAY_OPTIONS = {
  file: {
    kind: 'text',
    value: 'file',
    required: true,
    operand: true,
    noun: 'recording',
    help: 'what twinmeter run --record made, or a test that failed',
  },
  metering: { kind: 'text', value: 'file', help: 'another metering module than the built one' },
  management: { kind: 'text', value: 'file', help: 'another management module than the built one' },
  json: { kind: 'flag', help: 'one JSON object' },
} as const satisfies OptionTable;

const isOther = ({ recorded, replayed }: ModulePair): boolean => recorded !== replayed;

const jsonOf = ({ head, modules, ...found }: Replayed) => ({
  recorded: { made_by: head.made_by, target: head.target, engine: head.engine, source: head.source },
  settings: head.settings,
  random_kept: head.isRandomKept,
  modules,
  other_modules: Object.keys(modules).filter((role) => isOther(modules[role as Role])),
  samples: found.samples,
  registers: found.registers,
  ports: found.ports,
  same: found.differences.length === 0,
  differences: found.differences,
});

function linesOf(
  path: string,
  { head, modules, samples, registers, ports, differences }: Replayed,
): string[] {
  const others = Object.entries(modules).filter(([, pair]) => isOther(pair));
  const [total] = registers ?? [];
  return [
    `${basename(path)}: ${head.source}; ${samples} samples, recorded by ${head.made_by} on ${head.target} ${head.engine}`,
    ...others.map(
      ([role, { recorded, replayed }]) =>
        `another ${role} module: recorded with ${recorded.slice(0, 8)}, replayed with ${replayed.slice(0, 8)}`,
    ),
    ...(total ? [`active energy ${total.active_import_mWs} mWs in, ${total.active_export_mWs} mWs out`] : []),
    ...Object.entries(ports).map(
      ([name, { bytes, sha256 }]) => `${name}: ${bytes} bytes out, SHA-256 ${sha256}`,
    ),
    ...(head.isRandomKept
      ? []
      : ['random numbers were not recorded there: bytes that depend on them differ']),
    ...differences,
    differences.length === 0 ? 'the same to the last digit' : 'NOT the same',
  ].map(printable);
}

export const REPLAY = command(REPLAY_OPTIONS, async ({ file, metering, management, json }) => {
  const modules = {
    metering: moduleBytes('metering', metering),
    management: moduleBytes('management', management),
  };
  const replayed = await replayFile(file, modules);
  const said = json ? printableJson(jsonOf(replayed)) : linesOf(file, replayed).join('\n');
  process.stdout.write(`${said}\n`);
  if (replayed.differences.length > 0) process.exitCode = EXIT_FAILURE;
});
