// Leads what is counted of the minute records: takes each as it comes, books it, and keeps all of it at once.
import { EVENT_LOCAL_TIME_SET, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { MinuteRecord } from '../../../shared-protocol/generated/assembly/layouts';
import { newestOfEvent } from '../link/events';
import { followRecords, recordsPassedOver, recordTaken, recordThatWaits, resetRecordsFollower } from '../link/records-follower';
import { followZone, readZone, resetZoneReader, zonesRead } from '../link/zone-reader';
import { daylightOf, learnOffset, offset_min, offsetIsKnown, resetZone, zoneKnown } from '../time/zone';
import { bookRecord, resetBooking } from './booking';
import { books, loadBooks, storeBooks } from './books';
import { resetTariffDay } from './tariff-day';
import { loadTariff } from './tariff-tables';

/** How old what is known of the zone may be; after a start that knows it, it is looked at sooner. */
const DAY_us: i64 = 86_400_000_000;
const HOUR_us: i64 = 3_600_000_000;
/** Where daylight saving in force was never seen, it is taken to be as long as nearly everywhere. */
const USUAL_DAYLIGHT_min: i32 = 60;
/** How long a record waits for the FRAM that did not take the one before. */
const PAUSE_us: i64 = 1_000_000;

/** When the zone was read last, and the readings up to then. */
let zoneRead_us: i64 = 0;
let readings: u32 = 0;
let notBefore_us: i64 = 0;
/** Records that could not be kept since the start. */
export let recordsUnkept: u32 = 0;

export function resetRecords(): void {
  resetZone();
  resetZoneReader();
  resetBooking();
  resetTariffDay();
  loadTariff();
  loadBooks();
  recallZone();
  resetRecordsFollower(books().record, books().time_s);
  zoneRead_us = zoneKnown() ? HOUR_us - DAY_us : -DAY_us;
  readings = 0;
  notBefore_us = 0;
  recordsUnkept = 0;
}

function recallZone(): void {
  const b = books();
  if (b.zone_known & 1) learnOffset(0, b.zone_min_0);
  if (b.zone_known & 2) learnOffset(1, b.zone_min_1);
}

function keepZone(): void {
  books().zone_min_0 = <i16>offset_min(0);
  books().zone_min_1 = <i16>offset_min(1);
  books().zone_known = <u8>zoneKnown();
}

/** Reads the zone where it is not known, or not for a day, or an event tells of another one. */
function keepZoneFresh(now_us: i64): void {
  followZone(now_us);
  const event = newestOfEvent(EVENT_LOCAL_TIME_SET);
  if (zonesRead != readings) {
    readings = zonesRead;
    zoneRead_us = now_us;
    books().zone_event = max(event, books().zone_event);
  }
  if (now_us - zoneRead_us >= DAY_us || event > books().zone_event) readZone(now_us);
}

/** The offset of a record is known, or the other one is and that must do. */
function offsetServes(record: MinuteRecord): bool {
  const daylight = daylightOf(record.quality);
  if (offsetIsKnown(daylight)) return true;
  if (readings == 0 || !offsetIsKnown(1 - daylight)) return false;
  learnOffset(daylight, offset_min(1 - daylight) + (daylight ? USUAL_DAYLIGHT_min : -USUAL_DAYLIGHT_min));
  return true;
}

/** Keeps what a record made of the books, or nothing of it. */
function take(record: MinuteRecord, now_us: i64): void {
  bookRecord(record, recordsPassedOver());
  keepZone();
  if (storeBooks() == Status.OK) return recordTaken();
  recordsUnkept++;
  notBefore_us = now_us + PAUSE_us;
  loadBooks();
}

/** Takes the record that waits, and sees to the next one; call with each tick. */
export function recordsTick(now_us: i64): void {
  followRecords(now_us);
  const waits = recordThatWaits();
  if (waits == 0 && books().record == 0) return; // nothing was recorded yet: nobody needs the zone
  keepZoneFresh(now_us);
  if (waits == 0 || now_us < notBefore_us || !offsetServes(changetype<MinuteRecord>(waits))) return;
  take(changetype<MinuteRecord>(waits), now_us);
}
