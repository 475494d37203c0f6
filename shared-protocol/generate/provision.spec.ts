// The messages of the provisioning image are held to what a frame takes and to codes that no meter answers.
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../generated/ts/protocol.ts';
import { PROVISION_LAYOUTS, PROVISION_MESSAGES } from '../generated/ts/provision.ts';
import { provisionOf, type RawProvision } from './provision.ts';
import { readSpecs } from './read-specs.ts';
import { SpecError } from './spec-error.ts';

const { link, provision } = readSpecs();
const read = (change: (raw: RawProvision) => void = () => {}) => {
  const raw = structuredClone(provision);
  change(raw);
  return provisionOf(raw, link.messages);
};

describe('The messages of the provisioning image', () => {
  it('are the generated ones, each with a code of its own that no meter answers', () => {
    const { structs, messages } = read();
    expect(messages.map(({ name }) => name)).toEqual(Object.keys(PROVISION_MESSAGES));
    expect(structs.map(({ name, bytes }) => [name, bytes])).toEqual(
      Object.entries(PROVISION_LAYOUTS).map(([name, { bytes }]) => [name, bytes]),
    );
    const codes = Object.values(MESSAGES).map(({ code }): number => code);
    expect(messages.filter(({ code }) => codes.includes(code))).toEqual([]);
  });

  it.each([
    ["messages: code '1' stands twice", (raw: RawProvision) => (raw.messages[0].code = 1)],
    ["messages: code '225' stands twice", (raw: RawProvision) => (raw.messages[0].code = 225)],
    [
      "provision_tell: no struct 'provision_fate'",
      (raw: RawProvision) => (raw.messages[0].reply = 'provision_fate'),
    ],
    [
      "provision_load: 'provision_load_request' does not fit a frame",
      (raw: RawProvision) => raw.structs.provision_load_request.fields.push('more: u8[75]: '),
    ],
    [
      "provision_state: field 'odd' is not 'name: type: unit'",
      (raw: RawProvision) => raw.structs.provision_state.fields.push('odd'),
    ],
  ])('are refused by file and entry: %s', (says, change) => {
    expect(() => read(change)).toThrow(SpecError);
    expect(() => read(change)).toThrow(`provision.json: ${says}`);
  });
});
