// What the legal target begins with of DL/T 645: every identifier read, every function asked, the vectors of its client.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IDENTIFIERS_645 } from '../../../shared-protocol/generated/ts/dlt645.ts';
import { ROOT } from '../../build/paths.ts';
import { step, time } from './steps.ts';

/** To whom, as boards/fuzz/src/input.h counts them. */
const ANY = 0;
const ALL = 1;
const READ = 0x11;
const READ_MORE = 0x12;
/** Two requests without an address of their own. */
const READ_ADDRESS = 0x13;
const CONTROLS = 32;

const asked = (whom: number, control: number, data: readonly number[]): Buffer =>
  step('apdu', [whom, control, ...data]);

/** DI0 first: the first and the last that a row stands for. */
const identifiers = IDENTIFIERS_645.flatMap(({ ranges }) =>
  [0, 1].map((end) => [...ranges].reverse().map((range) => range[end])),
);
/** Read; with a number of blocks and a time behind it, as load records want it; and what comes next. */
const reads = identifiers.flatMap((identifier) => [
  Buffer.concat([asked(ANY, READ, identifier), asked(ANY, READ_MORE, [...identifier, 1])]),
  asked(ANY, READ, [...identifier, 2, 0, 0, 0x28, 0x11, 0x26]),
]);
const functions = Array.from({ length: CONTROLS }, (_, control) => control).flatMap((control) =>
  [ANY, ALL].map((whom) => asked(whom, control, [0x99, 0x99, 0x99, 0x99, 0x28, 0x11, 0x26, 0, 0, 0, 0, 0])),
);

const vectors = JSON.parse(readFileSync(join(ROOT, 'tools/clients/vectors/dlt645.json'), 'utf8')) as Readonly<
  Record<'frames' | 'refused', readonly { hex: string }[]>
>;
const frames = [...vectors.frames, ...vectors.refused].map(({ hex }) =>
  step('bytes', Buffer.from(hex, 'hex')),
);

export const SEEDS_645: readonly Buffer[] = [
  ...frames,
  ...reads,
  ...functions,
  Buffer.concat([asked(ANY, READ_ADDRESS, []), time(4), ...functions.slice(0, 8)]),
];
