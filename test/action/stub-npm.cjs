// Writes down what npm was run with, and installs the netpact of this repository.
const fs = require('node:fs');
const path = require('node:path');

const { STUB_FOLDER: folder, STUB_ROOT: root } = process.env;
const files = Object.fromEntries(
  fs
    .readdirSync('.')
    .sort()
    .map((name) => [name, fs.readFileSync(name, 'utf8')]),
);
fs.appendFileSync(path.join(folder, 'npm.jsonl'), `${JSON.stringify({ words: process.argv.slice(2), files })}\n`);
if (process.env.STUB_FAILING === 'npm') process.exit(1);
fs.mkdirSync('node_modules');
fs.symlinkSync(root, 'node_modules/netpact');
