// What the management board's image makes of its wires: a break on a port, and READY of the link.
import { describe, expect, it } from 'vitest';
import { built, CYCLES_PER_MS, managementBoard } from './image-boards.ts';

describe.skipIf(!built)('a break on a port', () => {
  /** The module was checked and compiled, and ports are open. */
  const STARTED_ms = 600;

  /** Holds the RS485 line of the management board low for a while, once it has started; what it says by 3.5 s later. */
  function saidAfterBreakOf(hold_ms: number): string {
    const { board, said } = managementBoard();
    board.runUntil(STARTED_ms * CYCLES_PER_MS);
    const uart = board.chip.peripherals.uarts[0];
    const line = board.pin('RS485_RX');
    line.drive(false);
    uart.receive({ data: 0, format: uart.format, intact: false });
    board.runUntil((STARTED_ms + hold_ms) * CYCLES_PER_MS);
    line.drive(undefined);
    // Some seventy characters at 300 Bd.
    board.runUntil((STARTED_ms + hold_ms + 3500) * CYCLES_PER_MS);
    board.close();
    return said();
  }

  it('of half a second is answered with cycles, load, stack and heap once it is over', () => {
    const figures = /^cycles\/unit mean \d+ most \d+; load \d+ permille; stack \d+; heap \d+\r\n$/;
    expect(saidAfterBreakOf(520)).toMatch(figures);
  });

  it('that is shorter, as every character of a reader at a lower rate is, is not answered', () => {
    expect(saidAfterBreakOf(30)).toBe('');
    expect(saidAfterBreakOf(480)).toBe('');
  });
});

describe.skipIf(!built)('READY of the link', () => {
  /** What the management board sees of the wire when the metering board lets go of it while it is high. */
  function levelsAfterLettingGo(withResistor: boolean): boolean[] {
    const { board } = managementBoard();
    board.runUntil(300 * CYCLES_PER_MS);
    const ready = board.pin('LINK_READY');
    if (!withResistor) ready.pull(undefined);
    ready.drive(true);
    const high = ready.level;
    ready.drive(undefined);
    board.close();
    return [high, ready.level];
  }

  it('falls when the metering board loses its supply, by the resistor on the board', () => {
    expect(levelsAfterLettingGo(true)).toEqual([true, false]);
  });

  it('would read high without the resistor, whatever the chip pulls inside (RP2350-E9)', () => {
    expect(levelsAfterLettingGo(false)).toEqual([true, true]);
  });

  it('has no internal pull on the management board', () => {
    const { board } = managementBoard();
    board.runUntil(300 * CYCLES_PER_MS);
    const pulls = board.chip.gpio.pads;
    expect([pulls.pullsUp(3), pulls.pullsDown(3)]).toEqual([false, false]);
    board.close();
  });
});
