// Loaded into every measured Node process: writes its peak memory (kB) when it ends. The last process to end is the one that was started.
const fs = require('node:fs');

process.on('exit', () => fs.writeFileSync(process.env.NETPACT_BENCH_MEMORY, String(process.resourceUsage().maxRSS)));
