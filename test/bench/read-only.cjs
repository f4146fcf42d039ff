// What netpact needs to read one file, and nothing else.
const { loadPaths } = require('../../dist/lib/k8s/load');

void loadPaths([process.argv[2]]);
