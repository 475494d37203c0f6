// An emulated board as a bench looks at it.
import { createHash } from 'node:crypto';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import type { FaultRecord } from '../conductor/board.ts';
import type { BoardView } from '../meter.ts';
import { BoardTexts } from './board-texts.ts';
import type { EmulatedBoard } from './board.ts';
import type { SerialSocket } from './serial-socket.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export type CountingView = Pick<
  BoardView,
  'role' | 'alive' | 'silentSince_us' | 'faults' | 'restarts' | 'sha256' | 'core' | 'onPulse'
> & {
  pulses: number;
  readonly lcd: string[];
};

/** Pulses are edges of a pin here: they are counted, but carry no sample index. */
export function viewOf(board: EmulatedBoard, saying: SerialSocket, module: Uint8Array): CountingView {
  const { role, chip } = board;
  const faults: FaultRecord[] = [];
  const texts = new BoardTexts();
  texts.onFault = (fault) => faults.push({ role, at_us: Math.round(chip.now / CYCLES_PER_US), ...fault });
  // A port at 7E1 carries its parity in bit 7.
  saying.watch((byte) => texts.byte(byte & 0x7f));
  return {
    role,
    faults,
    pulses: 0,
    sha256: sha256(module),
    core: undefined,
    silentSince_us: undefined,
    onPulse: undefined,
    get alive() {
      return chip.fault === undefined && chip.isPowered;
    },
    get restarts() {
      return chip.resets;
    },
    get lcd() {
      return board.lcd.text();
    },
  };
}
