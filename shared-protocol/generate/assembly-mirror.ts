// Writes the mirror as the byte tables of the management core.
import type { MirrorSlot } from './mirror.ts';
import type { Model } from './model.ts';
import { banner } from './text.ts';

const i32 = (name: string, value: number) => `export const ${name}: i32 = ${value};`;
const lazyData = (name: string, type: string, rows: string[]) =>
  `// @ts-ignore: decorator\n@lazy export const ${name} = memory.data<${type}>([\n${rows.map((r) => `  ${r},\n`).join('')}]);\n`;

function slotRow({ message, payload, replyBytes, echo, turn, agree, offset }: MirrorSlot): string {
  const bytes = [message.code, payload.length, payload[0] ?? 0, payload[1] ?? 0, replyBytes, echo];
  return [...bytes, offset & 0xff, offset >> 8, agree.offset, agree.bytes, turn, 0].join(', ');
}

/** The table of the records the management core asks for. */
export function mirror(model: Model): string {
  const { latch, slots, inRound, turns, bytes } = model.mirror;
  return [
    banner('//'),
    '// The records of the mirror. A row: message, request bytes, request, reply bytes, where the reply repeats the request,',
    '// u16 place in a bank, place and bytes of the field in which it agrees with the others of its round or turn, turn, 0.',
    '// The first ROUND_SLOTS are asked for in each round (turn 0), then those of one of the turns 1 to TURNS.\n',
    i32('SLOTS', slots.length),
    i32('SLOT_ROW', 12),
    i32('ROUND_SLOTS', inRound),
    i32('TURNS', turns),
    `/** Bytes of all records, and of those of the round, which stand first. */`,
    i32('MIRROR_BYTES', bytes),
    i32('ROUND_BYTES', slots[inRound].offset),
    `/** The message that begins a round, and the bytes of its reply: the moment of the round comes first in it. */`,
    i32('LATCH_MESSAGE', latch!.code),
    i32('LATCH_BYTES', model.structs.find((s) => s.name === latch!.reply)!.bytes),
    '',
    lazyData('SLOT_TABLE', 'u8', slots.map(slotRow)),
  ].join('\n');
}
