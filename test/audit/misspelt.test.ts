import { misspellingOf } from '../../lib/audit/labels/misspelt';

const kindOf = (written: string, meant: string) => misspellingOf(written, meant)?.kind;

describe('a misspelt value', () => {
  test.each([
    ['cart', 'carts'],
    ['carts', 'cart'],
    ['queue', 'queues'],
    ['batch', 'batches'],
    ['cart-db', 'carts-db'],
    ['Frontend', 'frontend'],
    ['front_end', 'front-end'],
    ['front-end', 'frontend'],
    ['queue-worker-2', 'queue-workers-2'],
  ])('%s is another form of %s', (written, meant) => {
    expect(kindOf(written, meant)).toBe('form');
  });

  test.each([
    ['monitorin', 'monitoring'],
    ['monitorng', 'monitoring'],
    ['databse', 'database'],
    ['databaze', 'database'],
    ['frontned', 'frontend'],
    ['fronted', 'frontend'],
    ['shop-recomendation', 'shop-recommendation'],
    ['recomendacion', 'recommendation'],
    ['promethues', 'prometheus'],
    ['grafanna', 'grafana'],
  ])('%s is a slip of the pen for %s', (written, meant) => {
    expect(kindOf(written, meant)).toBe('slip');
  });

  test.each([
    ...[
      ['radarr', 'readarr'],
      ['relayer', 'replayer'],
      ['skipper', 'shipper'],
      ['leaders', 'loaders'],
      ['custom', 'customs'],
      ['api', 'app'],
      ['web', 'wbe'],
      ['db', 'dba'],
      ['dev', 'dex'],
      ['app', 'apps'],
      ['auth', 'authz'],
    ],
    ...[
      ['redis', 'redis2'],
      ['web-1', 'web-2'],
      ['v1', 'v2'],
      ['api-v1', 'api-v12'],
      ['v1-2', 'v12'],
      ['web1', 'wbe1'],
    ],
    ...[
      ['mysql', 'mssql'],
      ['consul', 'console'],
      ['shipping', 'shopping'],
      ['shippingservice', 'shoppingservice'],
    ],
    ...[
      ['http', 'https'],
      ['grpc-gateway', 'grpcs-gateway'],
      ['mongo', 'mongos'],
      ['postgrest', 'postgres'],
      ['acces', 'access'],
      ['acces', 'access'],
    ],
    ...[
      ['ingress', 'egress'],
      ['importer', 'exporter'],
      ['encoder', 'decoder'],
      ['internal', 'external'],
      ['mail', 'email'],
    ],
    ...[
      ['route', 'router'],
      ['schedule', 'scheduler'],
      ['manage', 'managed'],
      ['container', 'containerd'],
    ],
    ...[
      ['collector', 'connector'],
      ['contact', 'contract'],
      ['content', 'context'],
      ['trainer', 'trailer'],
    ],
    ...[
      ['storage', 'stage'],
      ['product', 'produce'],
      ['blue', 'glue'],
      ['north', 'south'],
      ['east', 'west'],
    ],
    ...[
      ['shop-eu', 'shop-us'],
      ['team-alpha', 'team-beta'],
      ['cart', 'cart-db'],
      ['cart', 'cart'],
    ],
  ] as const)('%s is not %s', (written, meant) => {
    expect(kindOf(written, meant)).toBeUndefined();
    expect(kindOf(meant, written)).toBeUndefined();
  });

  it('is one word of a value, named with it', () => {
    expect(misspellingOf('shop-Frontned', 'shop-frontend')).toEqual({ kind: 'slip', word: 'frontned' });
    expect(misspellingOf('shpo-frontned', 'shop-frontend')).toBeUndefined();
  });
});
