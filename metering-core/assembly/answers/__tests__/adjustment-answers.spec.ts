// The sealed record by pages: read as it is, written in order or not at all, sealed with the last one.
import {
  AdjustmentResult, ADJUSTMENT_RESULT_BYTES, Parameters, PARAMETERS_BYTES, PARAMETERS_PAGE_bytes, PARAMETERS_PAGE_BYTES,
  ParametersPage,
} from '../../../../shared-protocol/generated/assembly/layouts';
import { PARAMETERS_PAGE, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { readParameters, resetAdjustment, writeParameters } from '../adjustment-answers';
import { parameters } from '../../parameters/parameters';
import { freshMeter } from '../../__tests__/mains';

const PAYLOAD = memory.data(256, 8);
const RECORD = memory.data(1024, 8);
const PAGES: i32 = (PARAMETERS_BYTES + PARAMETERS_PAGE - 1) / PARAMETERS_PAGE;

/** Reads all pages into RECORD. */
function readAll(): Parameters {
  for (let page: i32 = 0; page < PAGES; page++) {
    store<u8>(PAYLOAD, <u8>page);
    expect(readParameters(PAYLOAD)).toBe(PARAMETERS_PAGE_BYTES);
    expect(changetype<ParametersPage>(PAYLOAD).page).toBe(<u8>page);
    expect(changetype<ParametersPage>(PAYLOAD).pages).toBe(<u8>PAGES);
    memory.copy(RECORD + page * PARAMETERS_PAGE, PAYLOAD + PARAMETERS_PAGE_bytes, PARAMETERS_PAGE);
  }
  return changetype<Parameters>(RECORD);
}

function write(page: i32, pages: i32 = PAGES): i32 {
  const request = changetype<ParametersPage>(PAYLOAD);
  request.page = <u8>page;
  request.pages = <u8>pages;
  memory.copy(PAYLOAD + PARAMETERS_PAGE_bytes, RECORD + (page % PAGES) * PARAMETERS_PAGE, PARAMETERS_PAGE);
  return writeParameters(PAYLOAD);
}

describe('The sealed record by pages', () => {
  beforeEach(() => {
    freshMeter();
    resetAdjustment();
    memory.fill(RECORD, 0, 1024);
  });

  test('is read as it is in use, with zeros behind its end', () => {
    readAll();
    expect(memory.compare(RECORD, changetype<usize>(parameters()), PARAMETERS_BYTES)).toBe(0);
    for (let at: i32 = PARAMETERS_BYTES; at < PAGES * PARAMETERS_PAGE; at++) expect(load<u8>(RECORD + at)).toBe(0);
    store<u8>(PAYLOAD, <u8>PAGES);
    expect(readParameters(PAYLOAD)).toBe(Status.OUT_OF_RANGE);
  });

  test('is sealed with the last page and not before', () => {
    readAll().starting_current_uA = 30_000;
    for (let page: i32 = 0; page < PAGES; page++) {
      expect(parameters().starting_current_uA).toBe(20_000);
      expect(write(page)).toBe(ADJUSTMENT_RESULT_BYTES);
      expect(changetype<AdjustmentResult>(PAYLOAD).sequence).toBe(page == PAGES - 1 ? 1 : 0);
    }
    expect(parameters().starting_current_uA).toBe(30_000);
  });

  test('takes no page out of its order, and none of a record of another length', () => {
    readAll().starting_current_uA = 30_000;
    expect(write(1)).toBe(Status.OUT_OF_RANGE);
    expect(write(0, PAGES + 1)).toBe(Status.BAD_LENGTH);
    expect(write(0)).toBe(ADJUSTMENT_RESULT_BYTES);
    expect(write(PAGES)).toBe(Status.OUT_OF_RANGE);
    expect(write(0)).toBe(ADJUSTMENT_RESULT_BYTES);
    for (let page: i32 = 1; page < PAGES; page++) expect(write(page)).toBe(ADJUSTMENT_RESULT_BYTES);
    expect(parameters().starting_current_uA).toBe(30_000);
    expect(write(PAGES - 1)).toBe(Status.OUT_OF_RANGE);
  });

  test('out of range is refused with its last page, and what is in use stays', () => {
    readAll().starting_current_uA = 0;
    for (let page: i32 = 0; page < PAGES; page++) {
      expect(write(page)).toBe(page == PAGES - 1 ? Status.OUT_OF_RANGE : ADJUSTMENT_RESULT_BYTES);
    }
    expect(parameters().starting_current_uA).toBe(20_000);
  });
});
