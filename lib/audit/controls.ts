/**
 * Controls that ask for what a group of rules checks. Sources: CIS Kubernetes Benchmark 5.3.2, the NSA/CISA Kubernetes
 * Hardening Guide (network separation), NIST SP 800-53 SC-7, PCI DSS v4 requirement 1.
 */
export const defaultDenyControls: readonly string[] = [
  'CIS 5.3.2',
  'NSA/CISA',
  'NIST SC-7',
  'PCI DSS 1.2',
  'PCI DSS 1.3',
];

/** Traffic is limited to what is needed. */
export const leastAccessControls: readonly string[] = ['NSA/CISA', 'NIST SC-7', 'PCI DSS 1.3'];

/** Traffic between trusted and untrusted networks is limited. */
export const boundaryControls: readonly string[] = ['NSA/CISA', 'NIST SC-7', 'PCI DSS 1.3', 'PCI DSS 1.4'];

/** Rules are configured, owned and reviewed. */
export const upkeepControls: readonly string[] = ['NIST SC-7', 'PCI DSS 1.2'];
