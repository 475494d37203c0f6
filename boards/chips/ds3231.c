// Makes the DS3231's transfers and reads its registers (data sheet, register map).
#include "ds3231.h"

#define REGISTER_CONTROL 0x0e
// Oscillator on, RS2 RS1 = 00 is 1 Hz, INTCN = 0 puts the wave on the pin.
#define CONTROL_SQUARE_WAVE_1Hz 0x00
#define STATUS_OSF 0x80
#define HOURS_12 0x40
#define CENTURY 0x80
#define DAY_s 86400u
// From 1970-01-01, a Thursday, to 2000-01-01.
#define DAYS_BEFORE 10957u
#define MONTHS 12

void ds3231_square_wave_1Hz(uint8_t transfer[DS3231_SQUARE_WAVE_BYTES]) {
  transfer[0] = REGISTER_CONTROL;
  transfer[1] = CONTROL_SQUARE_WAVE_1Hz;
}

static unsigned digits(uint8_t byte) { return (byte >> 4) * 10u + (byte & 0xf); }

static uint8_t bcd(unsigned value) { return (uint8_t)(value / 10 << 4 | value % 10); }

// 2100 is the only year of the calendar that divides by four and is no leap year.
static bool is_leap(unsigned year) { return year % 4 == 0 && year != 100; }

static unsigned days_of(unsigned month, unsigned year) {
  static const uint8_t days[MONTHS] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap(year));
}

/** Days from 2000-01-01 to the first of January of a year since 2000. */
static unsigned days_before(unsigned year) { return year * 365 + (year + 3) / 4 - (year > 100); }

bool ds3231_time(const uint8_t registers[DS3231_CALENDAR_BYTES], uint64_t *time_s) {
  if (registers[2] & HOURS_12) return false;
  uint8_t plain[DS3231_CALENDAR_BYTES];
  for (int i = 0; i < DS3231_CALENDAR_BYTES; i++) {
    plain[i] = (uint8_t)(i == 5 ? registers[i] & ~CENTURY : registers[i]);
    if ((plain[i] & 0xf) > 9 || plain[i] >> 4 > 9) return false;
  }
  unsigned year = digits(plain[6]) + (registers[5] & CENTURY ? 100 : 0), month = digits(plain[5]), day = digits(plain[4]);
  unsigned hours = digits(plain[2]), minutes = digits(plain[1]), seconds = digits(plain[0]);
  if (seconds > 59 || minutes > 59 || hours > 23 || month < 1 || month > MONTHS) return false;
  if (day < 1 || day > days_of(month, year)) return false;
  unsigned days = DAYS_BEFORE + days_before(year) + day - 1;
  for (unsigned m = 1; m < month; m++) days += days_of(m, year);
  *time_s = (uint64_t)days * DAY_s + hours * 3600 + minutes * 60 + seconds;
  return true;
}

bool ds3231_set(uint8_t transfer[DS3231_SET_BYTES], uint64_t time_s) {
  if (time_s < DS3231_FIRST_s || time_s > DS3231_LAST_s) return false;
  unsigned days = (unsigned)(time_s / DAY_s), rest = (unsigned)(time_s % DAY_s), year = 0, month = 1;
  unsigned left = days - DAYS_BEFORE;
  while (year < 199 && left >= days_before(year + 1)) year++;
  left -= days_before(year);
  for (; left >= days_of(month, year); month++) left -= days_of(month, year);
  transfer[0] = DS3231_CALENDAR;
  transfer[1] = bcd(rest % 60);
  transfer[2] = bcd(rest / 60 % 60);
  transfer[3] = bcd(rest / 3600);
  transfer[4] = (uint8_t)((days + 4) % 7 + 1); // 1: Sunday
  transfer[5] = bcd(left + 1);
  transfer[6] = (uint8_t)(bcd(month) | (year > 99 ? CENTURY : 0));
  transfer[7] = bcd(year % 100);
  return true;
}

void ds3231_clear(uint8_t transfer[DS3231_CLEAR_BYTES]) {
  transfer[0] = DS3231_STATE;
  transfer[1] = 0;
}

bool ds3231_stopped(const uint8_t state[DS3231_STATE_BYTES]) { return state[0] & STATUS_OSF; }

int32_t ds3231_temperature_mC(const uint8_t state[DS3231_STATE_BYTES]) {
  int32_t quarters = (int8_t)state[2] * 4 + (state[3] >> 6);
  return quarters * 250;
}
