// Writes outputs into a folder by turns until it is killed: node keep-writing.cjs <built write-output.js> <folder> <outputs as JSON> [calls]
// With a number it kills itself before that call of the file system.
const fs = require('node:fs');
const [built, outDir, outputs, calls] = process.argv.slice(2);

let left = Number(calls);
for (const name of calls
  ? ['mkdirSync', 'linkSync', 'openSync', 'fsyncSync', 'renameSync', 'rmSync', 'rmdirSync']
  : []) {
  const real = fs[name];
  fs[name] = (...args) => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    return real(...args);
  };
}

const { writeOutput } = require(built);

async function main() {
  const turns = JSON.parse(outputs).map((files) => new Map(Object.entries(files)));
  process.stdout.write('ready\n');
  for (let turn = 0; ; turn++) await writeOutput({ outDir, files: turns[turn % turns.length], allowRemoved: true });
}

void main();
