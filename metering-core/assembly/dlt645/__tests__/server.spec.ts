// The server of DL/T 645: values as they are carried, addresses, and a closed list of functions.
import { configuredBaud, configuredCount, setPortIdle } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { AUDIT_SOURCE_CLOCK, BROADCAST_TIME_SLEWED, LINE_REFUSED_ADDRESS, LINE_REFUSED_FREEZE, LINE_REFUSED_RATE, LINE_REFUSED_WRITE, SWITCH_CALIBRATION_JUMPER } from '../../../../shared-protocol/generated/assembly/protocol';
import { LEGAL_LINE_refused } from '../../../../shared-protocol/generated/assembly/layouts';
import { freshMeter, supply } from '../../__tests__/mains';
import { stepClock } from '../../clock/rtc';
import { parameters } from '../../parameters/parameters';
import { auditCount, newestAudit } from '../../records/audit';
import { resetSwitches, switchChanged } from '../../surroundings/switches';
import { legalLine, serveLine } from '../line';
import { start645 } from '../server';
import { answered, answerTo } from './frames';

const OWN = '000000000000';
const ANY = 'aaaaaaaaaaaa';
const ALL = '999999999999';

function refused(kind: i32): u32 {
  return load<u32>(changetype<usize>(legalLine()) + LEGAL_LINE_refused + <usize>(kind << 2));
}

describe('DL/T 645', () => {
  beforeEach(() => {
    freshMeter();
    resetSwitches();
    start645();
  });

  test('tells a voltage and a frequency of the mains', () => {
    supply(4000);
    expect(answered(OWN, 0x11, '00010102')).toBe('91 000101020023');
    expect(answered(OWN, 0x11, '02008002')).toBe('91 020080020050');
    expect(answered(OWN, 0x11, '00010202')).toBe('91 00010202005000');
  });

  test('tells power of the total and of a phase in 0.1 W', () => {
    supply(4000);
    expect(answered(OWN, 0x11, '00000302')).toBe('91 00000302' + '004503');
    expect(answered(OWN, 0x11, '00010302')).toBe('91 00010302' + '001501');
  });

  test('tells blocks one value behind the other', () => {
    supply(4000);
    expect(answered(OWN, 0x11, '00ff0102')).toBe('91 00ff0102002300230023');
  });

  test('counts energy in hundredths of a kWh', () => {
    supply(48_000);
    expect(answered(OWN, 0x11, '00000100')).toBe('91 0000010001000000');
    expect(answered(OWN, 0x11, '00ff0100')).toBe('91 00ff010001000000');
  });

  test('has no data of what nobody defined, of a history that is not there, of half an identifier', () => {
    expect(answered(OWN, 0x11, '00000101')).toBe('d1 02');
    expect(answered(OWN, 0x11, '01000100')).toBe('d1 02');
    expect(answered(OWN, 0x11, '000001')).toBe('d1 02');
    expect(answered(OWN, 0x12, '0000010001')).toBe('d2 02');
  });

  test('answers its own address, whole and shortened wildcards, and no other', () => {
    expect(answerTo(ANY, 0x13, '')).toBe('68000000000000689306333333333333' + '9b16');
    expect(answered('0000aaaaaaaa', 0x13, '')).toBe('93 000000000000');
    expect(answered('0100aaaaaaaa', 0x13, '')).toBe('silence');
    expect(answered('aaaa00000000', 0x13, '')).toBe('silence');
    expect(answered('9999aaaaaaaa', 0x13, '')).toBe('silence');
    expect(answered(ALL, 0x13, '')).toBe('silence');
    expect(answered(ALL, 0x11, '00010102')).toBe('silence');
  });

  test('is asked by requests alone: what answers, errors or goes on is heard from others', () => {
    for (let bits: i32 = 0x20; bits < 0x100; bits += 0x20) expect(answered(OWN, 0x11 | bits, '00010102')).toBe('silence');
  });

  test('takes an address with the jumper closed alone', () => {
    expect(answered(ANY, 0x15, '785634121000')).toBe('silence');
    expect(refused(LINE_REFUSED_ADDRESS)).toBe(1);
    switchChanged(SWITCH_CALIBRATION_JUMPER, 1, 0);
    expect(answered(ANY, 0x15, '7856341210aa')).toBe('silence');
    expect(answered(ANY, 0x15, '785634121000')).toBe('95 ');
    expect(answered(OWN, 0x13, '')).toBe('silence');
    start645();
    expect(answered('785634121000', 0x13, '')).toBe('93 785634121000');
  });

  test('changes its rate once the answer has left, and keeps it', () => {
    setPortIdle(0);
    const before = configuredCount();
    expect(answered(OWN, 0x17, '20')).toBe('97 20');
    serveLine();
    expect(configuredCount()).toBe(before);
    setPortIdle(1);
    serveLine();
    expect(configuredBaud(before)).toBe(9600);
    expect(answered(OWN, 0x11, '03070004')).toBe('91 0307000420');
    start645();
    expect(configuredBaud(before + 1)).toBe(9600);
    expect(answered(OWN, 0x17, '82')).toBe('97 82');
    expect(answered(OWN, 0x17, '03')).toBe('d7 08');
    expect(answered(OWN, 0x17, '83')).toBe('d7 08');
    expect(answered(OWN, 0x17, '')).toBe('d7 08');
    expect(refused(LINE_REFUSED_RATE)).toBe(3);
  });

  test('freezes at once and on no schedule, as often as anybody may', () => {
    expect(answered(OWN, 0x16, '00999999')).toBe('d6 01');
    expect(answered(OWN, 0x16, '99999999')).toBe('96 ');
    expect(answered(OWN, 0x16, '99999999')).toBe('d6 01');
    expect(refused(LINE_REFUSED_FREEZE)).toBe(2);
  });

  test('writes nothing', () => {
    const names: i32[] = [0x14, 0x18, 0x19, 0x1a, 0x1b, 0x1c];
    for (let i: i32 = 0; i < names.length; i++) {
      expect(answered(OWN, names[i], '020000000000')).toBe((names[i] | 0xc0).toString(16) + ' 04');
    }
    expect(answered(OWN, 0x03, '00')).toBe('c3 01');
    expect(refused(LINE_REFUSED_WRITE)).toBe(7);
  });

  test('answers no function that the standard has not', () => {
    const known: i32[] = [0x03, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d];
    for (let name: i32 = 0; name < 0x20; name++) {
      if (!known.includes(name)) expect(answered(OWN, name, '00')).toBe('silence');
    }
  });

  test('takes a broadcast time as a slew only where that is sealed, and enters it into the audit trail', () => {
    const NOON_s: u64 = 1795867200;
    stepClock(NOON_s);
    expect(answered(ALL, 0x08, '400012281126')).toBe('silence');
    expect(newestAudit()).toBe(0);
    parameters().broadcast_time = <u8>BROADCAST_TIME_SLEWED;
    expect(answered(ALL, 0x08, '400012281126')).toBe('silence');
    expect(newestAudit()).toBe(1);
    expect(auditCount(AUDIT_SOURCE_CLOCK)).toBe(1);
    expect(answered(ALL, 0x08, '500012281126')).toBe('silence'); // the second of that day
    expect(newestAudit()).toBe(1);
  });
});
