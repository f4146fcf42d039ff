import { readFile } from 'node:fs/promises';
import { parseCidr } from '../../algebra/cidr';
import type { ClusterProfile } from '../../analyze/model/cluster-profile';
import { cniProfiles } from '../../analyze/model/cni-profiles';
import { dnsFlavours } from '../../cluster/dns';
import type { Finding, Location } from '../../diagnostics/finding';
import { NetpactError } from '../../diagnostics/netpact-error';
import { nearest } from '../../diagnostics/suggest';
import { unreadable } from '../../k8s/load/files/read-file';
import { Source } from '../../k8s/load/source';
import { positionNodes } from '../../k8s/load/yaml/node-positions';
import { readYaml } from '../../k8s/load/yaml/yaml-reader';
import { isMap, typeName } from '../../k8s/manifest-value';

/** What a file for `--cluster` says; every key may be missing. */
export interface ClusterFile extends ClusterProfile {
  readonly families?: readonly (4 | 6)[];
  readonly cni?: string;
}

const cidrLists = {
  podCidrs: 'podCidrs',
  serviceCidrs: 'serviceCidrs',
  nodeCidrs: 'nodeCidrs',
  apiServer: 'apiServerCidrs',
};
const familyNames = { IPv4: 4, IPv6: 6 } as const;
const knownKeys = [...Object.keys(cidrLists), 'dns', 'families', 'cni'];

/** Reads and checks a cluster profile, YAML or JSON. Throws a NetpactError with everything that is wrong with it. */
export async function readClusterFile(file: string): Promise<ClusterFile> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new NetpactError([{ ...unreadable(file, error), code: 'file-unreadable' }]);
  });
  const source = new Source(file, text);
  const outcome = readYaml(text, (offset) => () => source.span(offset));
  if ('problem' in outcome) throw new NetpactError([outcome.problem]);
  const [value] = outcome.values;
  const checker = new ClusterChecker(source);
  const profile = checker.check(value ?? {});
  if (checker.findings.length > 0) throw new NetpactError(checker.findings);
  return profile;
}

class ClusterChecker {
  readonly findings: Finding[] = [];

  constructor(private readonly source: Source) {}

  check(value: unknown): ClusterFile {
    if (!isMap(value)) {
      this.refuse(
        undefined,
        `the cluster profile is ${typeName(value)}, not a mapping`,
        `its keys are ${knownKeys.join(', ')}`,
      );
      return {};
    }
    for (const key of Object.keys(value)) if (!knownKeys.includes(key)) this.refuseKey(key);
    const lists = Object.entries(cidrLists).flatMap(([key, field]) =>
      value[key] === undefined ? [] : [[field, this.cidrs(key, value[key])] as const],
    );
    const families = this.families(value.families);
    const dns = this.oneOf('dns', value.dns, dnsFlavours);
    const cni = this.oneOf('cni', value.cni, Object.keys(cniProfiles));
    return {
      ...Object.fromEntries(lists),
      ...(families && { families }),
      ...(dns !== undefined && { dns }),
      ...(cni !== undefined && { cni }),
    };
  }

  private cidrs(key: string, value: unknown): readonly string[] {
    return this.texts(key, value, 'a list of CIDRs, as in [10.244.0.0/16]').filter((text) => {
      if (parseCidr(text)) return true;
      const isAddress = parseCidr(`${text}/32`) ?? parseCidr(`${text}/128`);
      const help = isAddress
        ? `for one address write ${text}/${text.includes(':') ? 128 : 32}`
        : 'write it as 10.244.0.0/16 or fd00::/48';
      this.refuse(key, `"${text}" in ${key} is no CIDR`, help, text);
      return false;
    });
  }

  private families(value: unknown): readonly (4 | 6)[] | undefined {
    if (value === undefined) return undefined;
    return this.texts('families', value, 'a list of IPv4 and IPv6').flatMap((text): readonly (4 | 6)[] => {
      if (text === 'IPv4' || text === 'IPv6') return [familyNames[text]];
      this.refuse('families', `"${text}" is no address family`, 'write IPv4 or IPv6', text);
      return [];
    });
  }

  private oneOf<Name extends string>(key: string, value: unknown, names: readonly Name[]): Name | undefined {
    const found = names.find((name) => name === value);
    if (value === undefined || found !== undefined) return found;
    const near = typeof value === 'string' ? nearest(value, names) : undefined;
    const help = near === undefined ? `it is one of ${names.join(', ')}` : `did you mean "${near}"?`;
    this.refuse(key, `${key} is ${typeName(value)}, which is not known`, help);
    return undefined;
  }

  private texts(key: string, value: unknown, form: string): readonly string[] {
    if (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')) return value;
    const what = Array.isArray(value)
      ? value.length === 0
        ? 'an empty list'
        : 'a list with other things than text'
      : typeName(value);
    this.refuse(key, `${key} is ${what}`, `write ${form}`);
    return [];
  }

  private refuseKey(key: string): void {
    const near = nearest(key, knownKeys);
    const help = near === undefined ? `its keys are ${knownKeys.join(', ')}` : `did you mean "${near}"?`;
    this.refuse(key, `"${key}" is no key of a cluster profile`, help, key);
  }

  private refuse(key: string | undefined, message: string, help: string, token?: string): void {
    const at: Location = () => {
      const entry = positionNodes(this.source.text)[0]?.entries?.get(key ?? '');
      return entry ? this.source.span(entry.key.start, entry.key.end) : this.source.span(0);
    };
    this.findings.push({
      code: 'cluster-file-invalid',
      severity: 'error',
      message,
      at,
      help: [help],
      ...(token !== undefined && { token }),
    });
  }
}
