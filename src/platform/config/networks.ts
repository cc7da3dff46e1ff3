import { BlockList, isIP } from 'node:net';

/**
 * Networks in CIDR form, parted by commas, as a list an address can be looked up in; an address alone is a network of
 * one. Null where none is named. Faults name the entry by its place and never repeat it.
 */
export function readNetworks(name: string, value: string | null, faults: string[]): BlockList | null {
  if (value === null) return null;
  const list = new BlockList();
  value.split(',').forEach((entry, place) => {
    if (!add(list, entry.trim()))
      faults.push(
        `${name}: entry ${place + 1} must be a network such as 203.0.113.0/24 or 2001:db8::/32, without a zone.`,
      );
  });
  return list;
}

function add(list: BlockList, entry: string): boolean {
  const [, address = '', bits] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(entry) ?? [];
  const family = isIP(address);
  if (family === 0) return false;
  const longest = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  if (prefix > longest) return false;
  list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return true;
}
