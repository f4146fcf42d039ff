// A regular app of any size: 200 namespaces of 25 workloads, FLOWS flows spread evenly over them.
import { denyAll, type Flow, flow, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';

const namespaces = 200;
const workloadsPerNamespace = 25;
const flowsPerNamespace = Number(process.env.FLOWS ?? 10_000) / namespaces;

const app = new PolicyApp();
for (let n = 0; n < namespaces; n++) {
  const team = namespace(`team-${n}`, { baseline: denyAll(), owner: `team-${n}` });
  const workloads = Array.from({ length: workloadsPerNamespace }, (_, i) =>
    team.workload(`service-${i}`, { ports: { http: 8080, metrics: 9090 } }),
  );
  const flows: Flow[] = [];
  for (let k = 0; k < flowsPerNamespace; k++) {
    const from = workloads[k % workloadsPerNamespace];
    const to = workloads[(k + 1 + Math.floor(k / workloadsPerNamespace)) % workloadsPerNamespace];
    if (from && to) flows.push(flow(from).to(to).port('http').because('requests'));
  }
  new FlowChart(app, `chart-${n}`, { namespaces: [team], flows });
}
app.synth();
