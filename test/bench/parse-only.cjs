// The baseline of reading: the yaml package parses one file, with positions, and does nothing else.
const fs = require('node:fs');
const { parseAllDocuments } = require('yaml');

parseAllDocuments(fs.readFileSync(process.argv[2], 'utf8'));
