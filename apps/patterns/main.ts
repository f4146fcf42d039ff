import { cluster } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { rows } from './rows';

const app = new PolicyApp({ name: 'patterns', cluster: cluster({ apiServer: ['10.0.0.10/32'] }) });
for (const [id, row] of Object.entries(rows)) new FlowChart(app, `pattern-${id}`, row());
app.synth();
