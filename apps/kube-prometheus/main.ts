import { cluster } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows, invariants, manifests, namespaces } from './kube-prometheus';

const app = new PolicyApp({
  name: 'kube-prometheus',
  cluster: cluster({ nodeCidrs: ['10.0.0.0/16'], apiServer: ['10.0.0.10/32'] }),
});
new FlowChart(app, 'kube-prometheus', { namespaces, manifests, flows, invariants });
app.synth();
