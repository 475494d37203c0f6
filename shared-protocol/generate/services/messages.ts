// Writes the closed list of messages of the metering core: bytes of each request by who asks, and who answers it.
import type { Message, Model } from '../model.ts';
import { banner, camel, upper } from '../text.ts';

/** The function that answers, in the message's file: the name of the message, where it does not say another. */
const answerOf = ({ name, answer }: Message) => camel(answer ?? name);

const caseOf = ({ name }: Message) => `    case MESSAGE_${upper(name)}:`;

function cases(messages: Message[], valueOf: (message: Message) => string): string[] {
  const values = [...new Set(messages.map(valueOf))];
  return values.map((value) => {
    const same = messages.filter((message) => valueOf(message) === value);
    return `${same.map(caseOf).join('\n')} return ${value};`;
  });
}

/** A function from a message to a value; messages of one value share a line. */
const switchOf = (head: string, messages: Message[], valueOf: (m: Message) => string, otherwise: string) => [
  `${head} {`,
  '  switch (message) {',
  ...cases(messages, valueOf),
  `    default: return ${otherwise};\n  }\n}\n`,
];

const sizeOf = ({ request }: Message) => (request === null ? '0' : `${upper(request)}_BYTES`);
const askersOf = ({ ports }: Message) => ports.map((port) => `Asker.${upper(port)}`).join(' | ');

const ASKERS = `/** Who asks, one bit each: the management core on the link, anybody on the legal port, somebody inside the seal. */
export namespace Asker {
  export const LINK: i32 = 1;
  export const LEGAL: i32 = 2;
  export const ADJUSTMENT: i32 = 4;
}
`;

const REQUEST_BYTES = `/** Bytes the request's payload must have, or UNKNOWN_MESSAGE for what this asker may not ask. */
export function requestBytes(asker: i32, message: i32): i32 {
  return askers(message) & asker ? bytesOf(message) : Status.UNKNOWN_MESSAGE;
}
`;

/** Of a record that may be cut short: where its last field begins. */
function leastOf({ structs }: Model, { request }: Message): string | undefined {
  const struct = structs.find(({ name }) => name === request);
  return struct?.cut && `${upper(struct.name)}_${struct.fields.at(-1)!.name}`;
}

const importOf = (names: string[], from: string) =>
  `import {\n${[...new Set(names)]
    .sort()
    .map((name) => `  ${name},\n`)
    .join('')}} from '${from}';`;

function imports(model: Model): string[] {
  const { messages } = model;
  const protocol = '../../../shared-protocol/generated/assembly';
  const requests = messages.flatMap((message) =>
    message.request === null ? [] : [`${upper(message.request)}_BYTES`, leastOf(model, message) ?? []].flat(),
  );
  const listed = messages.filter(({ around }) => !around);
  const files = [...new Set(listed.map(({ file }) => file))].sort();
  return [
    importOf(requests, `${protocol}/layouts`),
    importOf([...messages.map(({ name }) => `MESSAGE_${upper(name)}`), 'Status'], `${protocol}/protocol`),
    ...files.map((file) => importOf(listed.filter((m) => m.file === file).map(answerOf), `./${file}`)),
    '',
  ];
}

/** The file of the metering core by path from the project root. */
export function serviceFiles(model: Model): Record<string, string> {
  const { messages } = model;
  const text = [
    banner('//'),
    '// The closed list of messages, on which port each is heard, and who answers it.',
    '// Legally relevant (IR46). Changes alter the software identification.',
    ...imports(model),
    ASKERS,
    ...switchOf('function askers(message: i32): i32', messages, askersOf, '0'),
    ...switchOf('function bytesOf(message: i32): i32', messages, sizeOf, 'Status.UNKNOWN_MESSAGE'),
    REQUEST_BYTES,
    '/** Bytes it must have at least, where it may be cut short; what is cut off is zero. */',
    ...switchOf(
      'export function leastBytes(message: i32, most: i32): i32',
      messages.filter((message) => leastOf(model, message)),
      (message) => leastOf(model, message)!,
      'most',
    ),
    '/** Replaces the request at payload by the reply; returns its bytes or a Status. */',
    ...switchOf(
      'export function answer(message: i32, payload: usize): i32',
      messages.filter(({ around }) => !around),
      (message) => `${answerOf(message)}(payload)`,
      'Status.UNKNOWN_MESSAGE',
    ),
  ];
  return { 'metering-core/assembly/answers/messages.ts': text.join('\n') };
}
