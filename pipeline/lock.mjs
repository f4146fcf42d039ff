// Reads a package-lock.json from the standard input, and writes into the working directory a package.json and a
// package-lock.json that hold netpact and what it depends on alone, in the same versions and with the same integrity.
// Prints the version. Ends with 3 where the lock file does not name netpact, and with 2 where it does not pin it.
import { readFileSync, writeFileSync } from 'node:fs';

const wanted = 'netpact';

function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('is no JSON');
  }
}

const { lockfileVersion, packages } = parse(readFileSync(0, 'utf8')) ?? {};
if (!packages) refuse(`is of version ${lockfileVersion ?? 'none'}, which is not read: npm 7 or later writes another`);

/** Where a package finds another: in its own folder, else in one above, as Node looks. */
function find(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const place = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (packages[place]) return place;
    if (folder === '') return undefined;
  }
}

const root = `node_modules/${wanted}`;
if (!packages[root]) process.exit(3);

const kept = {};
const open = [root];
for (let place = open.pop(); place !== undefined; place = open.pop()) {
  if (kept[place]) continue;
  const { resolved: _, dev: __, devOptional: ___, ...entry } = packages[place];
  if (entry.link || !entry.version || !entry.integrity) refuse(`names ${place} without its version and integrity`);
  kept[place] = entry;
  const optional = { ...entry.peerDependencies, ...entry.optionalDependencies };
  for (const name of Object.keys({ ...entry.dependencies, ...optional })) {
    const found = find(place, name);
    if (found) open.push(found);
    else if (!(name in optional)) refuse(`does not name ${name}, which ${place} needs`);
  }
}

const manifest = { name: 'netpact-in-a-pipeline', version: '0.0.0', dependencies: { [wanted]: kept[root].version } };
const lock = { ...manifest, lockfileVersion: 3, requires: true, packages: { '': manifest, ...kept } };
writeFileSync('package.json', JSON.stringify(manifest));
writeFileSync('package-lock.json', JSON.stringify(lock));
process.stdout.write(`${kept[root].version}\n`);
