/** A policy of `namespace/name`; the first line of `spec` is line 5 where the policy comes first; `metadata` is what else it has. */
export function policyYaml(name: string, spec: string, metadata = ''): string {
  const [namespace, short] = name.split('/');
  const lines = spec.trim().split('\n');
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${short}, namespace: ${namespace}${metadata === '' ? '' : `, ${metadata}`}}
spec:
${lines.map((line) => `  ${line}`).join('\n')}
---
`;
}

/** A pod whose labels are `app: <name>` and `more`; ports are `http:8080` or `53/UDP`. */
export function podYaml(name: string, ports: readonly string[] = [], more = '', spec = ''): string {
  const [namespace, short] = name.split('/');
  const list = ports.map((port) => {
    const [, portName, number, protocol] = /^(?:([a-z-]+):)?(\d+)(?:\/(\w+))?$/.exec(port) ?? [];
    const parts = [portName && `name: ${portName}`, `containerPort: ${number}`, protocol && `protocol: ${protocol}`];
    return `{${parts.filter(Boolean).join(', ')}}`;
  });
  return `apiVersion: v1
kind: Pod
metadata: {name: ${short}, namespace: ${namespace}, labels: {app: ${short}${more ? `, ${more}` : ''}}}
spec: {${spec ? `${spec}, ` : ''}containers: [{name: main, ports: [${list.join(', ')}]}]}
---
`;
}

/** A Namespace with these labels. */
export function namespaceYaml(name: string, labels = ''): string {
  return `apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }
---
`;
}

/** A Service for the pods with `app: <name>`; ports are `80` or `80:8080`. */
export function serviceYaml(name: string, ports: readonly string[]): string {
  const [namespace, short] = name.split('/');
  const list = ports.map((port) => {
    const [number, target] = port.split(':');
    return `{ port: ${number}${target ? `, targetPort: ${target}` : ''}, name: p${number} }`;
  });
  return `apiVersion: v1
kind: Service
metadata: { name: ${short}, namespace: ${namespace} }
spec: { selector: { app: ${short} }, ports: [${list.join(', ')}] }
---
`;
}
