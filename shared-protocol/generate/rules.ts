// What the specifications must keep to before anything is generated from them.
import type { CatalogueObject, Model } from './model.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';

/** Largest frame payload: what a message's record must fit into. */
const PAYLOAD_MAX = 246;

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

/** Types the readout of the management core can show. */
const SHOWN_TYPES = ['i64', 'i32', 'u32'];

function checkObject(model: Model, { obis, struct, field, readout }: CatalogueObject): void {
  const refuse = (reason: string) => {
    throw new SpecError('catalogue.json', obis, reason);
  };
  if (!/^\d+-\d+:\d+\.\d+\.\d+\.\d+$/.test(obis)) refuse('lacks six fields A-B:C.D.E.F');
  const found = model.structs.find((s) => s.name === struct)?.fields.find((f) => f.name === field);
  if (!found) return refuse(`no field '${field}' in '${struct}'`);
  if (found.count !== 1 || !SHOWN_TYPES.includes(found.type))
    refuse(`'${field}' is not one of ${SHOWN_TYPES}`);
  if (readout.unit.length > 7) refuse(`unit '${readout.unit}' has more than 7 characters`);
  if (readout.divisor * 10 ** readout.decimals > 2 ** 63) refuse('divisor and decimals exceed 63 bits');
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
  checkAbi(model);
  checkMessages(model);
  model.catalogue.forEach((object) => checkObject(model, object));
  refuseDuplicates(
    'catalogue.json',
    'objects',
    'code',
    model.catalogue.map((object) => object.obis),
  );
}
