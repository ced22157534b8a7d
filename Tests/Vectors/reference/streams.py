"""The random streams of init.h, written from the paper alone (Salmon et al. 2011, section 3.3)."""

from mpmath import mp, mpf

from .bits import next_below, rounded

MASK = 0xFFFFFFFF


def philox4x32_10(counter, key):
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def word(seed, stream, offset):
    block = offset >> 2
    counter = (block & MASK, block >> 32, stream & MASK, stream >> 32)
    return philox4x32_10(counter, (seed & MASK, seed >> 32))[offset & 3]


def uniform(a, b, bits):
    """Exact, but the float below b where rounding would give b."""
    exact = mpf(a) + (mpf(b) - mpf(a)) * mpf(bits >> 8) / 2**24
    nearest = rounded(float(exact))
    return mpf(next_below(b)) if a < b and nearest == b else exact


def normal(mean, deviation, bits):
    p = (mpf(bits) + mpf(0.5)) / 2**32
    return mpf(mean) + mpf(deviation) * mp.sqrt(2) * mp.erfinv(2 * p - 1)


def truncated_normal(mean, deviation, low, high, bits):
    """Bisected in the tail's probability, from the side on which most of the interval lies."""
    w = (mpf(bits) + mpf(0.5)) / 2**32
    low, high = ((mpf(v) - mpf(mean)) / mpf(deviation) for v in (low, high))
    mirrored = low + high < 0
    if mirrored:
        low, high, w = -high, -low, 1 - w
    tail = lambda z: mp.erfc(z / mp.sqrt(2)) / 2
    goal = tail(low) - w * (tail(low) - tail(high))
    below, above = max(low, mpf(-40)), min(high, max(low, 0) + 40)
    for _ in range(120):
        middle = (below + above) / 2
        below, above = (middle, above) if tail(middle) > goal else (below, middle)
    return mpf(mean) + mpf(deviation) * (-below if mirrored else below)


def bernoulli_normal(zero, deviation, bits):
    zeros = int(mp.nint(mpf(zero) * 2**32))
    if bits < zeros:
        return mpf(0)
    # In doubles, as the header has it: there are ties.
    spread = 2.0**32 / (2**32 - zeros)
    return normal(0, deviation, round((bits - zeros) * spread + (spread - 1) * 0.5))


def random_words(seed, stream):
    """An endless supply for the choice of inputs."""
    offset = 0
    while True:
        yield word(seed, stream, offset)
        offset += 1
