import { BlockList, isIP } from 'node:net';

/**
 * `public`: anywhere outside. `loopback`: this machine. `private`: a network of one's own (RFC 1918, RFC 4193). `refused`: everything else
 * that is not plainly outside, such as link-local addresses (where clouds keep credentials), shared address space, multicast, and
 * IPv6 forms that carry an IPv4 address inside.
 */
export type AddressKind = 'public' | 'loopback' | 'private' | 'refused';

type Range = [network: string, bits: number];

// The special-purpose registries of IANA (RFC 6890 and its updates). One list for each family: a list that holds both compares an
// IPv4 address with IPv6 ranges as ::ffff:…, which would refuse all of them.
const LOOPBACK = listOf([['127.0.0.0', 8]], [['::1', 128]]);
const PRIVATE = listOf(
  [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
  ],
  [['fc00::', 7]],
);
const SPECIAL = listOf(
  [
    ['0.0.0.0', 8],
    ['100.64.0.0', 10],
    ['169.254.0.0', 16],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ],
  [
    // Teredo, benchmarking, ORCHID and the rest of the protocol assignments; documentation; 6to4.
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
    // Where a cloud keeps credentials, inside the private range.
    ['fd00:ec2::', 32],
  ],
);
/** What IANA has given out as global unicast. IPv4-mapped, IPv4-compatible, NAT64, link- and site-local, multicast all lie outside it. */
const GLOBAL_UNICAST = listOf([['0.0.0.0', 0]], [['2000::', 3]]);

/** What kind of address it is; a text that is no IP address, or names an interface, is `refused`. */
export function addressKind(address: string): AddressKind {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return 'refused';
  const within = (list: { 4: BlockList; 6: BlockList }): boolean =>
    family === 4 ? list[4].check(address, 'ipv4') : list[6].check(address, 'ipv6');
  if (within(SPECIAL)) return 'refused';
  if (within(LOOPBACK)) return 'loopback';
  if (within(PRIVATE)) return 'private';
  return within(GLOBAL_UNICAST) ? 'public' : 'refused';
}

function listOf(four: Range[], six: Range[]): { 4: BlockList; 6: BlockList } {
  const lists = { 4: new BlockList(), 6: new BlockList() };
  for (const [network, bits] of four) lists[4].addSubnet(network, bits, 'ipv4');
  for (const [network, bits] of six) lists[6].addSubnet(network, bits, 'ipv6');
  return lists;
}
