import { cluster } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows, invariants, namespaces } from './boutique';

const app = new PolicyApp({ name: 'online-boutique', cluster: cluster({ nodeCidrs: ['10.0.0.0/16'] }) });
new FlowChart(app, 'online-boutique', { namespaces, flows, invariants });
app.synth();
