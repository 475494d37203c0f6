// What the specifications must keep to before anything is generated from them.
import { checkEvents } from './events.ts';
import type { Model } from './model.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';

/** Largest frame payload: what a message's record must fit into. */
export const PAYLOAD_MAX = 246;

function checkMessages(model: Model): void {
  const names = model.messages.map((message) => message.name);
  refuseDuplicates('link.json', 'messages', 'name', names);
  refuseDuplicates(
    'link.json',
    'messages',
    'code',
    model.messages.map((message) => message.code),
  );
  for (const { name, request, reply } of model.messages) {
    for (const struct of request === null ? [reply] : [request, reply]) {
      const found = model.structs.find((s) => s.name === struct);
      if (!found) throw new SpecError('link.json', name, `no struct '${struct}'`);
      if (found.bytes > PAYLOAD_MAX)
        throw new SpecError('link.json', name, `'${struct}' does not fit a frame`);
    }
  }
}

/** ABI types are scalars wasm3 has a letter for. */
function checkAbi(model: Model): void {
  for (const [core, { imports, exports }] of Object.entries(model.cores)) {
    refuseDuplicates(
      'abi.json',
      core,
      'import',
      imports.map((f) => f.name),
    );
    refuseDuplicates(
      'abi.json',
      core,
      'export',
      exports.map((f) => f.name),
    );
    for (const f of [...imports, ...exports]) {
      const wrong = [...f.params.map((p) => p.type), f.result].find((type) => !/^(i32|i64|void)$/.test(type));
      if (wrong)
        throw new SpecError('abi.json', `${core}.${f.name}`, `type '${wrong}' is not i32, i64 or void`);
    }
  }
}

/** An event and a record of one name are both ways of one type in a slice; two names have two types. */
function checkSliceTypes({ boundary }: Model): void {
  const types = new Map<string, number>();
  for (const { name, code } of [...boundary.events, ...boundary.records]) {
    const other = types.get(name) ?? code;
    if (other !== code)
      throw new SpecError('abi.json', name, `is code ${other} as an event and ${code} as a record`);
    types.set(name, code);
  }
  refuseDuplicates('abi.json', 'events and records', 'code', [...types.values()]);
}

/** Throws SpecError for what no generator may be given. */
export function checkModel(model: Model): void {
  refuseDuplicates(
    'abi.json and link.json',
    'constants',
    'name',
    model.constants.map((c) => c.name),
  );
  refuseDuplicates(
    'status.json',
    'codes',
    'name',
    model.status.map((c) => c.name),
  );
  refuseDuplicates(
    'status.json',
    'codes',
    'value',
    model.status.map((c) => c.value),
  );
  checkEvents(model.constants);
  checkAbi(model);
  checkSliceTypes(model);
  checkMessages(model);
}
