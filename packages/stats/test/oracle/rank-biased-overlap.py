"""Rank-biased overlap from its definition, by sets and exact fractions: python3 rank-biased-overlap.py > rank-biased-overlap.json"""
import json
import random
from fractions import Fraction

random.seed(7)


def rbo(a, b, p, depth):
    k = min(depth, len(a), len(b))
    p = Fraction(p)
    agreement = [Fraction(len(set(a[:d]) & set(b[:d])), d) for d in range(1, k + 1)]
    truncated = (1 - p) * sum(p ** (d - 1) * agreement[d - 1] for d in range(1, k + 1))
    return {"truncated": float(truncated), "extrapolated": float(truncated + p**k * agreement[-1]), "depth": k}


cases = []


def case(name, a, b, p, depth):
    cases.append({"name": name, "a": a, "b": b, "p": p, "depth": depth, **rbo(a, b, p, depth)})


for length, p, depth in [(50, 0.935, 15), (50, 0.935, 20), (50, 0.935, 50), (52, 0.9, 20), (7, 0.935, 20), (1, 0.5, 1), (200, 0.98, 200)]:
    for kind in ["shuffled", "neighbours swapped", "partly disjoint"]:
        a = list(range(length))
        b = list(a)
        if kind == "shuffled":
            random.shuffle(b)
        elif kind == "neighbours swapped":
            for i in range(0, length - 1, 3):
                b[i], b[i + 1] = b[i + 1], b[i]
        else:
            b = random.sample(range(length // 2, length // 2 + 2 * length), length)
        case(f"{kind}, {length} items, p {p}, depth {depth}", a, b, p, depth)
case("lists of two lengths", [3, 1, 4, 0, 2], [1, 3, 9], 0.8, 10)
print(json.dumps(cases))
