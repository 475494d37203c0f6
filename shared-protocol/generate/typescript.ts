// Writes the TypeScript view: constants, statuses, message layouts as data, and the ABI table.
import { eventsView, prepaymentView } from './events.ts';
import type { Constant, Message, Model, Struct } from './model.ts';
import { banner, upper } from './text.ts';

/** Constants, one a line. */
export const constantsView = (all: readonly Constant[]): string =>
  all.map((c) => `/** ${c.doc} */\nexport const ${c.name} = ${c.value};`).join('\n');

function constants(model: Model): string {
  const statuses = model.status.map((s) => `  /** ${s.doc} */\n  ${s.name}: ${s.value},`);
  return `${constantsView(model.constants)}\n\nexport const Status = {\n${statuses.join('\n')}\n} as const;\n`;
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

/** Records as data, under a name. */
export function layoutsView(name: string, all: readonly Struct[]): string {
  const structs = all.map((s) => {
    const fields = s.fields.map(
      (f) => `    { name: '${f.name}', type: '${f.type}', count: ${f.count}, offset: ${f.offset} },`,
    );
    return `  /** ${s.doc} */\n  ${s.name}: { bytes: ${s.bytes},${s.cut ? ' cut: true,' : ''} fields: [\n${fields.join('\n')}\n  ] },`;
  });
  return `export const ${name} = {\n${structs.join('\n')}\n} as const;\n`;
}

/** Messages as data, under a name. */
export function messagesView(
  name: string,
  all: readonly Pick<Message, 'name' | 'code' | 'request' | 'reply' | 'doc'>[],
): string {
  const messages = all.map((m) => {
    const request = m.request ? `'${m.request}'` : 'null';
    return `  /** ${m.doc} */\n  ${m.name}: { code: ${m.code}, request: ${request}, reply: '${m.reply}' },`;
  });
  return `export const ${name} = {\n${messages.join('\n')}\n} as const;\n`;
}

function statusNames(model: Model): string {
  const rows = model.status.map((s) => `  [${s.value}, '${s.name}'],`);
  return `export const STATUS_NAMES: ReadonlyMap<number, string> = new Map([\n${rows.join('\n')}\n]);\n`;
}

/** The files of the TypeScript view by path from the project root. */
export function typescriptFiles(model: Model): Record<string, string> {
  const folder = 'shared-protocol/generated/ts';
  const cores = Object.keys(model.cores).map((c) => `export const ${upper(c)}_ABI = ABI.${c};`);
  return {
    [`${folder}/protocol.ts`]: [
      banner('//'),
      constants(model),
      statusNames(model),
      eventsView(model),
      prepaymentView(model),
      layoutsView('LAYOUTS', model.structs),
      messagesView('MESSAGES', model.messages),
    ].join('\n'),
    [`${folder}/abi.ts`]: [
      banner('//'),
      `export const HOST_MODULE = '${model.hostModule}';\nexport const ABI = ${json(model.cores)} as const;\n`,
      cores.join('\n'),
      '',
    ].join('\n'),
  };
}
