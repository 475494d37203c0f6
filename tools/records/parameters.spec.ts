// The factory's parameter record, as bytes and as a metering core takes it.
import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  FRAM_BYTES,
  FRAM_PARAMETERS_A,
  FRAM_PARAMETERS_B,
  LAYOUTS,
  PARAMETERS_MAGIC,
  SHA256_BYTES,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { crc32 } from './framing.ts';
import { markingsOf } from './markings.ts';
import {
  encodeParameters,
  factoryFram,
  SERVICE_CODES,
  SerialNumberError,
  serialBytes,
  textOf,
  type FactoryParameters,
  type ServiceName,
} from './parameters.ts';
import { decodeRecord, RecordValueError } from './records.ts';
import { sealedRecord, sealedText } from './sealed-in-fram.ts';

const SERVICES = Object.keys(SERVICE_CODES) as ServiceName[];
const reference = zlibCrc32 as (bytes: Uint8Array) => number;
const plain = { service: '3p4w', samplingRate_mHz: 4_000_000 } as const;

describe('A parameter record', () => {
  it('carries magic, version, its own length and what was stated', () => {
    const bytes = encodeParameters({ ...plain, meterConstant_imp_per_kWh: 500, sequence: 7 });
    expect(decodeRecord('parameters', bytes)).toMatchObject({
      magic: PARAMETERS_MAGIC,
      version: expect.any(Number),
      length: LAYOUTS.parameters.bytes,
      sequence: 7,
      service: SERVICE_CODES['3p4w'],
      sampling_rate_mHz: 4_000_000,
      meter_constant_imp_per_kWh: 500,
    });
  });

  it.each(SERVICES)('has the code of its service: %s', (service) => {
    const record = decodeRecord('parameters', encodeParameters({ ...plain, service }));
    expect(record.service).toBe(SERVICE_CODES[service]);
  });

  it('ends with the CRC of all bytes before it', () => {
    const bytes = Buffer.from(encodeParameters(plain));
    expect(bytes.readUInt32LE(bytes.length - 4)).toBe(reference(bytes.subarray(0, -4)));
  });

  it('has gains in Q30: one is 2^30', () => {
    const record = decodeRecord('parameters', encodeParameters({ ...plain, voltageGain: [1, 1.5, 0.5] }));
    expect(record.voltage_gain_Q30).toEqual([2 ** 30, 1.5 * 2 ** 30, 2 ** 29]);
    expect(record.current_gain_Q30).toEqual([2 ** 30, 2 ** 30, 2 ** 30, 2 ** 30]);
  });

  it.each([4, -1, Number.NaN])('refuses a gain that Q30 cannot hold, instead of wrapping it: %f', (gain) => {
    expect(() => encodeParameters({ ...plain, voltageGain: [gain, 1, 1] })).toThrow(RecordValueError);
  });

  it('states resistance and conductance of what loses energy, none unless told', () => {
    const sealed = { lineResistance_uOhm: 250_000, ironConductance_nS: 1_500 };
    expect(decodeRecord('parameters', encodeParameters({ ...plain, ...sealed }))).toMatchObject({
      line_resistance_uOhm: 250_000,
      iron_conductance_nS: 1_500,
    });
    expect(decodeRecord('parameters', encodeParameters(plain))).toMatchObject({
      line_resistance_uOhm: 0,
      iron_conductance_nS: 0,
    });
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses a resistance that its field cannot hold: %f', (value) => {
    expect(() => encodeParameters({ ...plain, lineResistance_uOhm: value })).toThrow(RecordValueError);
    expect(() => encodeParameters({ ...plain, ironConductance_nS: value })).toThrow(RecordValueError);
  });

  it('ignores the neutral unless it is told, and then takes 50 permille where no difference is stated', () => {
    const sealed = (more: Partial<FactoryParameters>) =>
      decodeRecord('parameters', encodeParameters({ ...plain, service: '1p2w', ...more }));
    expect(sealed({})).toMatchObject({ neutral_method: 0, neutral_difference_permille: 0 });
    expect(sealed({ neutralMethod: 'larger' })).toMatchObject({
      neutral_method: 1,
      neutral_difference_permille: 50,
    });
    expect(sealed({ neutralMethod: 'larger-or-alone', neutralDifference_permille: 125 })).toMatchObject({
      neutral_method: 2,
      neutral_difference_permille: 125,
    });
  });

  it('refuses more gains than there are inputs', () => {
    expect(() => encodeParameters({ ...plain, voltageGain: [1, 1, 1, 1] })).toThrow(RecordValueError);
  });
});

describe('A serial number', () => {
  it.each(['0', '10000001', 'TWM4711', 'ABCDEFGHIJ123456'])(
    'keeps its characters both ways: %s',
    (serial) => {
      const bytes = serialBytes(serial);
      expect(bytes).toHaveLength(16);
      expect(textOf(bytes)).toBe(serial);
    },
  );

  it.each(['', 'ABCDEFGHIJ1234567', '1/2', 'ü', '1 '])(
    'is refused where the record cannot hold it: %j',
    (serial) => {
      expect(() => serialBytes(serial)).toThrow(SerialNumberError);
      expect(() => encodeParameters({ ...plain, serialNumber: serial })).toThrow(SerialNumberError);
    },
  );
});

describe('Markings of an identification', () => {
  it('say null where nothing is marked', () => {
    const blank = {
      serial_number: Array<number>(16).fill(0),
      pulse_energy: [0, 3],
      accuracy_class: 0,
      year: 0,
      service: 0,
      connection: 0,
    };
    expect(markingsOf(blank)).toMatchObject({ serial: null, class: null, year: null, service: null });
  });

  it('have the units of people', () => {
    const marked = {
      ...{
        serial_number: serialBytes('77'),
        pulse_energy: [7, 2],
        accuracy_class: 0x43,
        year: 2031,
        service: 1,
        connection: 1,
      },
      ...{ nominal_voltage_mV: 57_735, nominal_frequency_mHz: 60_000, minimum_current_uA: 10_000 },
    };
    expect(markingsOf(marked)).toMatchObject({
      ...{
        serial: '77',
        pulses: ['apparent-import', 'active-export'],
        class: 'C',
        year: 2031,
        service: '1p2w',
        connection: 'ct',
      },
      ...{ Unom_V: 57.735, fnom_Hz: 60, Imin_A: 0.01 },
    });
  });
});

describe('The FRAM of a new meter', () => {
  const fram = factoryFram(plain);

  it('is as large as the chip, with the record in both banks and blank everywhere else', () => {
    const blank = new Uint8Array(FRAM_BYTES).fill(0xff);
    for (const bank of [FRAM_PARAMETERS_A, FRAM_PARAMETERS_B]) blank.set(encodeParameters(plain), bank);
    expect(Buffer.compare(fram, blank)).toBe(0);
  });

  it('are found in an FRAM of the version before as well, sealed by no module', () => {
    const now = encodeParameters({ ...plain, serialNumber: '4711' });
    const older = Buffer.from(now.subarray(0, now.length - SHA256_BYTES));
    older.writeUInt16LE(3, 4);
    older.writeUInt16LE(older.length, 6);
    older.writeUInt32LE(crc32(older.subarray(0, older.length - 4)), older.length - 4);
    const fram = new Uint8Array(FRAM_BYTES).fill(0xff);
    fram.set(older, FRAM_PARAMETERS_A);
    expect(sealedText('serial_number', sealedRecord(fram)!.serial_number)).toBe('4711');
    fram[FRAM_PARAMETERS_A + 40] ^= 1;
    expect(sealedRecord(fram)).toBeUndefined();
  });
});
