// The certificate as a Digital Calibration Certificate of the PTB (DCC 3.3, D-SI 2.2).
import { escape } from '../typetest/html-report.ts';
import type { PointResult } from '../typetest/result.ts';
import { given, identificationRows, type Certificate } from './certificate.ts';

/** An element with others, or with text that was escaped, inside. */
const element = (name: string, ...inside: readonly string[]): string =>
  `<${name}>${inside.join('')}</${name}>`;
const textual = (name: string, text: string): string => element(name, escape(text));
/** Text by language, as the DCC wants names and descriptions. */
const said = (name: string, text: string): string =>
  element(name, `<dcc:content lang="en">${escape(text)}</dcc:content>`);

/** Somebody, and where; addresses are not known here. */
const contact = (name: string, who: string | undefined): string =>
  element(name, said('dcc:name', given(who)), element('dcc:location', said('dcc:further', 'not given')));

const identification = (issuer: string, value: string, name: string): string =>
  element(
    'dcc:identification',
    textual('dcc:issuer', issuer),
    textual('dcc:value', value),
    said('dcc:name', name),
  );

function software({ bench }: Certificate): string {
  const [name, release = 'unknown'] = bench.software.tools.split(' ');
  return element(
    'dcc:dccSoftware',
    element('dcc:software', said('dcc:name', name), textual('dcc:release', release)),
  );
}

function core({ number, issue }: Certificate): string {
  const day = issue.date.slice(0, 10);
  return element(
    'dcc:coreData',
    // ISO 3166-1 keeps ZZ for users: nobody said where the laboratory is.
    textual('dcc:countryCodeISO3166_1', 'ZZ'),
    textual('dcc:usedLangCodeISO639_1', 'en'),
    textual('dcc:mandatoryLangCodeISO639_1', 'en'),
    textual('dcc:uniqueIdentifier', number),
    textual('dcc:beginPerformanceDate', day),
    textual('dcc:endPerformanceDate', day),
    textual('dcc:performanceLocation', 'laboratory'),
  );
}

function items({ issue, position, bench }: Certificate): string {
  const ids = [
    identification('manufacturer', given(issue.serial), 'serial number'),
    identification(
      'calibrationLaboratory',
      `${position.unit}, position ${position.position}`,
      'unit under test',
    ),
    identification('manufacturer', bench.software.sha256, 'SHA-256 of the metering module'),
  ];
  return element(
    'dcc:items',
    element(
      'dcc:item',
      said('dcc:name', 'static electricity meter'),
      textual('dcc:model', given(issue.type)),
      element('dcc:identifications', ...ids),
    ),
  );
}

const statements = ({ statement, decisionRule }: Certificate): string =>
  element(
    'dcc:statements',
    element('dcc:statement', said('dcc:declaration', statement)),
    element('dcc:statement', said('dcc:declaration', decisionRule)),
  );

function administrative(certificate: Certificate): string {
  const { issue } = certificate;
  const person = element(
    'dcc:respPerson',
    element('dcc:person', said('dcc:name', given(issue.operator))),
    textual('dcc:mainSigner', 'true'),
  );
  return element(
    'dcc:administrativeData',
    software(certificate),
    core(certificate),
    items(certificate),
    element('dcc:calibrationLaboratory', contact('dcc:contact', issue.laboratory)),
    element('dcc:respPersons', person),
    contact('dcc:customer', issue.customer),
    statements(certificate),
  );
}

const list = (values: readonly (number | string)[]): string => values.join(' ');

/** Values of all points in one unit, with their expanded uncertainties where they have any. */
function quantity(
  name: string,
  unit: string,
  values: readonly number[],
  uncertainties?: readonly number[],
): string {
  const uncertain =
    uncertainties === undefined
      ? ''
      : element(
          'si:measurementUncertaintyUnivariateXMLList',
          element(
            'si:expandedMUXMLList',
            textual('si:valueExpandedMUXMLList', list(uncertainties)),
            textual('si:coverageFactorXMLList', '2'),
            textual('si:coverageProbabilityXMLList', '0.95'),
          ),
        );
  return element(
    'dcc:quantity',
    said('dcc:name', name),
    element(
      'si:realListXMLList',
      textual('si:valueXMLList', list(values)),
      textual('si:unitXMLList', unit),
      uncertain,
    ),
  );
}

const result = (name: string, points: readonly PointResult[], ...quantities: readonly string[]): string =>
  element(
    'dcc:result',
    said('dcc:name', name),
    said('dcc:description', points.map((point) => point.name).join('; ')),
    element('dcc:data', element('dcc:list', ...quantities)),
  );

const ofEach = (points: readonly PointResult[], value: (point: PointResult) => number): number[] =>
  points.map(value);

function errorsResult({ errors }: Certificate): string {
  return result(
    'errors of measurement',
    errors,
    quantity(
      'current',
      '\\ampere',
      ofEach(errors, (p) => p.current_A),
    ),
    quantity(
      'factor',
      '\\one',
      ofEach(errors, (p) => p.power_factor),
    ),
    quantity(
      'limit of error',
      '\\percent',
      ofEach(errors, (p) => p.limit_percent),
    ),
    quantity(
      'error',
      '\\percent',
      ofEach(errors, (p) => p.error_percent),
      ofEach(errors, (p) => p.uncertainty_percent!),
    ),
  );
}

const testsResult = ({ tests }: Certificate): string =>
  result(
    'other tests',
    tests,
    quantity(
      'within its limit: 1, not: 0',
      '\\one',
      ofEach(tests, (p) => Number(p.pass)),
    ),
  );

function measurement(certificate: Certificate): string {
  const { bench, errors, tests, budgets } = certificate;
  const methods = element(
    'dcc:usedMethods',
    element('dcc:usedMethod', said('dcc:name', bench.programme), said('dcc:description', bench.standard)),
    ...budgets.map(({ at, contributions, expanded_percent }) => {
      const each = contributions.map(({ name, most_percent }) => `${name} ${most_percent} %`).join(', ');
      const text = `${each}; rectangles, expanded (k = 2) ${expanded_percent.toPrecision(4)} %`;
      return element(
        'dcc:usedMethod',
        said('dcc:name', `uncertainty of the reference, ${at}`),
        said('dcc:description', text),
      );
    }),
  );
  const equipment = element(
    'dcc:measuringEquipments',
    element('dcc:measuringEquipment', said('dcc:name', bench.reference)),
  );
  const results = [
    ...(errors.length > 0 ? [errorsResult(certificate)] : []),
    ...(tests.length > 0 ? [testsResult(certificate)] : []),
  ];
  return element(
    'dcc:measurementResults',
    element(
      'dcc:measurementResult',
      said('dcc:name', identificationRows(certificate).find(([name]) => name === 'Marking')![1]),
      methods,
      equipment,
      element('dcc:results', ...results),
    ),
  );
}

const NAMESPACES =
  'xmlns:dcc="https://ptb.de/dcc" xmlns:si="https://ptb.de/si" ' +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
  'xsi:schemaLocation="https://ptb.de/dcc https://ptb.de/dcc/v3.3.0/dcc.xsd" schemaVersion="3.3.0"';

/** The file. */
export const certificateDcc = (certificate: Certificate): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<dcc:digitalCalibrationCertificate ${NAMESPACES}>` +
  `${administrative(certificate)}${measurement(certificate)}</dcc:digitalCalibrationCertificate>\n`;
