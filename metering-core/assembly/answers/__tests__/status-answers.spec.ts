// The identification: who the meter says it is, as sealed, to anybody who asks.
import { Identification, IDENTIFICATION_BYTES, IDENTIFICATION_serial_number, PARAMETERS_serial_number } from '../../../../shared-protocol/generated/assembly/layouts';
import { parameters } from '../../parameters/parameters';
import { identify } from '../status-answers';
import { freshMeter } from '../../__tests__/mains';

const RECORD = memory.data(256, 8);

describe('The identification', () => {
  test('of a meter that nobody sealed has no serial number, class and year, and its nominal ratings', () => {
    freshMeter();
    memory.fill(RECORD, 0xff, 256);
    expect(identify(RECORD)).toBe(IDENTIFICATION_BYTES);
    const id = changetype<Identification>(RECORD);
    for (let i: i32 = 0; i < 16; i++) expect(load<u8>(RECORD + IDENTIFICATION_serial_number + i)).toBe(0);
    expect(id.accuracy_class).toBe(0);
    expect(id.year).toBe(0);
    expect(id.nominal_voltage_mV).toBe(230_000);
    expect(id.starting_current_uA).toBe(20_000);
    expect(id.minimum_current_uA).toBe(250_000);
    expect(id.transitional_current_uA).toBe(500_000);
    expect(id.maximum_current_uA).toBe(60_000_000);
  });

  test('carries what is sealed', () => {
    freshMeter();
    const p = parameters();
    store<u32>(changetype<usize>(p) + PARAMETERS_serial_number, 0x34333231);
    p.accuracy_class = 0x43;
    p.connection = 1;
    p.year = 2031;
    p.meter_constant_imp_per_kvarh = 5000;
    identify(RECORD);
    const id = changetype<Identification>(RECORD);
    expect(load<u64>(RECORD + IDENTIFICATION_serial_number)).toBe(0x34333231);
    expect(id.accuracy_class).toBe(0x43);
    expect(id.connection).toBe(1);
    expect(id.year).toBe(2031);
    expect(id.meter_constant_imp_per_kWh).toBe(1000);
    expect(id.meter_constant_imp_per_kvarh).toBe(5000);
  });
});
