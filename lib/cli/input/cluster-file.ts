import { parseCidr } from '../../algebra/cidr';
import type { ClusterProfile } from '../../analyze/model/cluster-profile';
import { cniProfiles } from '../../analyze/model/cni-profiles';
import { dnsFlavours } from '../../cluster/dns';
import { nearest } from '../../diagnostics/suggest';
import { isMap, typeName } from '../../k8s/manifest-value';
import { readSettings, type SettingsFile } from './settings-file';

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
  const settings = await readSettings(file, 'cluster-file-invalid');
  const profile = profileOf(settings);
  settings.check();
  return profile;
}

function profileOf(settings: SettingsFile): ClusterFile {
  const { value } = settings;
  if (!isMap(value)) {
    const what = `the cluster profile is ${typeName(value)}, not a mapping`;
    settings.refuse('', what, `its keys are ${knownKeys.join(', ')}`);
    return {};
  }
  for (const key of Object.keys(value)) if (!knownKeys.includes(key)) refuseKey(settings, key);
  const lists = Object.entries(cidrLists).flatMap(([key, field]) =>
    value[key] === undefined ? [] : [[field, cidrsOf(settings, key, value[key])] as const],
  );
  const families = familiesOf(settings, value.families);
  const dns = oneOf(settings, 'dns', value.dns, dnsFlavours);
  const cni = oneOf(settings, 'cni', value.cni, Object.keys(cniProfiles));
  return {
    ...Object.fromEntries(lists),
    ...(families && { families }),
    ...(dns !== undefined && { dns }),
    ...(cni !== undefined && { cni }),
  };
}

function refuseKey(settings: SettingsFile, key: string): void {
  const near = nearest(key, knownKeys);
  const help = near === undefined ? `its keys are ${knownKeys.join(', ')}` : `did you mean "${near}"?`;
  settings.refuse(`[${key}]`, `"${key}" is no key of a cluster profile`, help, 'key');
}

function cidrsOf(settings: SettingsFile, key: string, value: unknown): readonly string[] {
  return textsOf(settings, key, value, 'a list of CIDRs, as in [10.244.0.0/16]').filter((text, index) => {
    if (parseCidr(text)) return true;
    const isAddress = parseCidr(`${text}/32`) ?? parseCidr(`${text}/128`);
    const help = isAddress
      ? `for one address write ${text}/${text.includes(':') ? 128 : 32}`
      : 'write it as 10.244.0.0/16 or fd00::/48';
    settings.refuse(`${key}[${index}]`, `"${text}" in ${key} is no CIDR`, help);
    return false;
  });
}

function familiesOf(settings: SettingsFile, value: unknown): readonly (4 | 6)[] | undefined {
  if (value === undefined) return undefined;
  return textsOf(settings, 'families', value, 'a list of IPv4 and IPv6').flatMap((text, index): readonly (4 | 6)[] => {
    if (text === 'IPv4' || text === 'IPv6') return [familyNames[text]];
    settings.refuse(`families[${index}]`, `"${text}" is no address family`, 'write IPv4 or IPv6');
    return [];
  });
}

function oneOf<Name extends string>(
  settings: SettingsFile,
  key: string,
  value: unknown,
  names: readonly Name[],
): Name | undefined {
  const found = names.find((name) => name === value);
  if (value === undefined || found !== undefined) return found;
  const near = typeof value === 'string' ? nearest(value, names) : undefined;
  const help = near === undefined ? `it is one of ${names.join(', ')}` : `did you mean "${near}"?`;
  settings.refuse(key, `${key} is ${typeName(value)}, which is not known`, help, 'key');
  return undefined;
}

function textsOf(settings: SettingsFile, key: string, value: unknown, form: string): readonly string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')) return value;
  const what = Array.isArray(value)
    ? value.length === 0
      ? 'an empty list'
      : 'a list with other things than text'
    : typeName(value);
  settings.refuse(key, `${key} is ${what}`, `write ${form}`, 'key');
  return [];
}
