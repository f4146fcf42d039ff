import { selectsNoPods } from '../../lib/audit/rules/traps/selects-no-pods';
import { findingsOf } from './findings-of';
import { podYaml, policyYaml } from './shop-yaml';

const kafka = `apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: {name: orders, namespace: kafka}
---
`;
const ui = podYaml('kafka/kafka-ui');
const found = (label: string) =>
  findingsOf(selectsNoPods, policyYaml('kafka/b', `podSelector: {matchLabels: {${label}}}`) + kafka + ui).map(
    ({ severity, help }) => [severity, ...help],
  );

describe('where an operator of the input may make the pods', () => {
  test.each(['strimzi.io/cluster: orders', 'app: kafka-exporter'])('%s is what it makes', (label) => {
    expect(found(label).map(([severity]) => severity)).toEqual(['info']);
  });

  test.each([
    ['strimzi.io/cluster: order', 'did you mean strimzi.io/cluster=orders, as a custom resource is called?'],
    ['app: kafka-iu', 'did you mean app=kafka-ui?'],
  ])('%s is rather a slip, and no info hides it', (label, help) => {
    expect(found(label)).toEqual([['warning', help]]);
  });
});
