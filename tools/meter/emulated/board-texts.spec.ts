// Lines of a board between the frames of a protocol.
import { beforeEach, describe, expect, it } from 'vitest';
import { BoardTexts, type SaidFault } from './board-texts.ts';

let faults: SaidFault[];
let texts: BoardTexts;
const hear = (...parts: (string | number[])[]) =>
  parts.forEach((part) =>
    [...(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)].forEach((b) => texts.byte(b)),
  );

beforeEach(() => {
  faults = [];
  texts = new BoardTexts();
  texts.onFault = (fault) => faults.push(fault);
});

describe('the texts of a board', () => {
  it('are its faults, with code, detail and reason', () => {
    hear('FAULT -12 0 [trap] unreachable executed\r\nFAULT 3 -7 panic\r\n');
    expect(faults).toEqual([
      { code: -12, detail: 0, text: '[trap] unreachable executed' },
      { code: 3, detail: -7, text: 'panic' },
    ]);
  });

  it('are found between frames of a protocol, bytes of which look like the ends of lines', () => {
    hear([0xaa, 0x0a, 0x0d, 0x0a, 0x46, 0x41], 'FAULT 1 2 panic\r\n', [0x0a, 0xff]);
    expect(faults).toEqual([{ code: 1, detail: 2, text: 'panic' }]);
  });

  it('are told once, and other lines are no faults', () => {
    hear('OUT OF SERVICE: module damaged\r\n', 'FAULT 1 2 panic\r\n', '\n', 'FAULT x\r\n', 'FAULT 1 2 pa');
    expect(faults).toHaveLength(1);
  });
});
