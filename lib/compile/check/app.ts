import type { Finding } from '../../diagnostics/finding';
import { labelValueProblem } from '../../k8s/validate/names';
import type { AppDeclaration } from '../declaration';

/** What the app and its charts put into every manifest: a label's value, and the beginning of names. */
export function checkApp({ name, charts }: AppDeclaration, findings: Finding[]): void {
  const problem = name === '' ? 'must not be empty' : labelValueProblem(name);
  if (problem)
    findings.push({
      code: 'app-name-invalid',
      severity: 'error',
      message: `the name ${JSON.stringify(name)} of the app ${problem}`,
      help: ["it becomes a label of every policy: new PolicyApp({ name: 'shop' })"],
    });
  for (const { namePrefix, site } of charts)
    if (namePrefix !== '' && !isPrefix(namePrefix))
      findings.push({
        code: 'name-prefix-invalid',
        severity: 'error',
        message: `the namePrefix ${JSON.stringify(namePrefix)} cannot begin a name: it takes lower-case letters, digits and "-", and starts with a letter or digit`,
        at: site,
        token: namePrefix,
        help: ["say it with its separator: namePrefix: 'shop-'"],
      });
}

/** Whether names that begin with it are accepted by Kubernetes. */
export const isPrefix = (text: string): boolean => /^[a-z0-9][-a-z0-9]*$/.test(text);
