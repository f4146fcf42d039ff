import { holdsInternet, holdsPublicAddress } from '../../lib/cluster/public-addresses';

it.each<[range: string, isPublic: boolean, isInternet: boolean]>([
  ['0.0.0.0-255.255.255.255', true, true],
  ['11.0.0.0-11.255.255.255', true, true],
  ['203.0.113.0-203.0.113.255', true, false],
  ['10.0.0.0-10.255.255.255', false, false],
  ['169.254.169.254-169.254.169.254', false, false],
  ['198.18.0.0-198.19.255.255', false, false],
  ['224.0.0.0-255.255.255.255', false, false],
  ['10.0.0.0-11.0.0.0', true, false],
  ['2000::-3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', true, true],
  ['fd00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', false, false],
])('%s: public %s, the internet %s', (range, isPublic, isInternet) => {
  expect([holdsPublicAddress([range]), holdsInternet([range])]).toEqual([isPublic, isInternet]);
});
