import { createHash } from 'node:crypto';

function node(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256')
    .update(Buffer.from([1]))
    .update(left)
    .update(right)
    .digest();
}

/**
 * Merkle tree hash of leaf hashes (hex), as in RFC 6962 section 2.1: the left part holds the largest power of two
 * smaller than the count. The empty tree is SHA-256 of nothing.
 */
export function merkleRoot(leaves: string[]): string {
  if (leaves.length === 0) return createHash('sha256').digest('hex');
  return subtree(leaves.map((leaf) => Buffer.from(leaf, 'hex'))).toString('hex');
}

function subtree(leaves: Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0] as Buffer;
  const split = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return node(subtree(leaves.slice(0, split)), subtree(leaves.slice(split)));
}

/** Hash of a seal: it names its rows, their root and the seal before, so none can be taken out of the row. */
export function sealHash(seal: {
  firstSeq: number;
  lastSeq: number;
  size: number;
  rootHash: string;
  previousHash: string;
}): string {
  return createHash('sha256')
    .update(`${seal.firstSeq}:${seal.lastSeq}:${seal.size}:${seal.rootHash}:${seal.previousHash}`)
    .digest('hex');
}
