// The baseline: the yaml package stringifies the objects of a folder of manifests. Reading them is not measured: it prints its own time.
const fs = require('node:fs');
const path = require('node:path');
const { parseAllDocuments, stringify } = require('yaml');

const folder = process.argv[2];
const objects = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.k8s.yaml'))
  .flatMap((name) =>
    parseAllDocuments(fs.readFileSync(path.join(folder, name), 'utf8')).map((document) => document.toJS()),
  );
const start = performance.now();
for (const object of objects) stringify(object);
process.stdout.write(String(performance.now() - start));
