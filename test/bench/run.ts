// `npm run bench [name…]`: measures whole processes on this machine and compares them with what netpact promises.
import { auditClusters } from './audit-clusters';
import { connectivityCrowds } from './connectivity-crowds';
import { connectivityRegular } from './connectivity-regular';
import { deciding } from './deciding';
import { diffRegular } from './diff-regular';
import { enginePods } from './engine-pods';
import type { Figure } from './figure';
import { help } from './help';
import { pictures } from './pictures';
import { pressure } from './pressure';
import { synthBoutique } from './synth-boutique';
import { synthManyFlows } from './synth-many-flows';

const benchmarks: Readonly<Record<string, () => { readonly report: string; readonly figures: readonly Figure[] }>> = {
  help,
  'connectivity-regular': connectivityRegular,
  'diff-regular': diffRegular,
  deciding,
  pictures,
  'connectivity-crowds': connectivityCrowds,
  'audit-clusters': auditClusters,
  'engine-pods': enginePods,
  pressure,
  'synth-boutique': synthBoutique,
  'synth-many-flows': synthManyFlows,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in benchmarks));
if (unknown !== undefined) {
  console.error(`no benchmark is called ${unknown}; there are ${Object.keys(benchmarks).join(', ')}`);
  process.exit(2);
}
for (const [name, benchmark] of Object.entries(benchmarks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const { report, figures } = benchmark();
  console.log(`${name}\n${report}`);
  for (const { promise, measured, isKept } of figures) {
    console.log(`  ${isKept ? 'kept ' : 'MISSED'} ${promise}: ${measured}`);
    if (!isKept) process.exitCode = 1;
  }
}
