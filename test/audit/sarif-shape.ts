/** What the SARIF 2.1.0 schema says of an object: its required members, those it may have, and how the ones that netpact writes look. */
interface Shape {
  readonly required?: readonly string[];
  /** Members that exist in the schema and that netpact does not write. */
  readonly others?: string;
  readonly members: Readonly<Record<string, Check>>;
}

type Check = (value: unknown, path: string) => readonly string[];

const text: Check = (value, path) => (typeof value === 'string' && value !== '' ? [] : [`${path} is no text`]);
const flag: Check = (value, path) => (typeof value === 'boolean' ? [] : [`${path} is no boolean`]);
const integer =
  (minimum: number): Check =>
  (value, path) =>
    Number.isInteger(value) && Number(value) >= minimum ? [] : [`${path} is no integer from ${minimum}`];
const oneOf =
  (...values: readonly string[]): Check =>
  (value, path) =>
    values.some((each) => each === value) ? [] : [`${path} is none of ${values.join(', ')}`];
const listOf =
  (check: Check, isUnique = false): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return [`${path} is no list`];
    const written = new Set(value.map((each) => JSON.stringify(each)));
    const repeated = isUnique && written.size < value.length ? [`${path} repeats an item`] : [];
    return [...repeated, ...value.flatMap((each, index) => check(each, `${path}[${index}]`))];
  };
const uriReference: Check = (value, path) =>
  typeof value === 'string' && /^(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-F]{2})*$/.test(value)
    ? []
    : [`${path} is no URI: ${String(value)}`];
const textsByName: Check = (value, path) =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) => text(each, `${path}.${key}`))
    : [`${path} is no mapping`];

function shape({ required = [], others = '', members }: Shape): Check {
  const known = new Set([...others.split(' '), ...Object.keys(members), 'properties']);
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no object`];
    const entries = Object.entries(value);
    const has = new Set(entries.map(([key]) => key));
    return [
      ...required.filter((key) => !has.has(key)).map((key) => `${path}.${key} is missing`),
      ...entries.flatMap(([key, each]) => {
        if (!known.has(key)) return [`${path}.${key} is no member of the schema`];
        return (
          members[key]?.(each, `${path}.${key}`) ??
          (key === 'properties' ? bag(each, `${path}.${key}`) : [`${path}.${key} is not checked`])
        );
      }),
    ];
  };
}

const bag: Check = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no object`];
  return 'tags' in value ? listOf(text, true)(value.tags, `${path}.tags`) : [];
};

const level = oneOf('none', 'note', 'warning', 'error');
const words = shape({ required: ['text'], members: { text, markdown: text } });
const message = shape({ required: ['text'], others: 'id arguments', members: { text, markdown: text } });
const region = shape({
  required: ['startLine', 'startColumn', 'endLine', 'endColumn'],
  others: 'charOffset charLength byteOffset byteLength snippet message sourceLanguage',
  members: { startLine: integer(1), startColumn: integer(1), endLine: integer(1), endColumn: integer(1) },
});
const location = shape({
  required: ['physicalLocation'],
  others: 'id message annotations relationships',
  members: {
    physicalLocation: shape({
      required: ['artifactLocation', 'region'],
      others: 'address contextRegion',
      members: {
        artifactLocation: shape({
          required: ['uri'],
          others: 'index description',
          members: { uri: uriReference, uriBaseId: text },
        }),
        region,
      },
    }),
    logicalLocations: listOf(
      shape({ others: 'name index decoratedName parentIndex', members: { fullyQualifiedName: text, kind: text } }),
      true,
    ),
  },
});
const rule = shape({
  required: ['id', 'shortDescription', 'fullDescription', 'help', 'defaultConfiguration'],
  others: 'deprecatedIds guid deprecatedGuids deprecatedNames messageStrings helpUri relationships',
  members: {
    id: text,
    name: text,
    shortDescription: words,
    fullDescription: words,
    help: words,
    defaultConfiguration: shape({ others: 'enabled rank parameters', members: { level } }),
  },
});
const result = shape({
  required: ['message', 'ruleId', 'locations', 'partialFingerprints'],
  others:
    'rule kind analysisTarget guid correlationGuid occurrenceCount fingerprints stacks codeFlows graphs fixes taxa rank',
  members: {
    ruleId: text,
    ruleIndex: integer(-1),
    level,
    message,
    locations: listOf(location),
    partialFingerprints: textsByName,
    suppressions: listOf(
      shape({
        required: ['kind'],
        others: 'guid location',
        members: {
          kind: oneOf('inSource', 'external'),
          status: oneOf('accepted', 'underReview', 'rejected'),
          justification: text,
        },
      }),
      true,
    ),
  },
});
const notification = shape({
  required: ['message'],
  others: 'locations threadId timeUtc exception descriptor associatedRule',
  members: { message, level },
});
const run = shape({
  required: ['tool', 'results'],
  others: 'conversion language versionControlProvenance originalUriBaseIds artifacts logicalLocations graphs',
  members: {
    tool: shape({
      required: ['driver'],
      others: 'extensions',
      members: {
        driver: shape({
          required: ['name'],
          others: 'guid organization product fullName informationUri downloadUri notifications taxa',
          members: { name: text, version: text, semanticVersion: text, rules: listOf(rule, true) },
        }),
      },
    }),
    automationDetails: shape({ others: 'description guid correlationGuid', members: { id: text } }),
    columnKind: oneOf('utf16CodeUnits', 'unicodeCodePoints'),
    invocations: listOf(
      shape({
        required: ['executionSuccessful'],
        others: 'commandLine arguments exitCode toolConfigurationNotifications workingDirectory',
        members: { executionSuccessful: flag, toolExecutionNotifications: listOf(notification) },
      }),
    ),
    results: listOf(result),
  },
});

/** What in a log is not as the SARIF 2.1.0 schema, and GitHub beyond it, want it; empty for a good one. */
export const sarifProblems: (log: unknown) => readonly string[] = (log) =>
  shape({
    required: ['version', 'runs'],
    others: 'inlineExternalProperties',
    members: { $schema: uriReference, version: oneOf('2.1.0'), runs: listOf(run) },
  })(log, 'log');
