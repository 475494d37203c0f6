// Numbers of DL/T 645-2007 that no record holds as they are told: angles, distortion, time, constants, what was frozen.
// Legally relevant (IR46). Changes alter the software identification.
import { Number645 } from '../../../shared-protocol/generated/assembly/dlt645';
import { FIRST_CURRENT, NOT_MEASURED, NOT_MEASURED_SIGNED } from '../../../shared-protocol/generated/assembly/protocol';
import { localTime } from '../clock/local-time';
import { clock_s } from '../clock/rtc';
import { clockQuality, meteringFlags } from '../events/marks';
import { harmonicAmplitude, harmonicsThd_ppm } from '../harmonics/harmonics';
import { divideRounded } from '../math/arithmetic';
import { parameters } from '../parameters/parameters';
import { quantities } from '../quantities/quantities';
import { temperature_mC } from '../surroundings/temperature';
import { NO_VALUE, takeBcd } from './bcd';
import { countOf, eventMoment, minutesOf } from './events';
import { ADDRESS_BYTES } from './frame';
import { frozenTime } from './freezes';
import { ownAddress, rateOfLine, serialDigits } from './line';
import { dateDigits, localWeekday, timeDigits } from './local';
import { statusWord } from './status-words';

const TURN_mdeg: i32 = 360_000;
/** A billing day that is not used. */
const UNUSED: i64 = 9999;
const SHARE: i64 = 10_000;

/** Tenths of a degree by which a current stands behind its voltage. */
function phaseAngle(phase: i32): i64 {
  const q = quantities(phase);
  if (q.voltage_angle_mdeg == NOT_MEASURED_SIGNED || q.current_angle_mdeg == NOT_MEASURED_SIGNED) return NO_VALUE;
  return <i64>(((q.current_angle_mdeg - q.voltage_angle_mdeg + TURN_mdeg) % TURN_mdeg) / 100);
}

function distortion(input: i32): i64 {
  const thd_ppm = harmonicsThd_ppm(input);
  return thd_ppm == <u32>NOT_MEASURED ? NO_VALUE : <i64>thd_ppm / 100;
}

/** Share of the fundamental, hundredths of a percent. */
function harmonic(input: i32, order: i32): i64 {
  const fundamental = <i64>harmonicAmplitude(input, 1);
  return fundamental ? divideRounded(<i64>harmonicAmplitude(input, order) * SHARE, fundamental) : NO_VALUE;
}

function ofTime(what: i32): i64 {
  const utc_s = <i64>clock_s;
  if (utc_s == 0) return NO_VALUE;
  if (what == Number645.TIME) return timeDigits(utc_s);
  const day = dateDigits(utc_s) * 100 + localWeekday(utc_s);
  return what == Number645.DATE ? day : day * 1_000_000 + timeDigits(utc_s);
}

function ofEvents(what: i32, event: i32, scope: i32, back: i32): i64 {
  if (what == Number645.EVENT_COUNT) return countOf(event, scope);
  if (what == Number645.EVENT_MINUTES) return minutesOf(event, scope);
  return eventMoment(event, scope, back, what == Number645.EVENT_END);
}

/** Those of the whole meter stand under DI3 = 03. */
function scopeOf(di: u32): i32 {
  return di >> 24 == 0x03 ? -1 : <i32>(di >> 16) & 0xff;
}

function billingDay(number: i32): i64 {
  return number == 1 ? <i64>localTime().billing_day * 100 + localTime().billing_hour : UNUSED;
}

/** A number by its provider, its parameter and the identifier it stands under; NO_VALUE or NO_DATA. */
export function numberOf(what: i32, parameter: i32, di: u32): i64 {
  const di1 = <i32>(di >> 8) & 0xff;
  const di0 = <i32>di & 0xff;
  switch (what) {
    case Number645.PHASE_ANGLE: return phaseAngle(di1);
    case Number645.DISTORTION: return distortion(di1 - 1 + parameter);
    case Number645.HARMONIC: return harmonic(di1 - 1 + parameter, di0);
    case Number645.TEMPERATURE: return divideRounded(<i64>temperature_mC, 100);
    case Number645.EVENT_COUNT:
    case Number645.EVENT_MINUTES:
    case Number645.EVENT_BEGIN:
    case Number645.EVENT_END: return ofEvents(what, parameter, scopeOf(di), di0);
    case Number645.DATE:
    case Number645.TIME:
    case Number645.DATE_TIME: return ofTime(what);
    case Number645.CONSTANT: return <i64>parameter;
    case Number645.ADDRESS: return takeBcd(ownAddress(), ADDRESS_BYTES);
    case Number645.SERIAL_DIGITS: return serialDigits();
    case Number645.ACTIVE_CONSTANT: return <i64>parameters().meter_constant_imp_per_kWh;
    case Number645.REACTIVE_CONSTANT: return <i64>parameters().meter_constant_imp_per_kvarh;
    case Number645.STATUS_WORD: return statusWord(di0);
    case Number645.RATE: return <i64>rateOfLine();
    case Number645.BILLING_DAY: return billingDay(di0);
    case Number645.CLOCK_QUALITY: return <i64>clockQuality();
    case Number645.FLAGS: return <i64>meteringFlags();
    default: return frozenTime(parameter, di0);
  }
}
