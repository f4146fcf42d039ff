#!/usr/bin/env node
process.stderr.write('netpact: not built yet\n');
process.exitCode = 3;
