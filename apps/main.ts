import { cluster } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import * as argoCd from './argo-cd/argo-cd';
import * as kubePrometheus from './kube-prometheus/kube-prometheus';
import * as boutique from './online-boutique/boutique';
import { rows } from './patterns/rows';
import * as orders from './platform/orders';
import * as search from './platform/search';
import * as shared from './platform/shared';
import * as tiers from './three-tier/tiers';

const app = new PolicyApp({
  name: 'examples',
  cluster: cluster({
    podCidrs: ['172.20.0.0/16'],
    serviceCidrs: ['172.21.0.0/16'],
    nodeCidrs: ['10.0.0.0/16'],
    apiServer: ['10.0.0.10/32'],
  }),
});
new FlowChart(app, 'online-boutique', boutique);
new FlowChart(app, 'three-tier', tiers);
new FlowChart(app, 'argo-cd', argoCd);
new FlowChart(app, 'kube-prometheus', kubePrometheus);
new FlowChart(app, 'shared', shared);
new FlowChart(app, 'team-orders', orders);
new FlowChart(app, 'team-search', search);
for (const [id, row] of Object.entries(rows)) new FlowChart(app, `pattern-${id}`, row());
app.synth();
