"""Computes the golden lines of the frozen streams without the library, for streams.txt.

Philox as its paper gives it, the distributions as include/gesso/init.h does. Needs NumPy. The lines
of "init normal" and of what is made of normals are the library's own: a quantile to 2^-31 leaves
some ties to it.
"""

import numpy as np

N = 131072 + 67  # SAMPLE of golden.c
SEED, STREAM, OFFSET = 0x0123456789ABCDEF, 7, 0x3FFFFFFFD  # key and far_offset of operations.c


def philox(counter, key):
    """Ten rounds on arrays of uint64 that hold 32-bit words."""
    low32 = np.uint64(0xFFFFFFFF)
    c0, c1, c2, c3 = counter
    k0, k1 = map(int, key)
    for _ in range(10):
        p0, p1 = c0 * np.uint64(0xD2511F53), c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = ((p1 >> np.uint64(32)) ^ c1 ^ np.uint64(k0), p1 & low32,
                          (p0 >> np.uint64(32)) ^ c3 ^ np.uint64(k1), p0 & low32)
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return c0, c1, c2, c3


def words(element):
    """These elements of the stream."""
    block, low32 = element >> np.uint64(2), np.uint64(0xFFFFFFFF)
    same = np.ones(N, np.uint64)
    counter = (block & low32, block >> np.uint64(32), same * np.uint64(STREAM & 0xFFFFFFFF),
               same * np.uint64(STREAM >> 32))
    out = np.stack(philox(counter, (SEED & 0xFFFFFFFF, SEED >> 32)))
    return out[(element & np.uint64(3)).astype(int), np.arange(N)].astype(np.uint32)


def fnv(data):
    value = 14695981039346656037
    for byte in data.tobytes():
        value = (value ^ byte) * 1099511628211 % 2**64
    return f"{value:016x}"


def main():
    i, f32 = np.arange(N, dtype=np.uint64), np.float32
    bits = words(i + np.uint64(OFFSET))
    u = (bits >> np.uint32(8)) * 2.0**-24
    a, b = float(f32(-0.1)), float(f32(0.3))
    # A row and a column of a matrix with margins, [-1, 1), as operations.c cuts them.
    row = words(np.uint64(3 * (N + 14) + 5) + i)
    column = words(np.uint64(3 * 15 + 5) + np.uint64(15) * i)
    rows = {"random_bits": bits, "init constant": np.full(N, 3, f32),
            "init uniform": (a + (b - a) * u).astype(f32),
            "init slice row": ((row >> np.uint32(8)) * 2.0**-23 - 1).astype(f32),
            "init slice column": ((column >> np.uint32(8)) * 2.0**-23 - 1).astype(f32)}
    for name, data in rows.items():
        for sample in ("patterns", "NaN meets NaN", "moderate"):
            print(f"{fnv(data)} {name}, {sample}")


if __name__ == "__main__":
    main()
