import {
  allNamespaces,
  anywhere,
  cidr,
  denyAll,
  denyIngress,
  type Flow,
  flow,
  internet,
  namespace,
  open,
  udp,
} from 'netpact';
import { type CompileOptions, compile, compileCharts, namesOf, policiesOf, renderedOf } from './compiling';

const form: CompileOptions = { policies: 'per-workload' };
const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web');
const api = shop.workload('api', { ports: { http: 8080 } });
const db = shop.workload('db', { ports: { sql: 5432 } });
const flows = [
  flow(web).to(api).port('http').because('checkout places orders'),
  flow(api).to(db).port('sql'),
  flow(web).to(internet()).port(443),
  flow(anywhere()).to(web).allPorts(),
];
it('x', () => {
  const compiled = compile([shop], flows, form);
  console.log(renderedOf(compiled)['shop.k8s.yaml']);
});
