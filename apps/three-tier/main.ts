import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows, invariants, namespaces } from './tiers';

const app = new PolicyApp({ name: 'three-tier' });
new FlowChart(app, 'three-tier', { namespaces, flows, invariants });
app.synth();
