// What the legal display shows, page by page, and when it turns.
import { lcdByte, resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { METERING_FLAG_PARAMETERS_DEFAULT, RESET_POWER_ON } from '../../../../shared-protocol/generated/assembly/protocol';
import { HOT_RECORD_registers } from '../../../../shared-protocol/generated/assembly/layouts';
import { meteringFlags } from '../../events/marks';
import { hotRecord } from '../../energy/hot-record';
import { Register } from '../../energy/register-state';
import { startMetering } from '../../metering';
import { adoptSampleIndex } from '../../clock/sample-clock';
import { displaySecond, refreshDisplay, resetDisplay } from '../legal-display';

const RATE: u64 = 4000;

function row(index: i32): string {
  let text = '';
  for (let column = 0; column < 20; column++) text += String.fromCharCode(lcdByte(index, column));
  return text;
}

function showAt(second: u64): void {
  adoptSampleIndex(second * RATE);
  refreshDisplay();
}

function setRegister(register: i32, value_mWs: i64): void {
  store<i64>(changetype<usize>(hotRecord()) + HOT_RECORD_registers + (register << 3), value_mWs);
}

describe('The legal display', () => {
  beforeEach(() => {
    resetHost();
    startMetering(RESET_POWER_ON);
    resetDisplay();
  });

  test('begins with every dot of every cell', () => {
    showAt(0);
    for (let i = 0; i < 4; i++) for (let column = 0; column < 20; column++) expect(lcdByte(i, column)).toBe(127);
  });

  test('shows the registers with all digits before they roll over', () => {
    setRegister(Register.ACTIVE_IMPORT, 123_456_789 * 3_600_000_000 + 3_599_999_999);
    setRegister(Register.ACTIVE_EXPORT, 3_600_000_000 - 1);
    setRegister(Register.REACTIVE_Q1, 2 * 3_600_000_000);
    setRegister(Register.REACTIVE_Q1 + 1, 3 * 3_600_000_000);
    setRegister(Register.REACTIVE_Q1 + 3, 7 * 3_600_000_000);
    showAt(3);
    expect(row(0)).toBe('1.8.0 123456789kWh  ');
    expect(row(1)).toBe('2.8.0 000000000kWh  ');
    expect(row(2)).toBe('3.8.0 000000005kvarh');
    expect(row(3)).toBe('4.8.0 000000007kvarh');
  });

  test('shows them to a millionth in test resolution', () => {
    setRegister(Register.ACTIVE_IMPORT, 1_234 * 3_600_000_000 + 5_678 * 3_600 + 3_599);
    showAt(8);
    expect(row(0)).toBe('1.8.0 234.005678 kWh');
    expect(row(2)).toBe('3.8.0 000.000000    ');
  });

  test('identifies meter and software', () => {
    showAt(13);
    expect(row(0).startsWith('No ')).toBe(true);
    expect(row(1).startsWith('Version 0.')).toBe(true);
    expect(row(2)).toBe('00010203040506070809');
    expect(row(3)).toBe('0a0b0c0d0e0f10111213');
  });

  test('shows a fatal error by its code while there is one', () => {
    expect(meteringFlags() & METERING_FLAG_PARAMETERS_DEFAULT).toBe(METERING_FLAG_PARAMETERS_DEFAULT);
    showAt(18);
    expect(row(0).startsWith('F.F 0000')).toBe(true);
    expect(row(1)).toBe('                    ');
    showAt(23);
    expect(row(0).startsWith('1.8.0 ')).toBe(true);
  });

  test('turns its pages by the clock while no sample comes', () => {
    showAt(3);
    displaySecond();
    for (let i = 0; i < 5; i++) displaySecond();
    expect(row(0).includes('.000000')).toBe(true);
  });
});
