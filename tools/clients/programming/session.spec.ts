// Values that come in blocks: whatever the last block holds, it is the rest of the value, unless it is an error.
import { describe, expect, it } from 'vitest';
import { withBlockCheck } from '../data-block.ts';
import { MeterError, ProgrammingTalk } from './session.ts';

const message = (text: string) => withBlockCheck(Uint8Array.from(Buffer.from(text, 'latin1')));

/** Reads an object that comes in these messages. */
function read(...texts: readonly string[]): string {
  const talk = new ProgrammingTalk({ errors: { ER05: 'no such object' } }).read('R6', '0-0:96.135.2*255');
  talk.next(new Uint8Array());
  for (const text of texts) {
    const step = talk.next(message(text));
    if (step.done) return step.value;
  }
  throw new Error('it wants more');
}

describe('A value in blocks', () => {
  it.each(['FF09', 'A1', '0102', 'FFFFFF09000600000004', ''])('ends with %s', (last) => {
    expect(read('\x020-0:96.135.2*255(01020C)\x04', `\x02(${last})\x03`)).toBe(`01020C${last}`);
  });

  it.each([['\x02(ER05)\x03'], ['\x020-0:96.135.2*255(01)\x04', '\x02(ER05)\x03']])(
    'that the meter refuses, at once or on the way, is refused (%#)',
    (...texts) => {
      expect(() => read(...texts)).toThrow(MeterError);
    },
  );
});
