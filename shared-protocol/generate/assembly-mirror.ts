// Writes the mirror as the byte tables of the management core.
import type { MirrorSlot } from './mirror.ts';
import type { Model } from './model.ts';
import { banner } from './text.ts';

const i32 = (name: string, value: number) => `export const ${name}: i32 = ${value};`;
const lazyData = (name: string, type: string, rows: string[]) =>
  `// @ts-ignore: decorator\n@lazy export const ${name} = memory.data<${type}>([\n${rows.map((r) => `  ${r},\n`).join('')}]);\n`;

function slotRow({ message, payload, replyBytes, echo, offset }: MirrorSlot): string {
  const bytes = [message.code, payload.length, payload[0] ?? 0, payload[1] ?? 0, replyBytes, echo];
  return [...bytes, offset & 0xff, offset >> 8].join(', ');
}

/** The table of the records the management core asks for, and the memory they are kept in. */
export function mirror(model: Model): string {
  const { slots, inRound, turnsARound, bytes } = model.mirror;
  const memory = (name: string, size: number) =>
    `// @ts-ignore: decorator\n@lazy export const ${name} = memory.data(${size}, 8);\n`;
  return [
    banner('//'),
    '// The records of the mirror. A row: message, request bytes, request, reply bytes, where the reply repeats the request,',
    '// u16 place in MIRROR_RECORDS. The first ROUND_SLOTS are asked for in each round, TURNS_A_ROUND of the others in turn.\n',
    i32('SLOTS', slots.length),
    i32('SLOT_ROW', 8),
    i32('ROUND_SLOTS', inRound),
    i32('TURNS_A_ROUND', turnsARound),
    i32('MIRROR_BYTES', bytes),
    '',
    lazyData('SLOT_TABLE', 'u8', slots.map(slotRow)),
    memory('MIRROR_RECORDS', bytes),
    memory('MIRROR_RECEIVED_us', slots.length * 8),
  ].join('\n');
}
