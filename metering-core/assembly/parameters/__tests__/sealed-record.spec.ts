// The sealed record: ranges, two banks, what damage does, and that a refused record changes nothing.
import { resetHost, framRead, framWrite, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { Parameters, PARAMETERS_BYTES, PARAMETERS_serial_number } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_PARAMETERS_A, FRAM_PARAMETERS_B, NEUTRAL_LARGER_OR_ALONE, SERVICE_1P2W, SERVICE_3P4W_DELTA, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { checkParameters } from '../parameter-ranges';
import { finishRecord, parameters, parametersAreDefault, useNominalParameters } from '../parameters';
import {
  damagedBanks, finishSealing, loadParameters, prepareParameters, preparedParameters, sealingIsUnfinished, sealParameters, useSealedParameters,
} from '../sealed-record';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(512, 8);
// @ts-ignore: decorator
@lazy const OLD = memory.data(512, 8);

function nominal(): Parameters {
  useNominalParameters();
  memory.copy(RECORD, changetype<usize>(parameters()), PARAMETERS_BYTES);
  return changetype<Parameters>(RECORD);
}

function seal(constant: u32): i32 {
  nominal().meter_constant_imp_per_kWh = constant;
  loadParameters();
  const status = sealOneBank();
  if (status != Status.OK) return status;
  finishSealing(changetype<usize>(preparedParameters()));
  useSealedParameters();
  return status;
}

/** As far as a cut behind the first bank lets it come. */
function sealOneBank(): i32 {
  const status = prepareParameters(RECORD);
  return status == Status.OK ? sealParameters() : status;
}

function damage(bank: i32): void {
  framWrite(bank + 40, framRead(bank + 40) ^ 1);
}

describe('Ranges of the sealed record', () => {
  test('the nominal record is within them', () => {
    nominal();
    finishRecord(RECORD);
    expect(checkParameters(RECORD)).toBe(Status.OK);
  });

  test('each value out of range is refused', () => {
    for (let field: i32 = 0; field < 19; field++) {
      const p = nominal();
      if (field == 0) p.service = 0;
      if (field == 1) p.sampling_rate_mHz = 1_000_000;
      if (field == 2) p.meter_constant_imp_per_kWh = 99;
      if (field == 3) p.meter_constant_imp_per_kvarh = 300_000;
      if (field == 4) p.current_gain_Q30_3 = 1 << 28;
      if (field == 5) p.starting_current_uA = p.transitional_current_uA;
      if (field == 6) p.energy_method = 3;
      if (field == 7) p.current_sensor_2 = 9;
      if (field == 8) p.minimum_current_uA = p.starting_current_uA;
      if (field == 9) p.minimum_current_uA = p.transitional_current_uA + 1;
      if (field == 10) p.accuracy_class = 0x45;
      if (field == 11) p.year = 1999;
      if (field == 12) p.connection = 2;
      if (field == 13) p.accuracy_class = 0x61;
      if (field == 14) p.neutral_difference_permille = 50;
      if (field >= 15) p.service = <u8>(field == 15 ? SERVICE_3P4W_DELTA : SERVICE_1P2W);
      if (field >= 15) p.neutral_method = <u8>(field == 18 ? 3 : 1);
      if (field >= 15) p.neutral_difference_permille = field == 16 ? 9 : field == 17 ? 501 : 50;
      finishRecord(RECORD);
      expect(checkParameters(RECORD)).toBe(Status.OUT_OF_RANGE);
    }
  });

  test('the neutral may count in a single phase alone', () => {
    for (let service: i32 = SERVICE_1P2W; service <= SERVICE_3P4W_DELTA; service++) {
      const p = nominal();
      p.service = <u8>service;
      p.neutral_method = <u8>NEUTRAL_LARGER_OR_ALONE;
      p.neutral_difference_permille = 50;
      finishRecord(RECORD);
      expect(checkParameters(RECORD)).toBe(service == SERVICE_1P2W ? Status.OK : Status.OUT_OF_RANGE);
    }
  });

  test('a serial number has digits and letters, up to sixteen, and nothing behind its end', () => {
    const taken: string[] = ['', '0', '10000001', 'TWM0000000000042', 'zaAZ90'];
    const refused: string[] = ['1 2', '-1', '10000001/', '1:', '@1', '[1', '`1', '{1', '12\x00' + '3'];
    for (let n: i32 = 0; n < taken.length + refused.length; n++) {
      const serial = n < taken.length ? taken[n] : refused[n - taken.length];
      nominal();
      for (let i: i32 = 0; i < serial.length; i++) store<u8>(RECORD + PARAMETERS_serial_number + i, <u8>serial.charCodeAt(i));
      finishRecord(RECORD);
      expect(checkParameters(RECORD)).toBe(n < taken.length ? Status.OK : Status.OUT_OF_RANGE);
    }
  });

  test('every service is one of five, and the high leg of a delta has to fit its input', () => {
    for (let service: i32 = SERVICE_1P2W; service <= SERVICE_3P4W_DELTA; service++) {
      nominal().service = <u8>service;
      finishRecord(RECORD);
      expect(checkParameters(RECORD)).toBe(Status.OK);
    }
    nominal().service = <u8>SERVICE_3P4W_DELTA + 1;
    finishRecord(RECORD);
    expect(checkParameters(RECORD)).toBe(Status.OUT_OF_RANGE);
    const p = nominal();
    p.service = <u8>SERVICE_3P4W_DELTA;
    p.nominal_voltage_mV = 280_000;
    finishRecord(RECORD);
    expect(checkParameters(RECORD)).toBe(Status.OUT_OF_RANGE);
  });

  test('a changed byte is refused before its value is looked at', () => {
    nominal();
    finishRecord(RECORD);
    store<u8>(RECORD + 30, load<u8>(RECORD + 30) ^ 1);
    expect(checkParameters(RECORD)).toBe(Status.BAD_CHECK);
  });
});

describe('Sealed banks', () => {
  beforeEach(() => {
    resetHost();
  });

  test('blank ones give the nominal record and count as no damage', () => {
    loadParameters();
    expect(parametersAreDefault).toBe(true);
    expect(damagedBanks).toBe(0);
  });

  test('hold the same new record in both after a write', () => {
    expect(seal(3200)).toBe(Status.OK);
    for (let i: i32 = 0; i < PARAMETERS_BYTES; i++) expect(framRead(FRAM_PARAMETERS_A + i)).toBe(framRead(FRAM_PARAMETERS_B + i));
    loadParameters();
    expect(parameters().meter_constant_imp_per_kWh).toBe(3200);
  });

  test('either one damaged leaves the record as it was, and is told', () => {
    for (let bank: i32 = 0; bank < 2; bank++) {
      resetHost();
      seal(3200);
      damage(bank == 0 ? FRAM_PARAMETERS_A : FRAM_PARAMETERS_B);
      loadParameters();
      expect(parameters().meter_constant_imp_per_kWh).toBe(3200);
      expect(damagedBanks).toBe(1 << bank);
      expect(parametersAreDefault).toBe(false);
    }
  });

  test('both damaged give the nominal record, and are told', () => {
    seal(3200);
    damage(FRAM_PARAMETERS_A);
    damage(FRAM_PARAMETERS_B);
    loadParameters();
    expect(parametersAreDefault).toBe(true);
    expect(damagedBanks).toBe(3);
    expect(parameters().meter_constant_imp_per_kWh).toBe(1000);
  });

  test('a record out of range is refused and changes neither bank', () => {
    seal(3200);
    expect(seal(1)).toBe(Status.OUT_OF_RANGE);
    loadParameters();
    expect(parameters().meter_constant_imp_per_kWh).toBe(3200);
    expect(parameters().sequence).toBe(1);
  });

  test('a storage that fails leaves the record in use as it was', () => {
    seal(3200);
    nominal().meter_constant_imp_per_kWh = 500;
    loadParameters();
    setStorageFails(true);
    expect(sealOneBank()).toBe(Status.STORAGE_FAILED);
    setStorageFails(false);
    loadParameters();
    expect(parameters().meter_constant_imp_per_kWh).toBe(3200);
  });

  test('a sealing cut off between the banks is found and finished, so that the old record cannot return', () => {
    for (let bank: i32 = 0; bank < 2; bank++) {
      resetHost();
      const stale = bank == 0 ? FRAM_PARAMETERS_A : FRAM_PARAMETERS_B;
      seal(3200);
      expect(sealingIsUnfinished).toBe(false);
      for (let i: i32 = 0; i < PARAMETERS_BYTES; i++) store<u8>(OLD + i, <u8>framRead(stale + i));
      seal(500);
      for (let i: i32 = 0; i < PARAMETERS_BYTES; i++) framWrite(stale + i, load<u8>(OLD + i));
      loadParameters();
      expect(parameters().meter_constant_imp_per_kWh).toBe(500);
      expect(damagedBanks).toBe(0);
      expect(sealingIsUnfinished).toBe(true);
      finishSealing(changetype<usize>(parameters()));
      expect(sealingIsUnfinished).toBe(false);
      damage(bank == 0 ? FRAM_PARAMETERS_B : FRAM_PARAMETERS_A);
      loadParameters();
      expect(sealingIsUnfinished).toBe(true);
      expect(parameters().meter_constant_imp_per_kWh).toBe(500);
      expect(parameters().sequence).toBe(2);
    }
  });

  test('torn at any byte of either bank leaves the old or the new record', () => {
    for (let bank: i32 = 0; bank < 2; bank++) {
      const torn = bank == 0 ? FRAM_PARAMETERS_A : FRAM_PARAMETERS_B;
      for (let bytes: i32 = 0; bytes < PARAMETERS_BYTES; bytes++) {
        resetHost();
        seal(3200);
        for (let i: i32 = 0; i < PARAMETERS_BYTES; i++) store<u8>(OLD + i, <u8>framRead(torn + i));
        seal(500);
        for (let i: i32 = bytes; i < PARAMETERS_BYTES; i++) framWrite(torn + i, load<u8>(OLD + i));
        loadParameters();
        expect(parameters().meter_constant_imp_per_kWh).toBe(500);
        expect(parametersAreDefault).toBe(false);
      }
    }
  });
});
