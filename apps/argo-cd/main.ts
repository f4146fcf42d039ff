import { cluster } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows, invariants, manifests, namespaces } from './argo-cd';

const app = new PolicyApp({
  name: 'argo-cd',
  cluster: cluster({ nodeCidrs: ['10.0.0.0/16'], apiServer: ['10.0.0.10/32'] }),
});
new FlowChart(app, 'argo-cd', { namespaces, manifests, flows, invariants });
app.synth();
