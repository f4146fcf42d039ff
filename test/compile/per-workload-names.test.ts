import { cidr, denyAll, denyIngress, flow, internet, namespace } from 'netpact';
import { codesOf, compile, namesOf, onlyFinding } from './compiling';

const form = { policies: 'per-workload' } as const;
const ns = (name: string) => namespace(name, { baseline: denyAll({ dns: false }) });
const http = { ports: { http: 80 } };

describe('a name that is taken', () => {
  it('by other pods of the namespace is refused, with both selectors', () => {
    const shop = ns('shop');
    const flows = [
      flow(shop.workload('web')).to(internet()).port(443),
      flow(shop.pods('web', { tier: 'front' }))
        .to(internet())
        .port(80),
    ];
    expect(onlyFinding(compile([shop], flows, form))).toMatchObject({
      code: 'policy-name-taken',
      severity: 'error',
      message:
        'shop/web is the workload with app=web and the pods with tier=front: policies that are named after them would have one name',
      help: ['give one of them another name'],
    });
  });

  it('by the pods of the whole namespace, for a workload that is called all', () => {
    const shop = ns('shop');
    const flows = [shop.workload('all'), shop.allPods()].map((pods) => flow(pods).to(internet()).port(443));
    expect(codesOf(compile([shop], flows, form))).toContain('policy-name-taken');
  });

  it('by a baseline: a workload cannot be called default-deny', () => {
    const data = namespace('data', { baseline: denyIngress() });
    const db = data.workload('default-deny', http);
    const found = onlyFinding(compile([data], [flow(data.workload('web')).to(db).port('http')], form));
    expect(found).toMatchObject({
      code: 'policy-name-taken',
      message:
        'two different policies of data would be named default-deny-ingress: who may reach data/default-deny (app=default-deny); all ingress of data is denied unless another policy allows it',
    });
    expect(found.help).toEqual([expect.stringMatching(/^give these pods another name where they are declared/)]);
  });

  it('by a flow with a name of its own: that one is to say another', () => {
    const shop = ns('shop');
    const [web, api] = [shop.workload('web'), shop.workload('api', http)];
    const flows = [
      flow(web).to(api).port('http').named('api-ingress'),
      flow(shop.workload('cron')).to(api).port('http'),
    ];
    expect(onlyFinding(compile([shop], flows, form))).toMatchObject({
      code: 'policy-name-taken',
      help: ["give one of the flows a name of its own: .named('…')"],
    });
  });

  it('by a part of other pods', () => {
    const edge = namespace('edge', { baseline: denyIngress() });
    edge.workload('db', { isolate: 'egress' });
    const flows = [
      flow(edge.pods('cache', { tier: 'cache' }))
        .to(internet())
        .port(443),
      flow(edge.workload('cache-in-db', { isolate: 'egress' }))
        .to(internet())
        .port(443),
    ];
    expect(codesOf(compile([edge], flows, form))).toContain('policy-name-taken');
  });

  it('by another policy in the other form, because no change of form would be safe then', () => {
    const shop = ns('shop');
    const [a, b] = [shop.workload('a'), shop.workload('b', http)];
    const flows = [flow(a).to(b).port('http'), flow(shop.workload('allow-a-to-b')).to(internet()).port(443)];
    expect(onlyFinding(compile([shop], flows, form))).toMatchObject({
      code: 'policy-name-taken',
      message:
        'the policy shop/allow-a-to-b-egress (what shop/allow-a-to-b may reach) would have the name that the form per-flow gives to another one: shop/a may reach shop/b on TCP 80',
      related: [{ message: 'the flow of that name is declared here' }],
    });
    expect(codesOf(compile([shop], flows))).toEqual([]);
  });

  it('by another end of the same policy is refused, as it is per-flow: no comment would tell the two rules apart', () => {
    const shop = ns('shop');
    const api = shop.workload('api', http);
    const flows = [
      flow(internet()).to(api).port('http').because('users'),
      flow(cidr('internet', ['198.51.100.0/24']))
        .to(api)
        .port('http'),
    ];
    const compiled = compile([shop], flows, form);
    const errors = compiled.findings.filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([
      {
        code: 'policy-name-taken',
        message:
          'internet is the cidr 198.51.100.0/24 and internet(): no comment would tell their rules apart, and per-flow their policies would have one name',
        related: [{ message: 'the other one is made here' }],
        help: ['give one of them another name'],
      },
    ]);
    expect(codesOf(compile([shop], flows))).toContain('policy-name-taken');
    const [users, office] = flows;
    expect(codesOf(compile([shop], [users, office?.named('office')], form))).not.toContain('policy-name-taken');
  });

  it('in another namespace is free', () => {
    const [left, right] = [ns('left'), ns('right')];
    const flows = [left, right].map((each) => flow(each.workload('web')).to(internet()).port(443));
    expect(namesOf(compile([left, right], flows, form))).toEqual([
      'left/web-egress',
      'left/default-deny-all',
      'right/web-egress',
      'right/default-deny-all',
    ]);
  });
});

it.each([
  ['per-worklaod', ["did you mean 'per-workload'?", expect.stringContaining("'per-flow'")]],
  ['both', [expect.stringContaining("'per-flow'")]],
  [7, [expect.stringContaining("'per-flow'")]],
])('a form that does not exist is refused: %s', (policies, help) => {
  // Escapes the types, as JavaScript does.
  const compiled = compile([ns('shop')], [], { policies: policies as 'per-flow' });
  expect(onlyFinding(compiled)).toMatchObject({ code: 'policy-form-unknown', severity: 'error', help });
});
