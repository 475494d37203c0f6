// The test of the display that a token asks for: all segments, for two seconds, and then what was shown before.
import { LCD_COLUMNS, LCD_ROWS, TOKEN_ACCEPT } from '../../../../shared-protocol/generated/assembly/protocol';
import { lcdByte } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { entered, freshEnergyMeter } from '../../control/prepayment/__tests__/testing';
import { displayTick, resetDisplay } from '../display';
import { Face, face } from '../pages';

const ALL_TESTS = '56493153725450313471';
const DARK = 0xff;

function allDark(): bool {
  for (let row = 0; row < LCD_ROWS; row++) {
    for (let column = 0; column < LCD_COLUMNS; column++) if (lcdByte(row, column) != DARK) return false;
  }
  return true;
}

describe('A token that asks for all tests', () => {
  test('has all segments shown for two seconds, and no list behind them', () => {
    freshEnergyMeter();
    resetDisplay();
    displayTick(0);
    expect(allDark()).toBe(false);
    expect(entered(ALL_TESTS)).toBe(TOKEN_ACCEPT);
    displayTick(1_000_000);
    expect(allDark()).toBe(true);
    displayTick(2_500_000);
    expect(allDark()).toBe(true);
    displayTick(3_100_000);
    expect(allDark()).toBe(false);
    expect(face).toBe(Face.AUTOMATIC);
  });
});
