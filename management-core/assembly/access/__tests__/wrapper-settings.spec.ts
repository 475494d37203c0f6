// How long the wrapper waits: kept over starts, and over cuts at any byte.
import { WRAPPER_SETTINGS_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, setCutAfter, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { resetWrapperSettings, setWrapperInactivity, wrapperInactivity_s } from '../wrapper-settings';

describe('The patience of the wrapper', () => {
  beforeEach(() => {
    resetHost();
    resetWrapperSettings();
  });

  test('is 300 s until it is set, up to 65,535 s, or without an end', () => {
    expect(wrapperInactivity_s()).toBe(300);
    for (let s: i32 = 0; s <= 65_535; s += 13_107) {
      expect(setWrapperInactivity(s)).toBe(Status.OK);
      resetWrapperSettings();
      expect(wrapperInactivity_s()).toBe(s);
    }
  });

  test('stays as it was where the setting cannot be stored', () => {
    setStorageFails(true);
    expect(setWrapperInactivity(20)).not.toBe(Status.OK);
    expect(wrapperInactivity_s()).toBe(300);
  });

  test('is the one before or the new one, at whatever byte the supply is cut', () => {
    let news = 0;
    for (let cut: i32 = 0; cut <= WRAPPER_SETTINGS_BYTES; cut++) {
      resetHost();
      resetWrapperSettings();
      setWrapperInactivity(60);
      setCutAfter(cut);
      setWrapperInactivity(20);
      setCutAfter(-1);
      resetWrapperSettings();
      if (wrapperInactivity_s() == 20) news++;
      else expect(wrapperInactivity_s()).toBe(60);
    }
    expect(news).toBe(1);
  });
});
