import { formChangeLines } from '../../lib/cli/synth/form-change';

const change = { from: 'per-flow', to: 'per-workload', added: ['a/x-ingress'], isSafe: true } as const;
const names = (count: number) => Array.from({ length: count }, (_, index) => `ns${index % 3}/allow-a-to-${index}`);

it('lists what to delete namespace by namespace, quoted for a shell, none before all is applied', () => {
  const lines = formChangeLines(
    { ...change, removed: ['a/allow-b-to-c', 'b/allow-d-to-e'] },
    { folder: 'my k8s', app: 'shop' },
  );
  expect(lines.slice(1, -1)).toEqual([
    "  kubectl apply -k 'my k8s' &&",
    '  kubectl delete networkpolicy -n a allow-b-to-c &&',
    '  kubectl delete networkpolicy -n b allow-d-to-e',
  ]);
});

it('prunes by the label of the app where there are very many, in the same order', () => {
  const lines = formChangeLines({ ...change, removed: names(201) }, { folder: 'dist/k8s', app: 'shop' });
  expect(lines.slice(1, -1)).toEqual([
    '  kubectl apply -k dist/k8s --prune -l netpact.dev/app=shop --prune-allowlist=networking.k8s.io/v1/NetworkPolicy',
  ]);
  expect(formChangeLines({ ...change, removed: names(200) }, { folder: 'dist/k8s', app: 'shop' })).toHaveLength(6);
});

it('gives no command where the steps are not known to allow the same', () => {
  for (const isSafe of [false, undefined]) {
    const lines = formChangeLines({ ...change, isSafe, removed: names(3) }, { folder: 'dist/k8s', app: 'shop' });
    expect(lines.join('\n')).not.toContain('kubectl');
  }
});
