import { cluster } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import * as orders from './orders';
import * as search from './search';
import * as shared from './shared';

const app = new PolicyApp({
  name: 'platform',
  cluster: cluster({ nodeCidrs: ['10.0.0.0/16'], apiServer: ['10.0.0.10/32'] }),
});
new FlowChart(app, 'shared', { namespaces: shared.namespaces, flows: shared.flows });
new FlowChart(app, 'team-orders', {
  namespaces: orders.namespaces,
  flows: orders.flows,
  invariants: orders.invariants,
});
new FlowChart(app, 'team-search', {
  namespaces: search.namespaces,
  flows: search.flows,
  invariants: search.invariants,
});
app.synth();
