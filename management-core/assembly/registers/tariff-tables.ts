// The tariff tables as they are kept: the active one, the passive one with its change-over, and a place for the next.
import {
  SPECIAL_DAYS_BYTES, SpecialDays, TARIFF_HEAD_BYTES, TARIFF_TABLE_BYTES, TariffHead, TariffTable,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  ACTIVATION_LOCAL, ACTIVATION_NONE, FRAM_SPECIAL_DAYS_A, FRAM_SPECIAL_DAYS_B, FRAM_TARIFF_HEAD_A, FRAM_TARIFF_HEAD_B,
  FRAM_TARIFF_TABLES, SPECIAL_DAYS_MAGIC, Status, TARIFF_HEAD_MAGIC, TARIFF_RATES, TARIFF_TABLE_MAGIC, TARIFF_TABLE_STRIDE,
  TARIFF_TABLES,
} from '../../../shared-protocol/generated/assembly/protocol';
import { storageRead, storageWrite } from '../host';
import { Found, isWhole, loadBanked, sealRecord, storeBanked } from '../storage/banked-record';
import { isConsistent } from './tariff-rules';

// @ts-ignore: decorator
@lazy const HEAD = memory.data(TARIFF_HEAD_BYTES, 8);
// @ts-ignore: decorator
@lazy const ACTIVE = memory.data(TARIFF_TABLE_BYTES, 8);
// @ts-ignore: decorator
@lazy const PASSIVE = memory.data(TARIFF_TABLE_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPECIAL = memory.data(SPECIAL_DAYS_BYTES, 8);

/** Counts up whenever a day may have other switching times than before. */
export let tariffEdition: u32 = 0;

export function tariffHead(): TariffHead {
  return changetype<TariffHead>(HEAD);
}

/** The table that holds; without seasons while there is none. */
export function activeTable(): TariffTable {
  return changetype<TariffTable>(ACTIVE);
}

export function passiveTable(): TariffTable {
  return changetype<TariffTable>(PASSIVE);
}

export function specialDays(): SpecialDays {
  return changetype<SpecialDays>(SPECIAL);
}

/** Loads a place; a table that is not whole is none. Returns the place, TARIFF_TABLES for none. */
function loadTable(table: usize, place: u8): u8 {
  const whole = place < <u8>TARIFF_TABLES
    && storageRead(FRAM_TARIFF_TABLES + <i32>place * TARIFF_TABLE_STRIDE, table, TARIFF_TABLE_BYTES) == Status.OK
    && isWhole(table, TARIFF_TABLE_BYTES, TARIFF_TABLE_MAGIC);
  if (!whole) memory.fill(table, 0, TARIFF_TABLE_BYTES);
  return whole ? place : <u8>TARIFF_TABLES;
}

function noTables(): void {
  const head = tariffHead();
  head.active = <u8>TARIFF_TABLES;
  head.passive = <u8>TARIFF_TABLES;
  head.default_rate = 1;
}

export function loadTariff(): void {
  const found = loadBanked(HEAD, ACTIVE, TARIFF_HEAD_BYTES, TARIFF_HEAD_MAGIC, FRAM_TARIFF_HEAD_A, FRAM_TARIFF_HEAD_B);
  if (!(found & Found.WHOLE)) noTables();
  const head = tariffHead();
  loadBanked(SPECIAL, ACTIVE, SPECIAL_DAYS_BYTES, SPECIAL_DAYS_MAGIC, FRAM_SPECIAL_DAYS_A, FRAM_SPECIAL_DAYS_B);
  head.active = loadTable(ACTIVE, head.active);
  head.passive = loadTable(PASSIVE, head.passive);
  tariffEdition = 1;
}

function storeHead(): i32 {
  return storeBanked(HEAD, TARIFF_HEAD_BYTES, TARIFF_HEAD_MAGIC, FRAM_TARIFF_HEAD_A, FRAM_TARIFF_HEAD_B);
}

function freePlace(): u8 {
  let place: u8 = 0;
  while (place == tariffHead().active || place == tariffHead().passive) place++;
  return place;
}

/**
 * Makes a table the passive one: whole in a place of its own before the head names it. A change-over that was awaited is called off with
 * that: it was of the set as it stood, and half of the next one never takes over. Returns a Status.
 */
export function replacePassive(table: usize): i32 {
  const place = freePlace();
  const head = tariffHead();
  const before = head.passive;
  const activation = head.activation;
  changetype<TariffTable>(table).sequence = head.sequence + 1;
  sealRecord(table, TARIFF_TABLE_BYTES, TARIFF_TABLE_MAGIC);
  let status = storageWrite(FRAM_TARIFF_TABLES + <i32>place * TARIFF_TABLE_STRIDE, table, TARIFF_TABLE_BYTES);
  if (status != Status.OK) return status;
  head.passive = place;
  head.activation = <u8>ACTIVATION_NONE;
  status = storeHead();
  if (status == Status.OK) memory.copy(PASSIVE, table, TARIFF_TABLE_BYTES);
  else {
    head.passive = before;
    head.activation = activation;
  }
  return status;
}

/** Replaces the special days as a whole. Returns a Status; with a failed one the old ones hold. */
export function replaceSpecialDays(days: usize): i32 {
  changetype<SpecialDays>(days).sequence = specialDays().sequence;
  const status = storeBanked(days, SPECIAL_DAYS_BYTES, SPECIAL_DAYS_MAGIC, FRAM_SPECIAL_DAYS_A, FRAM_SPECIAL_DAYS_B);
  if (status != Status.OK) return status;
  memory.copy(SPECIAL, days, SPECIAL_DAYS_BYTES);
  tariffEdition++;
  return Status.OK;
}

/** Says when the passive table takes over: ACTIVATION_*, seconds since 1970. Returns OUT_OF_RANGE where it never could. */
export function scheduleChange(activation: i32, at_s: i64, deviation_min: i32): i32 {
  if (activation != ACTIVATION_NONE && !isConsistent(passiveTable())) return Status.OUT_OF_RANGE;
  const head = tariffHead();
  head.activation = <u8>activation;
  head.activate_s = at_s;
  head.deviation_min = <i16>deviation_min;
  return storeHead();
}

export function setDefaultRate(rate: i32): i32 {
  if (rate < 1 || rate > TARIFF_RATES) return Status.OUT_OF_RANGE;
  tariffHead().default_rate = <u8>rate;
  return storeHead();
}

/** Makes the passive table hold where its time has come; one that cannot hold is given up, and the old one stays. */
export function changeOver(utc_s: i64, local_s: i64): void {
  const head = tariffHead();
  if (head.activation == <u8>ACTIVATION_NONE) return;
  if (head.activate_s > (head.activation == <u8>ACTIVATION_LOCAL ? local_s : utc_s)) return;
  head.activation = <u8>ACTIVATION_NONE;
  if (isConsistent(passiveTable())) {
    head.active = head.passive;
    head.changes++;
    memory.copy(ACTIVE, PASSIVE, TARIFF_TABLE_BYTES);
    tariffEdition++;
  }
  storeHead();
}
